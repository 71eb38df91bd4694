import { describe, expect, test } from "vitest";
import { SwagPosterior } from "../../../packages/core/src/posteriors/swag/posterior.js";
import { denseNetwork } from "../../../packages/core/src/layers/network.js";
import { expectNescioError } from "../../helpers/errors.js";
import { posteriorContract } from "../contract.js";
import { conv, dense, swag } from "../posteriors.js";

describe("SWAG", () => {
  posteriorContract(() => swag(conv, 3));
});

describe("SWAG, the diagonal of dense layers", () => {
  posteriorContract(() => swag(dense, 0));
});

// Two weights and two biases.
const tiny = denseNetwork([1, 1, 1], [], 2);

test.each([0, 2, 3])("draws have the covariance of equation 1 (rank %i)", (rank) => {
  const posterior = swag(tiny, rank);
  const parts = ["out.weight", "out.bias"].map((name) => posterior.tensors.get(name)!);
  const draws = Array.from({ length: 20_000 }, (_, seed) => {
    const weights = posterior.draw(seed);
    return [...weights.get("out.weight")!.data, ...weights.get("out.bias")!.data];
  });
  const mean = parts.flatMap(({ loc }) => [...loc]);
  const scale = parts.flatMap(({ scale }) => [...scale]);
  const deviation = (k: number): number[] =>
    parts.flatMap(({ deviations }) => [...deviations.subarray(k * 2, k * 2 + 2)]);
  const columns = Array.from({ length: rank }, (_, k) => deviation(k));
  const covariance = (i: number, j: number): number => {
    const diagonal = i === j ? scale[i] ** 2 : 0;
    if (rank === 0) return diagonal;
    const lowRank = columns.reduce((sum, column) => sum + column[i] * column[j], 0) / (rank - 1);
    return (diagonal + lowRank) / 2;
  };
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j <= i; j++) {
      const found = draws.reduce((sum, w) => sum + (w[i] - mean[i]) * (w[j] - mean[j]), 0) / draws.length;
      const expected = covariance(i, j);
      // Wick's formula has the variance of a product of two Gaussians.
      const error = Math.sqrt((covariance(i, i) * covariance(j, j) + expected ** 2) / draws.length);
      expect(Math.abs(found - expected)).toBeLessThan(4 * error);
    }
    const average = draws.reduce((sum, w) => sum + w[i], 0) / draws.length;
    expect(Math.abs(average - mean[i])).toBeLessThan(4 * Math.sqrt(covariance(i, i) / draws.length));
  }
});

test("shapes and ranks that do not fit are refused", async () => {
  const { tensors } = swag(tiny, 2);
  const refuse = (rank: number, message: string) =>
    expectNescioError(() => new SwagPosterior(tiny, tensors, rank), "invalid-model", message);
  await refuse(1, "a rank of 0 or of at least 2, got 1");
  await refuse(3, 'tensor "out.weight": expected 2 means, 2 scales and 6 deviations, got 2, 2 and 4');
  for (const scale of [-0.5, NaN]) {
    const wrong = new Map(
      [...tensors].map(([name, each]) => [name, { ...each, scale: each.scale.map(() => scale) }]),
    );
    await expectNescioError(
      () => new SwagPosterior(tiny, wrong, 2),
      "invalid-model",
      'tensor "out.weight", scale: expected finite values of at least 0',
    );
  }
  await expectNescioError(() => new SwagPosterior(dense, tensors, 2), "invalid-model", 'tensor "fc1.weight"');
});
