/** What other packages of this repository use, and nobody else should: it changes without notice. */
export { writePiecesAtomic } from "./atomic-file.js";
export { openCheckpoints, type CheckpointFolder } from "./checkpoint-files.js";
export { readModelFile } from "./model-files.js";
export { realPlace } from "./output.js";
export { kindOf, openRegularFile, readRegularFile } from "./regular-file.js";
export { refusal } from "./system-error.js";
export { readRegistryFile } from "./data-file.js";
export { dataFolders, findDataFile, userDataFolder } from "./data-folders.js";
export { findGeneratedEntry, generatedEntries } from "./generated-dataset.js";
export { imageExtensions } from "./image-folder.js";
export { fetchRegistryFiles, type FetchedFile } from "./registry-files.js";
export { openTable, type OpenTableOptions } from "./tables/open-table.js";
export { batchEncoder, numberColumns, numberRows } from "./tables/encode-batches.js";
export { formatByEnding } from "./tables/formats.js";
export { readArray, type NumberArray, type ReadArrayOptions } from "./tables/read-array.js";
export { readLines, readText } from "./tables/text.js";
export type { Table, TableFormat } from "./tables/table.js";
