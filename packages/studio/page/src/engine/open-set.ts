/** From files that somebody opened to a data set. */
export { openFolder, type FolderFile } from "./open-folder.js";
export { openIdx } from "./open-idx.js";
