/** The parts of Nescio that need Node: files, downloads, image decoding. */
export { writeFileAtomic } from "./atomic-file.js";
export { cacheFolder, dataFolders, type DataFolder, type DataFolderOptions } from "./data-folders.js";
export { datasetNames, loadDataset, type LoadDatasetOptions } from "./datasets.js";
export { decodeImage, imageToInput, type ImageInputOptions, type ImageShape } from "./decode-image.js";
export type { DownloadProgress } from "./download.js";
export { generatedEntries, type GeneratedEntry } from "./generated-dataset.js";
export { loadImageFolder, type ImageFolderOptions } from "./image-folder.js";
export { loadModel, saveModel } from "./model-files.js";
export { prepareOutput } from "./output.js";
export { fetchRegistryFiles, type FetchedFile, type ObtainOptions } from "./registry-files.js";
