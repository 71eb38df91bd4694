// Regression with a Bayesian network: a curve through noisy points, drawn with the band in which the network expects it to run.
// Where there are no points the networks that explain the others disagree, and the band widens.
//
//   node examples/regression-band.ts [FILE.svg] [HIDDEN] [DRAWS]
//
// Node 22.18 and later run TypeScript as it is; before that, `npx tsx examples/regression-band.ts` does.
import { writeFile } from "node:fs/promises";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { denseNetwork, quantile, Random } from "nescio";
import { deterministic, mcmc, normal, np, plate, predictive, randomModule, sample } from "nescio/ppl";
import type { JaxArray } from "nescio/ppl";

const [file = "regression-band.svg", hidden = "20", draws = "300"] = process.argv.slice(2);

// Points of a curve, none of them between −0.7 and 1.
const noise = 0.1;
const random = new Random(1);
const xs = Array.from({ length: 40 }, (_, i) => (i < 20 ? -2 : 1) + (i < 20 ? 1.3 : 1) * random.uniform());
const ys = xs.map((x) => Math.sin(2 * x) + 0.3 * x + noise * random.normal());

// "Images" of one number, a hidden layer, one output.
const network = denseNetwork([1, 1, 1], [Number(hidden)], 1);
// Units bend at −bias / weight, so both widths decide where; the output's width keeps the curve's size about 1.
const priors = {
  "fc1.weight": normal(0, 2),
  "fc1.bias": normal(0, 2),
  "out.weight": normal(0, 1 / Math.sqrt(Number(hidden))),
  "out.bias": normal(0, 1),
};

function model(x: JaxArray, y?: JaxArray): void {
  const net = randomModule("net", network, priors)();
  const n = x.shape[0];
  const curve = deterministic("curve", net(x.reshape([n, 1])).reshape([n]));
  plate("points", n, () => sample("y", normal(curve, noise), { obs: y }));
}

const result = await mcmc(
  { model, chains: 2, warmup: Number(draws), samples: Number(draws), maxTreeDepth: 7, seed: 1 },
  np.array(xs),
  np.array(ys),
);

const grid = Array.from({ length: 121 }, (_, i) => -3 + (6 * i) / 120);
const { curve } = predictive({ model, draws: result.sites, sites: ["curve"] })(1, np.array(grid));
const curves = curve.js() as number[][];
const band = grid.map((x, i) => {
  const values = curves.map((drawn) => drawn[i]);
  return { x, low: quantile(values, 0.05), middle: quantile(values, 0.5), high: quantile(values, 0.95) };
});

const few = curves.filter((_, i) => i % Math.ceil(curves.length / 6) === 0);

const { document } = parseHTML("<!doctype html><html><body></body></html>");
const chart = Plot.plot({
  document,
  width: 640,
  height: 400,
  style: { background: "white" },
  x: { label: "x" },
  y: { label: "y", domain: [-2.5, 2.5], clamp: true },
  marks: [
    Plot.areaY(band, { x: "x", y1: "low", y2: "high", fill: "steelblue", fillOpacity: 0.25 }),
    Plot.lineY(
      few.flatMap((drawn, z) => drawn.map((y, i) => ({ x: grid[i], y, z }))),
      { x: "x", y: "y", z: "z", stroke: "steelblue", strokeOpacity: 0.5, strokeWidth: 0.7 },
    ),
    Plot.lineY(band, { x: "x", y: "middle", stroke: "steelblue", strokeWidth: 2 }),
    Plot.dot(
      xs.map((x, i) => ({ x, y: ys[i] })),
      { x: "x", y: "y", r: 2.5, fill: "black" },
    ),
  ],
});
chart.setAttribute("xmlns", "http://www.w3.org/2000/svg");
await writeFile(file, chart.outerHTML);

const widthAt = (x: number): string => {
  const { low, high } = band.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a));
  return (high - low).toFixed(2);
};
console.log("width of the band in which the curve runs with a probability of 90 %");
console.log(`among the points, at −1.5 and 1.5: ${widthAt(-1.5)} and ${widthAt(1.5)}`);
console.log(`in the gap, at 0.2: ${widthAt(0.2)}`);
console.log(`beyond the points, at −3 and 3: ${widthAt(-3)} and ${widthAt(3)}`);
console.log(`wrote ${file}`);
