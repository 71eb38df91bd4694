import { describe, expect, test } from "vitest";
import type { Regression } from "../../../packages/core/src/posteriors/polya-gamma/chain.js";
import { mcseMean } from "../../../packages/ppl/src/mcmc/diagnostics/ess.js";
import { runChains } from "../../../packages/ppl/src/mcmc/run-chains.js";
import { uniformStart } from "../../../packages/ppl/src/mcmc/start.js";
import { drawsOf, potentialOf, probabilities, regressionOn, simulated } from "./regressions.js";

const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0) / x.length;

/** Of a quantity of each draw, that its mean is the expected one, to 4.5 Monte-Carlo standard errors of both. */
function expectMean(own: Float64Array, expected: number, otherError = 0): void {
  const error = Math.hypot(mcseMean([own]), otherError);
  expect(error).toBeGreaterThan(0);
  expect(Math.abs(mean(own) - expected) / error).toBeLessThan(4.5);
}

describe.each([
  ["three classes, two columns", simulated(40, 2, { classes: 3, precision: 0.4, loc: 0.3 }, 1)],
  ["two classes, more columns than rows", simulated(4, 6, { classes: 2, precision: 1, loc: -0.5 }, 2)],
  ["twenty classes, one column", simulated(30, 1, { classes: 20, precision: 0.5, loc: 0 }, 3)],
])("the posterior is that of NUTS: %s", (_, regression) => {
  const dimension = regression.classes * regression.inputs;
  const size = regression.classes === 20 ? { sweeps: 3000, samples: 600 } : { sweeps: 6000, samples: 1500 };

  test("weights, their squares and products, and predictive probabilities", { timeout: 20_000 }, async () => {
    const draws = drawsOf(regression, size.sweeps, 4);
    const nuts = await runChains({
      potential: potentialOf(regression),
      initial: uniformStart(dimension),
      ...{ chains: 1, warmup: 400, samples: size.samples, seed: 5 },
    });
    const others = Array.from({ length: size.samples }, (_, i) =>
      nuts.draws.subarray(i * dimension, (i + 1) * dimension),
    );
    const compare = (quantity: (weights: Float64Array) => number): void => {
      const other = Float64Array.from(others, quantity);
      expectMean(Float64Array.from(draws, quantity), mean(other), mcseMean([other]));
    };
    for (let at = 0; at < dimension; at++) {
      compare((weights) => weights[at]);
      // With the same means, the same variances.
      compare((weights) => weights[at] ** 2);
      compare((weights) => weights[at] * weights[(at + regression.inputs) % dimension]);
    }
    for (const x of [-1.5, 0, 2]) {
      const row = [...Array.from({ length: regression.inputs - 1 }, () => x), 1];
      for (let k = 0; k < Math.min(4, regression.classes); k++) {
        compare((weights) => probabilities(weights, row)[k]);
        compare((weights) => probabilities(weights, row)[k] ** 2);
      }
    }
  });
});

/** Expectations under the posterior of slope and offset of class 1 over class 0, by a grid of 300 × 300 over ±9 prior deviations. */
function integrated(
  regression: Regression,
  quantities: readonly ((slope: number, offset: number) => number)[],
  slopeVariance = 2 / regression.precision,
): number[] {
  const offsetVariance = 2 / regression.precision;
  const steps = 300;
  const place = (i: number, variance: number): number => ((i + 0.5) / steps - 0.5) * 18 * Math.sqrt(variance);
  const { rows, inputs, features, labels } = regression;
  let total = 0;
  const sums = quantities.map(() => 0);
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      const [slope, offset] = [place(i, slopeVariance), place(j, offsetVariance)];
      let log = -(slope ** 2 / slopeVariance + offset ** 2 / offsetVariance) / 2;
      for (let row = 0; row < rows; row++) {
        const output = slope * features[row * inputs] + offset;
        log -= Math.log1p(Math.exp(labels[row] === 1 ? -output : output));
      }
      const density = Math.exp(log);
      total += density;
      quantities.forEach((quantity, q) => (sums[q] += density * quantity(slope, offset)));
    }
  }
  return sums.map((sum) => sum / total);
}

const binary = { classes: 2, precision: 0.5, loc: 0.2 };
const line = Array.from({ length: 12 }, (_, i) => [i / 4 - 1.4]);

describe("binary regressions are those of numerical integration", () => {
  test.each<[string, number[], number]>([
    ["overlapping", [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1], 0.5],
    // Without a prior there would be no posterior: the likelihood rises for ever.
    ["separable", [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1], 0.1],
    ["imbalanced", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 0.5],
    ["of one class alone", [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 0.5],
  ])("%s", (_, labels, precision) => {
    const regression = regressionOn(line, labels, { ...binary, precision });
    const quantities = [
      (slope: number) => slope,
      (slope: number) => slope ** 2,
      (_: number, offset: number) => offset,
      (_: number, offset: number) => offset ** 2,
      (slope: number, offset: number) => slope * offset,
      (slope: number, offset: number) => 1 / (1 + Math.exp(-(2 * slope + offset))),
    ];
    const draws = drawsOf(regression, 12_000, 6);
    integrated(regression, quantities).forEach((expected, q) => {
      const own = draws.map((w) => quantities[q](w[2] - w[0], w[3] - w[1]));
      expectMean(Float64Array.from(own), expected);
    });
    // What the classes have in common keeps the prior: N(loc, 1 / (2 · precision)).
    const common = Float64Array.from(draws, (w) => (w[0] + w[2]) / 2);
    expectMean(common, binary.loc);
    expectMean(
      common.map((x) => (x - binary.loc) ** 2),
      1 / (2 * precision),
    );
  });

  test("two equal columns share a slope, and their difference keeps the prior", () => {
    const labels = [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1];
    const twice = regressionOn(
      line.map(([x]) => [x, x]),
      labels,
      binary,
    );
    const draws = drawsOf(twice, 12_000, 7);
    const slope = Float64Array.from(draws, (w) => w[3] + w[4] - w[0] - w[1]);
    const [expected, square] = integrated(
      regressionOn(line, labels, binary),
      [(x) => x, (x) => x ** 2],
      // The sum of two differences.
      4 / binary.precision,
    );
    expectMean(slope, expected);
    expectMean(
      slope.map((x) => x ** 2),
      square,
    );
    const difference = Float64Array.from(draws, (w) => w[0] - w[1]);
    expectMean(difference, 0);
    expectMean(
      difference.map((x) => x ** 2),
      2 / binary.precision,
    );
  });
});

test("what no row shows keeps the prior, with more columns than rows", () => {
  const regression = simulated(5, 30, { classes: 3, precision: 2, loc: 0 }, 8);
  const { inputs, rows, features } = regression;
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Array.from(a).reduce((sum, x, i) => sum + x * b[i], 0);
  // A direction at right angles to all rows, by Gram and Schmidt, twice for its digits.
  const basis: number[][] = [];
  const rest = (from: ArrayLike<number>): number[] => {
    let x = Array.from(from);
    for (const unit of [...basis, ...basis]) {
      const along = dot(x, unit);
      x = x.map((value, i) => value - along * unit[i]);
    }
    const length = Math.sqrt(dot(x, x));
    return x.map((value) => value / length);
  };
  for (let i = 0; i < rows; i++) basis.push(rest(features.subarray(i * inputs, (i + 1) * inputs)));
  const unseen = rest(Array.from({ length: inputs }, (_, i) => Math.sin(i)));
  const draws = drawsOf(regression, 3000, 9);
  for (let k = 0; k < 3; k++) {
    const along = Float64Array.from(draws, (w) => dot(w.subarray(k * inputs, (k + 1) * inputs), unseen));
    expectMean(along, 0);
    expectMean(
      along.map((x) => x ** 2),
      1 / 2,
    );
  }
});

test("a single class keeps the prior", () => {
  const draws = drawsOf(regressionOn(line, Array<number>(12).fill(0), { ...binary, classes: 1 }), 4000, 1);
  for (const at of [0, 1]) {
    const own = Float64Array.from(draws, (w) => w[at]);
    expectMean(own, binary.loc);
    expectMean(
      own.map((x) => (x - binary.loc) ** 2),
      1 / binary.precision,
    );
  }
});

test("the chain forgets where it started", () => {
  const labels = [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1];
  const regression = regressionOn(line, labels, binary);
  const [expected] = integrated(regression, [(slope) => slope]);
  const draws = drawsOf(regression, 8000, 10, 0);
  expectMean(
    Float64Array.from(draws.slice(100), (w) => w[2] - w[0]),
    expected,
  );
});
