// How many labels the review queue's order saves: a network that has learned from few images of a data set is taught more of them,
// at random, by their mutual information alone, and in the order of `acquisitionOrder`; its accuracy on the test images is told
// after each round, in which it is trained anew on all that are labelled.
//   NESCIO_DATA=DIR node scripts/active-learning.js --seeds 3 --plot docs/active-learning.svg
//   NESCIO_DATA=DIR node scripts/active-learning.js --copies 4       each image of the pool four times, as traffic has it
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom/worker";
import {
  acquisitionOrder,
  convNetwork,
  forcedLabels,
  mutualInformation,
  Random,
  reviewFeatures,
  selectImages,
  trainPosterior,
} from "@nescio/core";
import { loadDataset } from "nescio/node";

const { values } = parseArgs({
  options: {
    dataset: { type: "string", default: "mnist" },
    seeds: { type: "string", default: "3" },
    from: { type: "string", default: "1" },
    start: { type: "string", default: "1200" },
    pool: { type: "string", default: "10000" },
    copies: { type: "string", default: "1" },
    batch: { type: "string", default: "100" },
    until: { type: "string", default: "500" },
    "random-batch": { type: "string", default: "250" },
    "random-until": { type: "string", default: "1000" },
    epochs: { type: "string", default: "40" },
    samples: { type: "string", default: "30" },
    orders: { type: "string", default: "random,information,diverse" },
    plot: { type: "string" },
  },
});
const number = (name) => Number(values[name]);
const [start, poolSize, copies] = ["start", "pool", "copies"].map(number);
const [epochs, samples] = [number("epochs"), number("samples")];
/** Nothing is asked of the network for the random order, so that it need not be trained as often. */
const rounds = {
  random: { batch: number("random-batch"), until: number("random-until") },
  ordered: { batch: number("batch"), until: number("until") },
};

const all = await loadDataset(values.dataset, { split: "train" });
const test = await loadDataset(values.dataset, { split: "test" });
const network = convNetwork(
  [all.height, all.width, all.channels],
  { channels: [8, 16], kernel: 5, hidden: [64] },
  all.classes.length,
);
const train = async (places, seed) => {
  const set = selectImages(all, places);
  return (await trainPosterior(network, set, { preset: "convolution", epochs, batchSize: 64, seed }))
    .posterior;
};
const accuracyOf = async (posterior) => {
  const told = forcedLabels(await posterior.predict(test, { samples, seed: 1 }));
  return told.reduce((right, label, i) => right + (label === test.labels[i]), 0) / test.count;
};

/** The next of the pool in the order in which an order would have them labelled; the pool's entries are places in the data set. */
const orders = {
  random: async (_, pool, random) => Array.from(random.permutation(pool.length), (i) => pool[i]),
  information: (posterior, pool, _, batch) => informative(posterior, pool, batch, false),
  diverse: (posterior, pool, _, batch) => informative(posterior, pool, batch, true),
};
const seconds = [];
async function informative(posterior, pool, batch, diverse) {
  const predictive = await posterior.predict(selectImages(all, pool), { samples, seed: 1 });
  const information = mutualInformation(predictive);
  const size = samples * predictive.classes;
  const items = pool.map((_, i) => ({
    id: String(i).padStart(8, "0"),
    mutualInformation: information[i],
    features: diverse
      ? reviewFeatures(predictive.logProbs.subarray(i * size, (i + 1) * size), samples, predictive.classes)
      : null,
  }));
  const began = performance.now();
  const ordered = acquisitionOrder(items, { places: batch });
  if (diverse) seconds.push((performance.now() - began) / 1000);
  return ordered.map(({ id }) => pool[Number(id)]);
}

const found = [];
for (let seed = number("from"); seed < number("from") + number("seeds"); seed++) {
  const shuffled = Array.from(new Random(seed, 1).permutation(all.count));
  const known = shuffled.slice(0, start);
  const once = shuffled.slice(start, start + poolSize / copies);
  const first = await train(known, seed);
  const before = await accuracyOf(first);
  for (const order of values.orders.split(",")) {
    const random = new Random(seed, 2);
    const { batch, until } = order === "random" ? rounds.random : rounds.ordered;
    let [labelled, pool, posterior] = [known, Array.from({ length: copies }, () => once).flat(), first];
    found.push({ order, seed, labels: 0, accuracy: before });
    for (let labels = batch; labels <= until; labels += batch) {
      const ordered = await orders[order](posterior, pool, random, batch);
      labelled = [...labelled, ...ordered.slice(0, batch)];
      pool = ordered.slice(batch);
      posterior = await train(labelled, seed);
      found.push({ order, seed, labels, accuracy: await accuracyOf(posterior) });
      console.error(JSON.stringify(found.at(-1)));
    }
  }
}

function groups(list, keyOf) {
  const byKey = new Map();
  for (const one of list) byKey.set(keyOf(one), [...(byKey.get(keyOf(one)) ?? []), one]);
  return [...byKey.values()];
}
const points = groups(found, ({ order, labels }) => `${order} ${labels}`).map((runs) => {
  const accuracies = runs.map(({ accuracy }) => accuracy);
  const mean = accuracies.reduce((a, b) => a + b, 0) / runs.length;
  const spread = Math.sqrt(
    accuracies.reduce((sum, accuracy) => sum + (accuracy - mean) ** 2, 0) / Math.max(1, runs.length - 1),
  );
  const { order, labels } = runs[0];
  return { order, labels, runs: runs.length, mean, spread };
});
console.log(`ORDER        LABELS  ACCURACY  SPREAD (standard deviation of ${number("seeds")} seeds)`);
for (const { order, labels, mean, spread } of points) {
  const [name, count] = [order.padEnd(11), String(labels).padStart(7)];
  console.log(`${name} ${count}  ${(100 * mean).toFixed(2)} %   ${(100 * spread).toFixed(2)} %`);
}
const goal = points.findLast(({ order }) => order === "random");
for (const order of values.orders.split(",").filter((name) => name !== "random")) {
  const reached = points.find((point) => point.order === order && point.mean >= goal?.mean);
  if (goal !== undefined) {
    const labels = reached === undefined ? "not reached" : `reached with ${reached.labels}`;
    console.log(`${order}: what random order has with ${goal.labels} labels is ${labels}`);
  }
}
if (seconds.length > 0) {
  console.log(`ordering ${poolSize} inputs: ${Math.max(...seconds).toFixed(2)} s at most`);
}

if (values.plot !== undefined) {
  const names = {
    random: "at random",
    information: "by information alone",
    diverse: "in the queue's order",
  };
  const colour = { domain: Object.values(names), range: ["#767676", "#b35900", "#1a6fb0"], legend: false };
  const shown = points.map((point) => ({ ...point, name: names[point.order] }));
  const ends = groups(shown, ({ order }) => order).map((line) => line.at(-1));
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({
    ...{
      document,
      width: 640,
      height: 418,
      marginRight: 140,
      marginLeft: 56,
      marginBottom: 48,
      color: colour,
      grid: true,
    },
    style: { background: "white", color: "#222", fontFamily: "system-ui, sans-serif", fontSize: "12px" },
    x: { label: `labels beyond the first ${start}` },
    y: { label: "accuracy on the test images, %", percent: true },
    marks: [
      ...(goal === undefined ? [] : [Plot.ruleY([goal.mean], { stroke: "#767676", strokeDasharray: "4 3" })]),
      Plot.ruleX(shown, {
        ...{ x: "labels", y1: ({ mean, spread }) => mean - spread, y2: ({ mean, spread }) => mean + spread },
        stroke: "name",
      }),
      Plot.line(shown, { x: "labels", y: "mean", stroke: "name", strokeWidth: 2 }),
      Plot.dot(shown, { x: "labels", y: "mean", fill: "name", r: 3 }),
      Plot.text(ends, { x: "labels", y: "mean", text: "name", fill: "name", dx: 8, textAnchor: "start" }),
    ],
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  writeFileSync(values.plot, `${svg.outerHTML}\n`);
}
