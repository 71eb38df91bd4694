/** The parts of Nescio that need Node: files, downloads, image decoding. */
export {
  answer,
  answerEach,
  chooseReading,
  contactSheet,
  decodeImage,
  decodePicture,
  imageToInput,
  loadDataset,
  loadImageFolder,
  loadModel,
  prepareOutput,
  readTable,
  saveModel,
  writeFileAtomic,
} from "./checked.js";
export type { DataFolderOptions } from "./data-folders.js";
export { datasetNames, type LoadDatasetOptions } from "./datasets.js";
export type { DecodeOptions, ImageInputOptions, ImageShape } from "./decode-image.js";
export type { FileInput } from "./answer.js";
export type { DownloadOptions, DownloadProgress } from "./download.js";
export type { ImageFolderOptions } from "./image-folder.js";
export type { ReadTableOptions } from "./tables/read-table.js";
export type { ObtainOptions } from "./registry-files.js";
export type { Split } from "@nescio/core/internal";
