// The measurements behind familiarity's defaults (docs/recipe.md), on the network of the model in the box. Genuine images are
// held-out training digits; the outliers are generated: letters drawn by a program, digits turned over their diagonal, two
// digits on top of each other. No data set of other images takes part in the choice.
//   NESCIO_DATA=… node scripts/recipe-familiarity.js
import { fileURLToPath } from "node:url";
import { auroc, meanWeights, fitFamiliarity, glyphs, heldOutImages, selectImages } from "nescio";
import { loadDataset, loadModel } from "nescio/node";

const model = await loadModel(fileURLToPath(import.meta.resolve("nescio/models/mnist.nescio")));
const {
  training,
  familiarity: calibration,
  thresholds: genuine,
} = heldOutImages(model, await loadDataset("mnist", { split: "train" }), { familiarity: true });

const SIDE = 28;
const SIZE = SIDE ** 2;
const pixelsOf = (image) => genuine.pixels.subarray(image * SIZE, (image + 1) * SIZE);
/** As many images as there are in `of`, each made of the genuine image that it names. */
const made = (of, pixel) => {
  const set = selectImages(genuine, of);
  const pixels = Uint8Array.from({ length: of.length * SIZE }, (_, at) =>
    pixel(of[Math.floor(at / SIZE)], Math.floor((at % SIZE) / SIDE), at % SIDE),
  );
  return { ...set, pixels };
};
// Turned over, 0, 1 and 8 may still look like themselves.
const turning = Uint32Array.from(genuine.labels.keys())
  .filter((image) => ![0, 1, 8].includes(genuine.labels[image]))
  .subarray(0, 2000);
const outliers = {
  letters: glyphs({ kind: "letters", count: 2000, seed: 5 }),
  "turned over": made(turning, (image, y, x) => pixelsOf(image)[x * SIDE + y]),
  "two digits": made(
    Uint32Array.from({ length: 2000 }, (_, i) => i),
    (image, y, x) => Math.max(pixelsOf(image)[y * SIDE + x], pixelsOf(image + 2000)[y * SIDE + x]),
  ),
};

const rows = [
  ["the defaults", {}],
  ["10,000 images", { bankSize: 10_000 }],
  ["128 components", { dimensions: 128 }],
  ["nearest neighbour", { neighbours: 1 }],
  ["10th neighbour", { neighbours: 10 }],
  ["gaussian", { kind: "gaussian" }],
  ["both", { kind: "both" }],
];

console.log(`| familiarity | ${Object.keys(outliers).join(" | ")} |`);
console.log(`|---|${"---|".repeat(Object.keys(outliers).length)}`);
for (const [name, options] of rows) {
  const familiarity = await fitFamiliarity(
    model.network,
    meanWeights(model.posterior),
    training,
    calibration,
    options,
  );
  const { scores } = await familiarity.score(genuine);
  const cells = [];
  for (const set of Object.values(outliers)) {
    const other = await familiarity.score(set);
    cells.push(auroc(scores, other.scores).toFixed(4));
  }
  console.log(`| ${[name, ...cells].join(" | ")} |`);
  await familiarity.close();
}
