import { describe, expect, test } from "vitest";
import { createDataset, type ImageDataset } from "../../../packages/core/src/data/dataset.js";
import type { LaplacePosterior } from "../../../packages/core/src/posteriors/laplace/posterior.js";
import { drawNoise } from "../../../packages/core/src/posteriors/laplace/covariance.js";
import {
  fullCurvature,
  kroneckerCurvature,
} from "../../../packages/core/src/posteriors/laplace/curvature.js";
import { fitLaplace, type LaplaceOptions } from "../../../packages/core/src/posteriors/laplace/train.js";
import type { Weights } from "../../../packages/core/src/prediction/posterior.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { convNetwork, denseNetwork } from "../../../packages/core/src/layers/network.js";
import { expectNescioError } from "../../helpers/errors.js";
import { watchWorkers } from "../../helpers/workers.js";
import { randomImages } from "../contract.js";
import { conv, weights } from "../posteriors.js";

const workers = watchWorkers();

// A logistic regression: five pixels, three classes, eighteen weights.
const regression = denseNetwork([1, 5, 1], [], 3);
const theta = weights(regression, 3);
const images = randomImages(300, regression.input);
const N = 6;

const flat = (w: Weights): number[] => {
  const weight = w.get("out.weight")!.data;
  const bias = w.get("out.bias")!.data;
  return [0, 1, 2].flatMap((c) => [...weight.subarray(c * 5, c * 5 + 5), bias[c]]);
};

/** −log likelihood of the labels, in double precision. */
function loss(values: readonly number[], { pixels, count }: ImageDataset, labels: readonly number[]): number {
  let sum = 0;
  for (let image = 0; image < count; image++) {
    const z = [0, 1, 2].map((c) => {
      const x = Array.from(pixels.subarray(image * 5, image * 5 + 5), (value) => value / 255);
      return [...x, 1].reduce((total, value, i) => total + value * values[c * N + i], 0);
    });
    sum += Math.log(z.reduce((total, value) => total + Math.exp(value), 0)) - z[labels[image]];
  }
  return sum;
}

/** Σ (diag p − p·pᵀ) ⊗ φ·φᵀ, by its definition. */
function closedForm(values: readonly number[], { pixels, count }: ImageDataset): number[][] {
  const hessian = Array.from({ length: 3 * N }, () => new Array<number>(3 * N).fill(0));
  for (let image = 0; image < count; image++) {
    const x = [...Array.from(pixels.subarray(image * 5, image * 5 + 5), (value) => value / 255), 1];
    const e = [0, 1, 2].map((c) => Math.exp(x.reduce((sum, value, i) => sum + value * values[c * N + i], 0)));
    const p = e.map((value) => value / (e[0] + e[1] + e[2]));
    for (let r = 0; r < 3 * N; r++) {
      for (let s = 0; s < 3 * N; s++) {
        const [a, b] = [Math.floor(r / N), Math.floor(s / N)];
        hessian[r][s] += (p[a] * Number(a === b) - p[a] * p[b]) * x[r % N] * x[s % N];
      }
    }
  }
  return hessian;
}

function logDeterminant(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((row) => [...row]);
  let sum = 0;
  rows.forEach((pivot, k) => {
    sum += Math.log(pivot[k]);
    for (const row of rows.slice(k + 1)) {
      const factor = row[k] / pivot[k];
      for (let j = k; j < row.length; j++) row[j] -= factor * pivot[j];
    }
  });
  return sum;
}

const withPrior = (matrix: readonly (readonly number[])[], precision: number): number[][] =>
  matrix.map((row, i) => row.map((value, j) => value + (i === j ? precision : 0)));

/** L·Lᵀ of a packed factor. */
function product(factor: Float32Array, n: number): number[][] {
  const at = (i: number, j: number): number => (j > i ? 0 : factor[(i * (i + 1)) / 2 + j]);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => {
      let sum = 0;
      for (let k = 0; k <= Math.min(i, j); k++) sum += at(i, k) * at(j, k);
      return sum;
    }),
  );
}

async function laplace(...fit: Parameters<typeof fitLaplace>): Promise<LaplacePosterior> {
  return (await fitLaplace(...fit)).posterior;
}

async function fullFit(set: ImageDataset, priorPrecision: number): Promise<number[][]> {
  const options = { structure: "full", priorPrecision, threads: 1 } as const;
  const { precision } = await laplace(regression, theta, set, options);
  if (precision.structure !== "full") return expect.fail("another structure");
  return product(precision.factor, 3 * N);
}

describe("full curvature of a logistic regression", () => {
  test("is the closed form", async () => {
    const expected = withPrior(closedForm(flat(theta), images), 0.3);
    const found = await fullFit(images, 0.3);
    found.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(Math.abs(value - expected[i][j])).toBeLessThan(2e-5 * expected[i][i]);
      });
    });
  });

  test("is the Hessian of the loss, by finite differences, whatever the labels", async () => {
    const found = await fullFit(images, 0.3);
    const random = new Random(4);
    const labels = Array.from({ length: 300 }, () => random.integer(3));
    const at = flat(theta);
    const step = 1e-3;
    const shifted = (...moves: readonly [number, number][]): number => {
      const values = [...at];
      for (const [i, by] of moves) values[i] += by * step;
      return loss(values, images, labels);
    };
    for (const [i, j] of [
      [0, 0],
      [5, 5],
      [2, 9],
      [7, 13],
      [5, 17],
      [16, 3],
    ]) {
      const mixed =
        shifted([i, 1], [j, 1]) -
        shifted([i, 1], [j, -1]) -
        shifted([i, -1], [j, 1]) +
        shifted([i, -1], [j, -1]);
      const expected = mixed / (4 * step ** 2) + (i === j ? 0.3 : 0);
      expect(found[i][j]).toBeCloseTo(expected, 2);
    }
  });
});

describe("Kronecker", () => {
  /** What both structures make of the same network and images. */
  async function both(network: typeof regression, at: Weights, set: ImageDataset, inputs: number) {
    const bare = { priorPrecision: 0.8, threads: 1 } as const;
    const full = (await laplace(network, at, set, { ...bare, structure: "full" })).precision;
    const kron = (await laplace(network, at, set, { ...bare, structure: "kronecker" })).precision;
    if (full.structure !== "full" || kron.structure !== "kronecker") return expect.fail("another structure");
    const n = inputs + 1;
    const side = ({ values, vectors }: typeof kron.inputs, i: number, j: number): number =>
      values.reduce(
        (sum, value, k) => sum + value * vectors[i * values.length + k] * vectors[j * values.length + k],
        0,
      );
    const expanded = Array.from({ length: 3 * n }, (_, r) =>
      Array.from({ length: 3 * n }, (_, s) => {
        const outer = side(kron.outputs, Math.floor(r / n), Math.floor(s / n));
        return outer * side(kron.inputs, r % n, s % n) + (r === s ? kron.priorPrecision : 0);
      }),
    );
    return { full: product(full.factor, 3 * n), kron: expanded };
  }

  function expectSame({ full, kron }: { full: number[][]; kron: number[][] }): void {
    full.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(Math.abs(value - kron[i][j])).toBeLessThan(5e-5 * full[i][i]);
      });
    });
  }

  test("is the full one for a single image", async () => {
    expectSame(await both(regression, theta, randomImages(1, regression.input), 5));
  });

  test("is the full one where all images have the same probabilities, behind convolutions too", async () => {
    const flatHead = new Map(weights(conv));
    flatHead.set("out.weight", { shape: [3, 6], data: new Float32Array(18) });
    expectSame(await both(conv, flatHead, randomImages(270, conv.input), 6));
  });

  test("otherwise it is exact for the biases, and not for the weights", async () => {
    const { full, kron } = await both(regression, theta, images, 5);
    // The bias sees only ones: with them features and probabilities are independent.
    for (const [i, j] of [
      [5, 5],
      [5, 11],
      [17, 11],
    ])
      expect(kron[i][j]).toBeCloseTo(full[i][j], 2);
    expect(Math.abs(kron[0][0] / full[0][0] - 1)).toBeGreaterThan(0.005);
  });
});

describe("prior precision by the marginal likelihood", () => {
  const normSquared = flat(theta).reduce((sum, value) => sum + value ** 2, 0);

  test.each(["full", "kronecker"] as const)(
    "%s: no other is likelier, and the evidence is the closed form's",
    async (structure) => {
      const best = await fitLaplace(regression, theta, images, { structure, threads: 1 });
      const evidence = async (priorPrecision: number): Promise<number> =>
        (await fitLaplace(regression, theta, images, { structure, priorPrecision, threads: 1 })).logEvidence;
      for (const factor of [0.01, 0.5, 0.9, 1.1, 2, 100]) {
        expect(await evidence(best.priorPrecision * factor)).toBeLessThan(best.logEvidence);
      }
      if (structure === "kronecker") return;
      const { priorPrecision } = best;
      const logDet = logDeterminant(withPrior(closedForm(flat(theta), images), priorPrecision));
      const expected = (18 * Math.log(priorPrecision) - priorPrecision * normSquared - logDet) / 2;
      expect(best.logEvidence).toBeCloseTo(expected, 3);
    },
  );

  test("without any curvature the least precision is the likeliest", async () => {
    const dark = createDataset({ ...randomImages(1, regression.input), pixels: new Uint8Array(5) });
    const certain = new Map(theta).set("out.bias", { shape: [3], data: Float32Array.of(60, 0, 0) });
    const { priorPrecision } = await fitLaplace(regression, certain, dark, { structure: "full", threads: 1 });
    // One image, sure of its class: of the evidence −λ |θ|² / 2 is left.
    expect(priorPrecision / 1e-6).toBeCloseTo(1, 1);
  });
});

test("more images make it surer", async () => {
  const spread = async (count: number): Promise<number> => {
    const set = randomImages(count, regression.input);
    const { precision } = await laplace(regression, theta, set, { priorPrecision: 1, threads: 1 });
    const random = new Random(1);
    return Array.from({ length: 50 }, () => drawNoise(precision, 3, N, random))
      .flatMap((noise) => [...noise])
      .reduce((sum, value) => sum + value ** 2, 0);
  };
  expect(await spread(2000)).toBeLessThan(0.5 * (await spread(20)));
});

test("the result is the same for any number of threads", async () => {
  const data = {
    ...{ images: 3, inputs: 1, classes: 2, features: Float32Array.of(1, 2, 3) },
    probabilities: Float64Array.of(0.5, 0.5, 0.1, 0.9, 0.8, 0.2),
  };
  for (const curvature of [fullCurvature, kroneckerCurvature]) {
    expect(await curvature(data, { threads: 2 })).toEqual(await curvature(data, { threads: 1 }));
  }
  expect(workers.running()).toBe(0);
});

describe("what is refused", () => {
  test.each<[string, LaplaceOptions, string]>([
    ["a structure", { structure: "diagonal" as "full" }, "option structure"],
    ["a precision of 0", { priorPrecision: 0 }, "option priorPrecision"],
    ["a precision that is none", { priorPrecision: NaN }, "option priorPrecision"],
  ])("%s", async (_, options, message) => {
    await expectNescioError(() => laplace(regression, theta, images, options), "invalid-option", message);
  });

  test("a last layer too wide for a full covariance", async () => {
    const wide = denseNetwork([40, 40, 1], [], 3);
    const set = randomImages(1, wide.input);
    await expectNescioError(
      () => laplace(wide, weights(wide), set, { structure: "full" }),
      "unsupported",
      'at most 4096 weights in the last layer, got 4803. Use the structure "kronecker".',
    );
  });

  test("images of another shape, weights of another network, a stop", async () => {
    const other = convNetwork([9, 9, 1], { channels: [2], kernel: 3, hidden: [] }, 3);
    await expectNescioError(() => laplace(other, weights(other), images), "invalid-data", "images of 9×9×1");
    await expectNescioError(() => laplace(regression, weights(other), images), "invalid-model", "out.weight");
    const signal = AbortSignal.abort();
    await expectNescioError(() => laplace(regression, theta, images, { signal, threads: 1 }), "aborted");
  });
});
