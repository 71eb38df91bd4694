import { fileURLToPath } from "node:url";
import * as core from "../../packages/core/src/index.js";
import * as node from "../../packages/node/src/index.js";
import * as report from "../../packages/report/src/index.js";
import { fakeReport } from "../helpers/fake-report.js";

/** A public function by its name, with arguments that it takes. */
export type Calls = Readonly<
  Record<string, readonly [run: (...args: never[]) => unknown, ...args: unknown[]]>
>;

const images = core.createDataset({
  ...{ name: "stripes", count: 40, height: 6, width: 6, channels: 1, classes: ["dark", "light"] },
  pixels: Uint8Array.from({ length: 40 * 36 }, (_, i) => (Math.floor(i / 36) % 2) * 150 + (i % 7)),
  labels: Uint8Array.from({ length: 40 }, (_, i) => i % 2),
  files: Array.from({ length: 40 }, (_, i) => `a_${i % 10}.png`),
});
const network = core.denseNetwork([6, 6, 1], [3], 2);
const quick = { epochs: 1, batchSize: 20, threads: 1, seed: 1 };
const trained = await core.trainPosterior(network, images, { ...quick, posterior: "point" });
const { posterior } = trained as { posterior: core.PointPosterior };
const gaussian = (await core.trainMeanField(network, images, quick)).posterior;
const facts = { dataset: images, preset: "default", images: 30, heldOut: 10 } as const;
const model = core.createModel(trained, facts);
const predictive = await gaussian.predict(images, { samples: 3, threads: 1 });
const rule = core.parseRule("max-probability:0.6");
const decisions = core.decide(predictive, rule);
const labels = images.labels;
const probs = core.meanProbs(predictive);
const picture = { width: 6, height: 6, data: new Uint8Array(144).fill(99) };
const shape = { height: 6, width: 6, channels: 1 };
const read = core.readPicture(picture, shape);
const studyOptions = { samples: 3, threads: 1 };
const study = await core.runStudy(gaussian, images, [], studyOptions);
const evaluation = study.evaluation;
const file = fileURLToPath(new URL("../../packages/cli/models/mnist.nescio", import.meta.url));
const missing = "/nowhere/at/all";
const table = core.matrixTable(
  "numbers",
  Float32Array.from({ length: 80 }, (_, i) => (i * 7) % 13),
  40,
);
const target = { classes: ["a", "b"], labels: Uint32Array.from({ length: 40 }, (_, i) => i % 2) };
const withClasses = evaluation.inDistribution.byClass;

/** Every function of the core's index. */
export const coreCalls: Calls = {
  acquisitionOrder: [
    core.acquisitionOrder,
    [{ id: "a", mutualInformation: 0.1, features: null }],
    { places: 1 },
  ],
  answer: [core.answer, model, picture, { samples: 2, threads: 1 }],
  answerEach: [core.answerEach, model, picture, { samples: 2, threads: 1 }],
  answerRead: [core.answerRead, model, read, { samples: 2, threads: 1 }],
  augmentation: [core.augmentation, { shift: 1 }],
  auroc: [core.auroc, [1, 2], [0, 1]],
  bootstrap: [core.bootstrap, [3], () => [1], { resamples: 3 }],
  brierScore: [core.brierScore, probs, labels, 2],
  buildModel: [core.buildModel, core.firstImages(images, 12), { threads: 1 }],
  buildTable: [core.buildTable, table, { target, calibrate: false, settings: { epochs: 1 }, threads: 1 }],
  matrixTable: [core.matrixTable, "numbers", new Float32Array(4), 2],
  readTarget: [core.readTarget, core.matrixTable("classes", Float32Array.of(0, 1, 0, 1), 4), "c0"],
  tableRows: [
    core.tableRows,
    table,
    { columns: [{ kind: "number", name: "c0", mean: 6, deviation: 3, min: 0, max: 12, missing: false }] },
  ],
  calibrateRule: [
    core.calibrateRule,
    predictive,
    labels,
    { measure: "margin", contract: { maxRefusal: 0.5 }, dataset: "stripes", seed: 1 },
  ],
  calibrateSets: [core.calibrateSets, predictive, labels, { method: "lac", coverage: 0.8 }],
  checkReading: [core.checkReading, { kind: "as-is" }],
  checkRule: [core.checkRule, rule],
  stabilised: [
    core.stabilised,
    [
      [0, 1],
      [0, 1],
    ],
    { rounds: 1 },
  ],
  reviewFeatures: [core.reviewFeatures, Float32Array.of(-0.1, -2.3, -0.2, -1.7), 2, 2],
  cohenKappa: [core.cohenKappa, [0, 1, 1], [0, 1, 0]],
  decodeErrorBound: [core.decodeErrorBound, core.startErrorBound({ delta: 0.1 })],
  decodeMartingale: [core.decodeMartingale, core.startMartingale()],
  logCapital: [core.logCapital, core.startMartingale()],
  startErrorBound: [core.startErrorBound, { delta: 0.1 }],
  startMartingale: [core.startMartingale],
  updateErrorBound: [core.updateErrorBound, core.startErrorBound({ delta: 0.1 }), 1],
  updateMartingale: [core.updateMartingale, core.startMartingale(), 0.5],
  compareEvaluations: [core.compareEvaluations, [evaluation]],
  confidenceScores: [core.confidenceScores, predictive, "margin", undefined],
  convNetwork: [core.convNetwork, [6, 6, 1], { channels: [2], kernel: 3, hidden: [4] }, 2],
  corrupt: [core.corrupt, images, "blur", 1, 3],
  corruptionSweep: [
    core.corruptionSweep,
    posterior,
    images,
    { rule, samples: 2, threads: 1, strengths: { blur: [1] } },
  ],
  createDataset: [core.createDataset, images],
  createModel: [core.createModel, trained, facts],
  decide: [core.decide, predictive, rule, undefined],
  decodeModel: [core.decodeModel, core.encodeModel(model), "m.nescio"],
  decodeRule: [core.decodeRule, core.encodeRule(rule)],
  denseNetwork: [core.denseNetwork, [6, 6, 1], [3], 2],
  encodeModel: [core.encodeModel, model, { precision: "half" }],
  encodeRule: [core.encodeRule, rule],
  endAside: [core.endAside],
  expectedCalibrationError: [core.expectedCalibrationError, probs, labels, 2, 5, "mass"],
  explainDecision: [core.explainDecision, decisions[0], rule, images.classes, 0.1],
  firstImages: [core.firstImages, images, 3],
  fitFamiliarity: [
    core.fitFamiliarity,
    network,
    core.meanWeights(posterior),
    images,
    images,
    { kind: "gaussian", threads: 1 },
  ],
  fitLaplace: [core.fitLaplace, network, posterior.weights, images, { threads: 1 }],
  forcedLabels: [core.forcedLabels, predictive, 2],
  formatReading: [core.formatReading, { kind: "as-is" }],
  formatRule: [core.formatRule, rule],
  glyphs: [core.glyphs, { count: 2, seed: 1, kind: "digits" }],
  groupImages: [core.groupImages, images, "prefix:_"],
  heldOutImages: [core.heldOutImages, model, images, { familiarity: true }],
  imageSize: [core.imageSize, images],
  inferShapes: [core.inferShapes, network],
  learnedNothing: [core.learnedNothing, posterior, images, images, { threads: 1 }],
  meanProbs: [core.meanProbs, predictive],
  meanWeights: [core.meanWeights, posterior],
  mostConfused: [core.mostConfused, withClasses, 2],
  mutualInformation: [core.mutualInformation, predictive],
  negativeLogLikelihood: [core.negativeLogLikelihood, predictive, labels],
  noise: [core.noise, { count: 2, ...shape, seed: 1 }],
  outliers: [core.outliers, "noise", images, { count: 2, seed: 1 }],
  parameterSpecs: [core.parameterSpecs, network],
  parseNetwork: [core.parseNetwork, network],
  parseReading: [core.parseReading, "ink"],
  parseRule: [core.parseRule, "margin:0.5"],
  predictionSets: [
    core.predictionSets,
    predictive,
    { method: "lac", coverage: 0.8, threshold: 0.5, images: 40 },
  ],
  predictiveEntropy: [core.predictiveEntropy, predictive],
  calibrateOutputs: [
    core.calibrateOutputs,
    predictive,
    labels,
    { classes: ["dark", "light"], kind: "probabilities", dataset: "x", contract: { maxRefusal: 0.5 } },
  ],
  decideOutputs: [
    core.decideOutputs,
    predictive,
    { classes: ["dark", "light"], outputs: { kind: "logits", samples: 3 }, rule },
  ],
  decodeOutputRule: [core.decodeOutputRule, "{}"],
  encodeOutputRule: [
    core.encodeOutputRule,
    { classes: ["a", "b"], outputs: { kind: "logits", samples: 1 }, rule: core.defaultRule },
  ],
  fitTemperature: [core.fitTemperature, predictive, [0]],
  withTemperature: [core.withTemperature, predictive, 2],
  predictiveFrom: [core.predictiveFrom, [0.25, 0.75, 1, 0], { kind: "probabilities", classes: 2 }],
  quantile: [core.quantile, [1, 2, 3], 0.5],
  readCharacters: [core.readCharacters, picture, shape, { kind: "ink" }, {}],
  readPicture: [core.readPicture, picture, shape, { kind: "as-is" }, {}],
  runStudies: [core.runStudies, posterior, images, [images], { ...studyOptions, rules: [rule] }],
  runStudy: [core.runStudy, posterior, images, [images], studyOptions],
  selectImages: [core.selectImages, images, [0, 1]],
  selectiveRisk: [core.selectiveRisk, [0.1, 0.9], [true, false], { maxError: 0.4, confidence: 0.5 }],
  splitImages: [core.splitImages, images, { a: 20, b: 20 }, { seed: 1 }],
  thresholdFor: [core.thresholdFor, "margin", 0.5],
  trainMeanField: [core.trainMeanField, network, images, quick],
  trainPoint: [core.trainPoint, network, images, quick],
  trainPosterior: [core.trainPosterior, network, images, quick],
  trainSwag: [core.trainSwag, network, images, { ...quick, epochs: 2, start: posterior.weights }],
  trainingImages: [core.trainingImages, model.training, images, undefined],
  trainingSettings: [core.trainingSettings, "default", { epochs: 2 }],
  withNormalization: [core.withNormalization, network, images],
  worstClasses: [core.worstClasses, withClasses, 1],
};

/** Every function of the index of `nescio/node`. */
export const nodeCalls: Calls = {
  answer: [node.answer, model, picture, { samples: 2, threads: 1 }],
  answerEach: [node.answerEach, model, picture, { samples: 2, threads: 1 }],
  chooseReading: [node.chooseReading, missing, "train"],
  contactSheet: [node.contactSheet, [{ picture, inputs: [new Uint8Array(36)] }], shape],
  decodeImage: [node.decodeImage, missing, {}],
  decodePicture: [node.decodePicture, missing, {}],
  imageToInput: [node.imageToInput, missing, shape],
  loadDataset: [node.loadDataset, "noise", { split: "test", limit: 3 }],
  loadImageFolder: [node.loadImageFolder, missing, {}],
  loadModel: [node.loadModel, file],
  prepareOutput: [node.prepareOutput, "/nowhere\0", {}],
  readTable: [node.readTable, missing],
  saveModel: [node.saveModel, "/nowhere\0", model, {}],
  writeFileAtomic: [node.writeFileAtomic, "/nowhere\0", "text", {}],
};

const data = fakeReport({ images: 3, samples: 5 });

/** Every function of the index of `nescio/report`. */
export const reportCalls: Calls = {
  galleryOf: [report.galleryOf, images, predictive, decisions, { inDistribution: true }],
  histogram: [report.histogram, [0.1, 0.5], { low: 0, high: 1, bins: 4 }],
  renderComparison: [
    report.renderComparison,
    {
      ...{ title: "t", command: "c" },
      entrants: [{ name: "a", posterior: "point", network: "n", rule: "margin:0.5", evaluation }],
    },
  ],
  renderReport: [report.renderReport, data],
  verdictOf: [report.verdictOf, data.galleries[0].items[0], data.galleries[0], data.classes],
};
