// The measurements behind the `convolution` preset (docs/recipe.md): one network of two convolutions, trained on the first
// 50,000 MNIST training images with several settings, each judged on the last 10,000. No test image and no image of another
// kind takes part in the choice.
//   NESCIO_DATA=… node scripts/recipe-convolutions.js
import {
  convNetwork,
  expectedCalibrationError,
  meanField,
  meanProbs,
  negativeLogLikelihood,
  selectImages,
  trainPoint,
} from "../dist/index.js";
import { loadDataset } from "../dist/node/index.js";

const range = (from, to) => Uint32Array.from({ length: to - from }, (_, i) => from + i);
const images = await loadDataset("mnist", { split: "train" });
const fit = selectImages(images, range(0, 50_000));
const held = selectImages(images, range(50_000, 60_000));

const moved = { shift: 2.5, rotation: 12, scale: 0.12 };
const augmented = (changes) => ({ augmentation: { ...moved, elastic: 0, elasticSigma: 4, ...changes } });
const gaussian = {
  learningRate: 2e-3,
  prior: { loc: 0, scale: 0.3 },
  // softplus(-3.9) = 0.02
  initial: { locScale: "he", rhoMean: -3.9, rhoScale: 0 },
};
const rows = [
  [
    "point, dropout 0.3, 6 epochs",
    { point: true, dropout: 0.3, epochs: 6, learningRate: 2e-3, klWeight: 0.1, ...augmented({}) },
  ],
  ["KL × 0.05, 6 epochs", { ...gaussian, epochs: 6, klWeight: 0.05, ...augmented({}) }],
  [
    "KL × 0.05, dropout 0.2, 6 epochs",
    { ...gaussian, dropout: 0.2, epochs: 6, klWeight: 0.05, ...augmented({}) },
  ],
  ["KL × 0.2, 6 epochs", { ...gaussian, epochs: 6, klWeight: 0.2, ...augmented({}) }],
  [
    "KL × 0.02, dropout 0.2, rate 3e-3, shift 2, 14 epochs",
    { ...gaussian, dropout: 0.2, epochs: 14, learningRate: 3e-3, klWeight: 0.02, ...augmented({ shift: 2 }) },
  ],
  [
    "KL × 0.05, elastic 0.8, 14 epochs",
    { ...gaussian, epochs: 14, klWeight: 0.05, ...augmented({ elastic: 0.8 }) },
  ],
];

console.log("| setting | forced | NLL | ECE | wrong of the surest 98 % |");
console.log("|---|---|---|---|---|");
for (const [name, { point, dropout, ...options }] of rows) {
  const shape = { channels: [16, 32], kernel: 5, hidden: [128], dropout };
  const network = convNetwork([28, 28, 1], shape, 10);
  const { posterior } = await (point ? trainPoint : meanField)(network, fit, options);
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
