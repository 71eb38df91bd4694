// Trains a Bayesian network on digits, then asks it about digits it has not seen, about letters and about noise.
//
//   node examples/train-and-ask.ts [IMAGES] [EPOCHS]
//
// Node 22.18 and later run TypeScript as it is; before that, `npx tsx examples/train-and-ask.ts` does.
import { decide, denseNetwork, trainMeanField, parseRule } from "nescio";
import { loadDataset } from "nescio/node";

const [images = "10000", epochs = "5"] = process.argv.slice(2);

// ImageDataset: 28×28 images, here drawn by the program. "mnist" is known too, and so is any folder of images.
const digits = await loadDataset("glyphs", { split: "train", count: Number(images) });

// Network: 784-256-10, a plain record without weights.
const network = denseNetwork([28, 28, 1], [256], digits.classes.length);

// Posterior: every weight becomes a Gaussian. The same seed gives the same posterior on any number of threads.
const { posterior, lossPerImageByEpoch, seconds } = await trainMeanField(network, digits, {
  epochs: Number(epochs),
  seed: 1,
});
const losses = lossPerImageByEpoch.map((loss) => loss.toFixed(3));
console.log(`trained in ${seconds.toFixed(1)} s, loss per image by epoch: ${losses.join(", ")}`);

// Rule: answer a class to which nine of ten sampled networks give a probability over a half.
const rule = parseRule("quantile:0.1:0.5");

for (const name of ["glyphs", "glyphs-letters", "noise"]) {
  const asked = await loadDataset(name, { split: "test", count: 1000 });
  // Predictive: what 100 sampled networks say about every image. Decision: an answer, or "I don't know".
  const predictive = await posterior.predict(asked, { samples: 100, seed: 1 });
  const decisions = decide(predictive, rule);
  const answered = decisions.filter(({ refused }) => !refused).length;
  const right = decisions.filter(({ refused, best }, i) => !refused && best === asked.labels?.[i]).length;
  const rightly = name === "glyphs" ? `, ${right} of them rightly` : "";
  console.log(`${name}: ${answered} of ${asked.count} answered${rightly}; "I don't know" for the others`);
}
