/** What the build tells the service worker of the page. */
export interface Kept {
  /** Of all files together: another one means another page. */
  readonly version: string;
  /** Addresses from the page's own; `index.html` is the page. */
  readonly files: readonly string[];
}
