/** The functions that programs call, with their arguments looked at: a row for each that does not look at all of them itself. */
import { taking, takingAsync } from "./arguments.js";
import * as from from "./unchecked.js";

export const acquisitionOrder = /* @__PURE__ */ taking("acquisitionOrder", from.acquisitionOrder, {
  items: "items",
  options: "settings?",
});
export const answer = /* @__PURE__ */ takingAsync("answer", from.answer, {
  model: "answerer",
  input: "input",
  options: "settings?",
});
export const answerEach = /* @__PURE__ */ takingAsync("answerEach", from.answerEach, {
  model: "answerer",
  input: "input",
  options: "settings?",
});
export const answerRead = /* @__PURE__ */ takingAsync("answerRead", from.answerRead, {
  model: "answerer",
  read: "read",
  options: "settings?",
});
export const auroc = /* @__PURE__ */ taking("auroc", from.auroc, {
  positives: "numbers",
  negatives: "numbers",
});
export const bootstrap = /* @__PURE__ */ taking("bootstrap", from.bootstrap, {
  sizes: "numbers",
  figures: "callable",
  options: "settings?",
});
export const brierScore = /* @__PURE__ */ taking("brierScore", from.brierScore, {
  probs: "numbers",
  labels: "numbers",
  classes: "number",
});
export const buildModel = /* @__PURE__ */ takingAsync("buildModel", from.buildModel, {
  dataset: "dataset",
  options: "settings?",
});
export const buildTable = /* @__PURE__ */ takingAsync("buildTable", from.buildTable, {
  table: "table",
  options: ["target"],
});
export const matrixTable = /* @__PURE__ */ taking("matrixTable", from.matrixTable, {
  name: "text",
  data: "numbers",
  count: "number",
  names: "names?",
});
export const readTarget = /* @__PURE__ */ taking("readTarget", from.readTarget, {
  table: "table",
  name: "text",
  options: "settings?",
});
export const tableRows = /* @__PURE__ */ taking("tableRows", from.tableRows, {
  table: "table",
  reading: "tableReading",
  options: "settings?",
});
export const calibrateOutputs = /* @__PURE__ */ taking("calibrateOutputs", from.calibrateOutputs, {
  predictive: "predictive",
  labels: "numbers",
  options: ["classes", "kind", "dataset"],
});
export const calibrateRule = /* @__PURE__ */ taking("calibrateRule", from.calibrateRule, {
  predictive: "predictive",
  labels: "numbers",
  options: ["measure", "contract", "dataset", "seed"],
});
export const calibrateSets = /* @__PURE__ */ taking("calibrateSets", from.calibrateSets, {
  predictive: "predictive",
  labels: "numbers",
  options: ["method", "coverage"],
});
export const compareEvaluations = /* @__PURE__ */ taking("compareEvaluations", from.compareEvaluations, {
  evaluations: "evaluations",
});
export const confidenceScores = /* @__PURE__ */ taking("confidenceScores", from.confidenceScores, {
  predictive: "predictive",
  measure: "text",
  unfamiliar: "pValues?",
});
export const convNetwork = /* @__PURE__ */ taking("convNetwork", from.convNetwork, {
  input: "shape",
  options: ["channels", "kernel", "hidden"],
  classes: "number",
});
export const corrupt = /* @__PURE__ */ taking("corrupt", from.corrupt, {
  dataset: "imageDataset",
  name: "text",
  strength: "number",
  seed: "number?",
});
export const corruptionSweep = /* @__PURE__ */ takingAsync("corruptionSweep", from.corruptionSweep, {
  posterior: "posterior",
  dataset: "imageDataset",
  options: ["rule"],
});
export const createDataset = /* @__PURE__ */ taking("createDataset", from.createDataset, { facts: "facts" });
export const createModel = /* @__PURE__ */ taking("createModel", from.createModel, {
  result: "trained",
  facts: ["dataset", "preset"],
});
export const decide = /* @__PURE__ */ taking("decide", from.decide, {
  predictive: "predictive",
  rule: "rule",
  pValues: "numbers?",
  tails: "numbers?",
});
export const decodeModel = /* @__PURE__ */ taking("decodeModel", from.decodeModel, {
  bytes: "bytes",
  name: "text",
});
export const denseNetwork = /* @__PURE__ */ taking("denseNetwork", from.denseNetwork, {
  input: "shape",
  hidden: "numbers",
  classes: "number",
});
export const encodeModel = /* @__PURE__ */ taking("encodeModel", from.encodeModel, {
  model: "model",
  options: "settings?",
});
export const encodeRule = /* @__PURE__ */ taking("encodeRule", from.encodeRule, { rule: "rule" });
export const expectedCalibrationError = /* @__PURE__ */ taking(
  "expectedCalibrationError",
  from.expectedCalibrationError,
  {
    probs: "numbers",
    labels: "numbers",
    classes: "number",
    bins: "number?",
    equal: "text?",
  },
);
export const explainDecision = /* @__PURE__ */ taking("explainDecision", from.explainDecision, {
  decision: "decision",
  rule: "rule",
  classes: "names",
  information: "number?",
});
export const firstImages = /* @__PURE__ */ taking("firstImages", from.firstImages, {
  dataset: "dataset",
  count: "number",
});
export const fitFamiliarity = /* @__PURE__ */ takingAsync("fitFamiliarity", from.fitFamiliarity, {
  network: "network",
  members: "networks",
  training: "dataset",
  heldOut: "dataset",
  options: "settings?",
});
export const fitLaplace = /* @__PURE__ */ takingAsync("fitLaplace", from.fitLaplace, {
  network: "network",
  weights: "weights",
  dataset: "dataset",
  options: "settings?",
});
export const decideOutputs = /* @__PURE__ */ taking("decideOutputs", from.decideOutputs, {
  predictive: "predictive",
  rule: "outputRule",
  features: "features?",
});
export const decodeOutputRule = /* @__PURE__ */ taking("decodeOutputRule", from.decodeOutputRule, {
  text: "text",
  name: "text?",
});
export const encodeOutputRule = /* @__PURE__ */ taking("encodeOutputRule", from.encodeOutputRule, {
  rule: "outputRule",
});
export const fitTemperature = /* @__PURE__ */ taking("fitTemperature", from.fitTemperature, {
  predictive: "predictive",
  labels: "numbers",
});
export const forcedLabels = /* @__PURE__ */ taking("forcedLabels", from.forcedLabels, {
  predictive: "predictive",
  samples: "number?",
});
export const formatReading = /* @__PURE__ */ taking("formatReading", from.formatReading, {
  reading: "reading",
});
export const formatRule = /* @__PURE__ */ taking("formatRule", from.formatRule, { rule: "rule" });
export const glyphs = /* @__PURE__ */ taking("glyphs", from.glyphs, { options: "settings" });
export const groupImages = /* @__PURE__ */ taking("groupImages", from.groupImages, {
  dataset: "filed",
  groupBy: "text",
});
export const heldOutImages = /* @__PURE__ */ taking("heldOutImages", from.heldOutImages, {
  model: "partOfModel",
  dataset: "dataset",
  options: ["familiarity"],
});
export const imageSize = /* @__PURE__ */ taking("imageSize", from.imageSize, { dataset: "sized" });
export const inferShapes = /* @__PURE__ */ taking("inferShapes", from.inferShapes, { network: "network" });
export const learnedNothing = /* @__PURE__ */ takingAsync("learnedNothing", from.learnedNothing, {
  posterior: "posterior",
  training: "dataset",
  unseen: "dataset?",
  options: "settings?",
});
export const meanProbs = /* @__PURE__ */ taking("meanProbs", from.meanProbs, { predictive: "predictive" });
export const meanWeights = /* @__PURE__ */ taking("meanWeights", from.meanWeights, { posterior: "stored" });
export const mostConfused = /* @__PURE__ */ taking("mostConfused", from.mostConfused, {
  byClass: "confusion",
  most: "number?",
});
export const mutualInformation = /* @__PURE__ */ taking("mutualInformation", from.mutualInformation, {
  predictive: "predictive",
});
export const negativeLogLikelihood = /* @__PURE__ */ taking(
  "negativeLogLikelihood",
  from.negativeLogLikelihood,
  {
    predictive: "predictive",
    labels: "numbers",
  },
);
export const noise = /* @__PURE__ */ taking("noise", from.noise, { options: "settings" });
export const outliers = /* @__PURE__ */ taking("outliers", from.outliers, {
  kind: "text",
  dataset: "imageDataset",
  options: ["seed"],
});
export const parameterSpecs = /* @__PURE__ */ taking("parameterSpecs", from.parameterSpecs, {
  network: "network",
});
export const parseReading = /* @__PURE__ */ taking("parseReading", from.parseReading, { reading: "text" });
export const parseRule = /* @__PURE__ */ taking("parseRule", from.parseRule, { rule: "text" });
export const predictionSets = /* @__PURE__ */ taking("predictionSets", from.predictionSets, {
  predictive: "predictive",
  sets: "sets",
});
export const predictiveFrom = /* @__PURE__ */ taking("predictiveFrom", from.predictiveFrom, {
  outputs: "numbers",
  options: ["kind", "classes"],
});
export const predictiveEntropy = /* @__PURE__ */ taking("predictiveEntropy", from.predictiveEntropy, {
  predictive: "predictive",
});
export const quantile = /* @__PURE__ */ taking("quantile", from.quantile, { values: "numbers", q: "number" });
export const readCharacters = /* @__PURE__ */ taking("readCharacters", from.readCharacters, {
  picture: "picture",
  shape: "inputShape",
  reading: "reading?",
  options: "settings?",
});
export const readPicture = /* @__PURE__ */ taking("readPicture", from.readPicture, {
  picture: "picture",
  shape: "inputShape",
  reading: "reading?",
  options: "settings?",
});
export const runStudies = /* @__PURE__ */ takingAsync("runStudies", from.runStudies, {
  posterior: "posterior",
  inDistribution: "dataset",
  outOfDistribution: "datasets",
  options: ["rules"],
});
export const runStudy = /* @__PURE__ */ takingAsync("runStudy", from.runStudy, {
  posterior: "posterior",
  inDistribution: "dataset",
  outOfDistribution: "datasets",
  options: "settings?",
});
export const selectImages = /* @__PURE__ */ taking("selectImages", from.selectImages, {
  dataset: "dataset",
  indices: "numbers",
});
export const selectiveRisk = /* @__PURE__ */ taking("selectiveRisk", from.selectiveRisk, {
  scores: "numbers",
  correct: "numbers",
  contract: ["maxError", "confidence"],
});
export const splitImages = /* @__PURE__ */ taking("splitImages", from.splitImages, {
  dataset: "dataset",
  sizes: "sizes",
  options: "settings",
});
export const thresholdFor = /* @__PURE__ */ taking("thresholdFor", from.thresholdFor, {
  measure: "text",
  limit: "number",
});
export const trainMeanField = /* @__PURE__ */ takingAsync("trainMeanField", from.trainMeanField, {
  network: "network",
  dataset: "dataset",
  options: "settings?",
});
export const trainPoint = /* @__PURE__ */ takingAsync("trainPoint", from.trainPoint, {
  network: "network",
  dataset: "dataset",
  options: "settings?",
});
export const trainPosterior = /* @__PURE__ */ takingAsync("trainPosterior", from.trainPosterior, {
  network: "network",
  dataset: "dataset",
  options: "settings?",
});
export const trainSwag = /* @__PURE__ */ takingAsync("trainSwag", from.trainSwag, {
  network: "network",
  dataset: "dataset",
  options: ["start"],
});
export const trainingImages = /* @__PURE__ */ taking("trainingImages", from.trainingImages, {
  training: "training",
  dataset: "dataset",
  groups: "names?",
});
export const trainingSettings = /* @__PURE__ */ taking("trainingSettings", from.trainingSettings, {
  preset: "text",
  changes: "settings?",
});
export const withNormalization = /* @__PURE__ */ taking("withNormalization", from.withNormalization, {
  network: "network",
  images: "pixels",
});
export const worstClasses = /* @__PURE__ */ taking("worstClasses", from.worstClasses, {
  byClass: "byClass",
  most: "number?",
});
export const withTemperature = /* @__PURE__ */ taking("withTemperature", from.withTemperature, {
  predictive: "predictive",
  temperature: "number",
});
export const reviewFeatures = /* @__PURE__ */ taking("reviewFeatures", from.reviewFeatures, {
  logProbs: "numbers",
  samples: "number",
  classes: "number",
});
export const stabilised = /* @__PURE__ */ taking("stabilised", from.stabilised, {
  predictions: "items",
  options: "settings?",
});
export const cohenKappa = /* @__PURE__ */ taking("cohenKappa", from.cohenKappa, {
  first: "numbers",
  second: "numbers",
});
export const updateMartingale = /* @__PURE__ */ taking("updateMartingale", from.updateMartingale, {
  martingale: "martingale",
  pValue: "number",
});
export const logCapital = /* @__PURE__ */ taking("logCapital", from.logCapital, { martingale: "martingale" });
export const startErrorBound = /* @__PURE__ */ taking("startErrorBound", from.startErrorBound, {
  options: ["delta"],
});
export const updateErrorBound = /* @__PURE__ */ taking("updateErrorBound", from.updateErrorBound, {
  bound: "errorBound",
  value: "number",
});
