// The measurements behind the `default` preset (docs/recipe.md): the tutorial's network trained on the first 50,000
// MNIST training images with several settings, each judged on the last 10,000. No test image and no image of another
// kind takes part in the choice; noise is shown beside it for interest, since it is generated.
//   NESCIO_DATA=… node scripts/recipe.js
import { evaluatePredictives } from "@nescio/core/internal";
import { denseNetwork, trainMeanField, noise, selectImages } from "nescio";
import { loadDataset } from "nescio/node";

const range = (from, to) => Uint32Array.from({ length: to - from }, (_, i) => from + i);
const images = await loadDataset("mnist", { split: "train" });
const fit = selectImages(images, range(0, 50_000));
const held = selectImages(images, range(50_000, 60_000));
const whiteNoise = noise({ count: 1000, height: 28, width: 28, channels: 1, seed: 0 });
const network = denseNetwork([28, 28, 1], [1024], 10);

const local = { estimator: "local" };
const scale = (value) => ({ prior: { loc: 0, scale: value } });
const rows = [
  ["default", {}],
  ["KL × 0.05", { klWeight: 0.05 }],
  ["KL × 0.1", { klWeight: 0.1 }],
  ["KL × 0.3", { klWeight: 0.3 }],
  ["KL × 1", { klWeight: 1 }],
  ["prior scale 0.1", { ...scale(0.1), klWeight: 0.1 }],
  ["prior scale 0.3", { ...scale(0.3), klWeight: 0.1 }],
  ["local, KL × 0.05", { ...local, klWeight: 0.05 }],
  ["local, KL × 0.1, prior scale 0.1", { ...local, ...scale(0.1), klWeight: 0.1 }],
  ["local, KL × 0.07, prior scale 0.3", { ...local, ...scale(0.3), klWeight: 0.07 }],
  ["initial scale 0.1", { initial: { locScale: "he", rhoMean: -2.25, rhoScale: 0 } }],
  ["learning rate 1e-3", { learningRate: 1e-3 }],
  ["Monte-Carlo KL", { kl: "monte-carlo" }],
  ["5 epochs", { epochs: 5 }],
];

console.log("| setting | forced | NLL | ECE | refused | right of answered | noise refused |");
console.log("|---|---|---|---|---|---|---|");
for (const [name, changes] of rows) {
  const { posterior } = await trainMeanField(network, fit, changes);
  const { evaluation } = evaluatePredictives({
    rule: { kind: "quantile", q: 0.1, threshold: 0.5 },
    seed: 3,
    inDistribution: { dataset: "held out", predictive: await posterior.predict(held), labels: held.labels },
    outOfDistribution: [{ dataset: "noise", predictive: await posterior.predict(whiteNoise) }],
    prediction: { seconds: 0, images: held.count },
  });
  const { forcedAccuracy, nll, ece, refused, accuracyOnAccepted } = evaluation.inDistribution;
  const percent = (share) => `${(100 * share).toFixed(2)} %`;
  const cells = [name, percent(forcedAccuracy), nll.toFixed(4), ece.toFixed(4), percent(refused)];
  cells.push(percent(accuracyOnAccepted), percent(evaluation.outOfDistribution[0].refused));
  console.log(`| ${cells.join(" | ")} |`);
}
