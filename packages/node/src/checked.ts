/** The functions that programs call, with their arguments looked at. */
import { takingAsync } from "@nescio/core/internal";
import * as from from "./unchecked.js";

export const answer = /* @__PURE__ */ takingAsync("answer", from.answer, {
  model: "answerer",
  input: "fileInput",
  options: "settings?",
});
export const answerEach = /* @__PURE__ */ takingAsync("answerEach", from.answerEach, {
  model: "answerer",
  input: "fileInput",
  options: "settings?",
});
export const chooseReading = /* @__PURE__ */ takingAsync("chooseReading", from.chooseReading, {
  folder: "text",
  split: "text?",
});
export const contactSheet = /* @__PURE__ */ takingAsync("contactSheet", from.contactSheet, {
  rows: "pictures",
  shape: "inputShape",
});
export const decodeImage = /* @__PURE__ */ takingAsync("decodeImage", from.decodeImage, {
  file: "text",
  options: "settings?",
});
export const decodePicture = /* @__PURE__ */ takingAsync("decodePicture", from.decodePicture, {
  file: "text",
  options: "settings?",
});
export const imageToInput = /* @__PURE__ */ takingAsync("imageToInput", from.imageToInput, {
  image: "file",
  shape: "inputShape",
});
export const loadDataset = /* @__PURE__ */ takingAsync("loadDataset", from.loadDataset, {
  nameOrPath: "text",
  options: "settings?",
});
export const loadImageFolder = /* @__PURE__ */ takingAsync("loadImageFolder", from.loadImageFolder, {
  folder: "text",
  options: "settings?",
});
export const loadModel = /* @__PURE__ */ takingAsync("loadModel", from.loadModel, { path: "text" });
export const prepareOutput = /* @__PURE__ */ takingAsync("prepareOutput", from.prepareOutput, {
  path: "text",
  options: "settings?",
});
export const readTable = /* @__PURE__ */ takingAsync("readTable", from.readTable, {
  source: "source",
  options: "settings?",
});
export const saveModel = /* @__PURE__ */ takingAsync("saveModel", from.saveModel, {
  path: "text",
  model: "model",
  options: "settings?",
});
export const writeFileAtomic = /* @__PURE__ */ takingAsync("writeFileAtomic", from.writeFileAtomic, {
  path: "text",
  contents: "contents",
  options: "settings?",
});
