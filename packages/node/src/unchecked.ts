/** The functions that programs call, as they are declared and described; `checked.ts` has them with their arguments looked at. */
export { answer, answerEach } from "./answer.js";
export { writeFileAtomic } from "./atomic-file.js";
export { chooseReading } from "./choose-reading.js";
export { contactSheet } from "./contact-sheet.js";
export { loadDataset } from "./datasets.js";
export { decodeImage, decodePicture, imageToInput } from "./decode-image.js";
export { loadImageFolder } from "./image-folder.js";
export { loadModel, saveModel } from "./model-files.js";
export { prepareOutput } from "./output.js";
export { readTable } from "./tables/read-table.js";
