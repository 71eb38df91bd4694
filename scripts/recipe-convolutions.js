// The measurements behind the `convolution` preset and the network of the model in the box (docs/recipe.md): networks of
// two to four convolutions, trained on the first 50,000 MNIST training images with several settings, each judged on the last
// 10,000. No test image and no image of another kind takes part in the choice.
//   NESCIO_DATA=… node scripts/recipe-convolutions.js
import { readFile } from "node:fs/promises";
import {
  convNetwork,
  expectedCalibrationError,
  trainMeanField,
  meanProbs,
  negativeLogLikelihood,
  parseNetwork,
  selectImages,
  trainPoint,
} from "nescio";
import { loadDataset } from "nescio/node";

const range = (from, to) => Uint32Array.from({ length: to - from }, (_, i) => from + i);
const images = await loadDataset("mnist", { split: "train" });
const fit = selectImages(images, range(0, 50_000));
const held = selectImages(images, range(50_000, 60_000));

const moved = { shift: 2.5, rotation: 12, scale: 0.12, elastic: 0, elasticSigma: 4 };
const gaussian = {
  ...{ epochs: 6, learningRate: 2e-3, prior: { loc: 0, scale: 0.3 }, augmentation: moved },
  // softplus(-3.9) = 0.02
  initial: { locScale: "he", rhoMean: -3.9, rhoScale: 0 },
};
const two = (dropout) =>
  convNetwork([28, 28, 1], { channels: [16, 32], kernel: 5, hidden: [128], dropout }, 10);

const conv = (name, outputs, kernel, padding) => [
  { type: "conv2d", name, outputs, kernel, padding },
  { type: "relu" },
];
const pool = { type: "maxPool2d", size: 2 };
const three = parseNetwork({
  input: [28, 28, 1],
  layers: [
    ...[...conv("conv1", 16, 5, 0), pool, ...conv("conv2", 32, 3, 1), pool, ...conv("conv3", 64, 3, 1), pool],
    ...[{ type: "flatten" }, { type: "dense", name: "hidden1", outputs: 128 }, { type: "relu" }],
    { type: "dense", name: "out", outputs: 10 },
  ],
});
const four = parseNetwork(JSON.parse(await readFile(new URL("boxed-network.json", import.meta.url), "utf8")));

const point = { epochs: 6, learningRate: 2e-3, klWeight: 0.1, augmentation: moved };
const rows = [
  ["two convolutions, point, dropout 0.3, 6 epochs", two(0.3), point, trainPoint],
  ["two, KL × 0.05, 6 epochs", two(), { ...gaussian, klWeight: 0.05 }],
  ["two, KL × 0.05, dropout 0.2, 6 epochs", two(0.2), { ...gaussian, klWeight: 0.05 }],
  ["two, KL × 0.2, 6 epochs", two(), { ...gaussian, klWeight: 0.2 }],
  ["two, the preset", two(), { preset: "convolution" }],
  ["three, the preset", three, { preset: "convolution" }],
  ["four, the preset, 10 epochs", four, { preset: "convolution", epochs: 10 }],
  ["four, the preset", four, { preset: "convolution" }],
  ["four, the preset, another seed", four, { preset: "convolution", seed: 11 }],
];

console.log("| network and setting | forced | NLL | ECE | wrong of the surest 98 % |");
console.log("|---|---|---|---|---|");
for (const [name, network, options, train = trainMeanField] of rows) {
  const { posterior } = await train(network, fit, options);
  const predictive = await posterior.predict(held, { samples: 20, seed: 1 });
  const means = meanProbs(predictive);
  const answers = Array.from({ length: held.count }, (_, i) => {
    const probs = [...means.subarray(10 * i, 10 * i + 10)];
    const best = Math.max(...probs);
    return { best, right: probs.indexOf(best) === held.labels[i] };
  }).sort((a, b) => a.best - b.best);
  const wrong = (list) => list.filter(({ right }) => !right).length;
  const cells = [
    name,
    `${((100 * (held.count - wrong(answers))) / held.count).toFixed(2)} %`,
    negativeLogLikelihood(predictive, held.labels).toFixed(4),
    expectedCalibrationError(means, held.labels, 10).toFixed(4),
    String(wrong(answers.slice(Math.floor(0.02 * held.count)))),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
