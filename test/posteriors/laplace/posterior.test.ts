import { describe, expect, test } from "vitest";
import { drawNoise, triangleLength } from "../../../packages/core/src/posteriors/laplace/covariance.js";
import { LaplacePosterior } from "../../../packages/core/src/posteriors/laplace/posterior.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { parseNetwork } from "../../../packages/core/src/layers/network.js";
import { expectNescioError } from "../../helpers/errors.js";
import { posteriorContract, randomImages } from "../contract.js";
import { conv, dense, full, kronecker, weights } from "../posteriors.js";

describe("Laplace, Kronecker", () => {
  posteriorContract(() => kronecker(conv, 6));
});

describe("Laplace, full", () => {
  posteriorContract(() => full(dense, 7));
});

describe("noise has the inverse of the precision as its covariance", () => {
  const count = 20_000;
  const random = new Random(8);

  /** Whether the mean of z·zᵀ is the inverse of the precision: precision · mean is the identity, to sampling. */
  function expectInverse(precision: readonly (readonly number[])[], draw: () => Float64Array): void {
    const n = precision.length;
    const draws = Array.from({ length: count }, draw);
    const covariance = (i: number, j: number): number =>
      draws.reduce((sum, z) => sum + z[i] * z[j], 0) / count;
    const found = precision.map((_, i) => precision.map((_, j) => covariance(i, j)));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const value = precision[i].reduce((sum, p, k) => sum + p * found[k][j], 0);
        const error = Math.sqrt((2 * precision[i][i] * found[j][j]) / count);
        expect(Math.abs(value - Number(i === j))).toBeLessThan(5 * error);
      }
    }
  }

  test("full", () => {
    const rows = [[2], [-1, 1.5], [0.5, 0.7, 3]];
    const precision = rows.map((a) => rows.map((b) => a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0)));
    const factor = Float32Array.from(rows.flat());
    expectInverse(precision, () => drawNoise({ structure: "full", factor }, 1, 3, random));
  });

  test("Kronecker", () => {
    // Rotations by two angles.
    const turn = ([c, s]: readonly [number, number]): Float32Array => Float32Array.of(c, -s, s, c);
    const inputs = { values: Float32Array.of(3, 0.2), vectors: turn([0.6, 0.8]) };
    const outputs = { values: Float32Array.of(1, 4), vectors: turn([0.28, 0.96]) };
    const matrix = ({ values, vectors: v }: typeof inputs, i: number, j: number): number =>
      values[0] * v[i * 2] * v[j * 2] + values[1] * v[i * 2 + 1] * v[j * 2 + 1];
    const precision = Array.from({ length: 4 }, (_, r) =>
      Array.from(
        { length: 4 },
        (_, c) => matrix(outputs, r >> 1, c >> 1) * matrix(inputs, r & 1, c & 1) + (r === c ? 0.7 : 0),
      ),
    );
    const kron = { structure: "kronecker", inputs, outputs, priorPrecision: 0.7 } as const;
    expectInverse(precision, () => drawNoise(kron, 2, 2, random));
  });
});

test("only the last layer is drawn", () => {
  const posterior = kronecker(conv, 6);
  const drawn = posterior.draw(3);
  for (const [name, tensor] of posterior.weights) {
    if (name.startsWith("out.")) expect(drawn.get(name)!.data).not.toEqual(tensor.data);
    else expect(drawn.get(name)).toBe(tensor);
  }
});

test("more samples than a round has", async () => {
  const posterior = full(dense, 7);
  const images = randomImages(2, dense.input);
  const most = await posterior.predict(images, { samples: 3000, threads: 1 });
  const few = await posterior.predict(images, { samples: 2, threads: 1 });
  expect(most.logProbs.slice(0, 6)).toEqual(few.logProbs.slice(0, 6));
  // In the second round another 3,000 numbers, none of them seen.
  expect(new Set(most.logProbs.slice(0, 9000)).size).toBeGreaterThan(8000);
});

test("a network that ends otherwise and a precision of another size are refused", async () => {
  const pooled = parseNetwork({
    input: [4, 4, 1],
    layers: [{ type: "conv2d", name: "a", outputs: 3, kernel: 4 }, { type: "flatten" }],
  });
  const factor = new Float32Array(triangleLength(12)).fill(1);
  await expectNescioError(
    () => new LaplacePosterior(pooled, weights(pooled), { structure: "full", factor }),
    "unsupported",
    "a dense layer at its end, got flatten",
  );
  await expectNescioError(
    () => new LaplacePosterior(dense, weights(dense), { structure: "full", factor }),
    "invalid-model",
    "factor of the precision: expected 300 numbers, got 78",
  );
});
