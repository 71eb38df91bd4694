/** What other packages of this repository use, and nobody else should: it changes without notice. */
export { checkpointFolder } from "./checkpoint-files.js";
export { readRegistryFile } from "./data-file.js";
export { findDataFile } from "./data-folders.js";
export { findGeneratedEntry } from "./generated-dataset.js";
