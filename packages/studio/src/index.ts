/** The page, for whoever serves it. */
export { pageFolder } from "./page-folder.js";
export { contentSecurityPolicy, pageHeaders } from "./page-headers.js";
export type { StudioFile } from "./studio-file.js";
