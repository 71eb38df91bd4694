/** The parts of Nescio that need Node: files, downloads, image decoding. */
export { writeFileAtomic } from "./atomic-file.js";
export { contactSheet } from "./contact-sheet.js";
export type { DataFolderOptions } from "./data-folders.js";
export { datasetNames, loadDataset, type LoadDatasetOptions } from "./datasets.js";
export {
  decodeImage,
  decodePicture,
  imageToInput,
  type DecodeOptions,
  type ImageInputOptions,
  type ImageShape,
} from "./decode-image.js";
export { answer, answerEach, type FileInput } from "./answer.js";
export type { DownloadOptions, DownloadProgress } from "./download.js";
export { loadImageFolder, type ImageFolderOptions } from "./image-folder.js";
export { loadModel, saveModel } from "./model-files.js";
export { prepareOutput } from "./output.js";
export type { ObtainOptions } from "./registry-files.js";
export type { Split } from "@nescio/core/internal";
export { chooseReading } from "./choose-reading.js";
