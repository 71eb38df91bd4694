/** SHA-256 of the page's style and script, as its policy names them. Where either changes, `test/report/page.test.ts` says the new one. */
export const styleHash = "sha256-JlwYCGLBYcbEl3SewKp7v8OUP70A5vP5oj82+3WEGXg=";
export const scriptHash = "sha256-PjHhNk/LNwptkbrIkW69kpQSs0Z3C8wDD36Vr5OG6HQ=";
