import { describe, expect, test } from "vitest";
import { fitGaussians } from "../../packages/core/src/familiarity/gaussian/fit-gaussians.js";
import { GaussianFamiliarity } from "../../packages/core/src/familiarity/gaussian/familiarity.js";
import { fitFamiliarity } from "../../packages/core/src/familiarity/index.js";
import { Random } from "../../packages/core/src/math/random.js";
import { componentsOf } from "./oracle.js";
import { dense, heldOut, instanceOf, letters, randomWeights, training } from "./problem.js";

describe("fitting", () => {
  test("means, shares and covariances of known Gaussians come back; few images get the shared covariance", () => {
    const random = new Random(2);
    const counts = [6000, 3000, 3];
    const labels = Uint8Array.from(counts.flatMap((count, k) => Array<number>(count).fill(2 * k)));
    // Class k: z = mean + L·ε with L = [[1, 0], [0.5, 0.5 + k]].
    const z = Float32Array.from(labels, () => 0).length;
    const components = new Float32Array(2 * z);
    labels.forEach((label, i) => {
      const [a, b] = [random.normal(), random.normal()];
      components[2 * i] = label + a;
      components[2 * i + 1] = -label + 0.5 * a + (0.5 + label / 2) * b;
    });
    const { logShares, means, whitening, residual } = fitGaussians(components, labels, 2, 0.25);
    expect(residual).toBe(0.25);
    counts.forEach((count, k) => expect(logShares[k]).toBeCloseTo(Math.log(count / 9003), 5));
    [0, 0, 2, -2].forEach((value, at) => expect(Math.abs(means[at] - value)).toBeLessThan(0.1));
    const covariance = (k: number): number[] => {
      const [w00, , w10, w11] = whitening.subarray(4 * k);
      // (WᵀW)⁻¹ for a lower-triangular W.
      const [p00, p01, p11] = [w00 ** 2 + w10 ** 2, w10 * w11, w11 ** 2];
      const determinant = p00 * p11 - p01 ** 2;
      return [p11 / determinant, -p01 / determinant, p00 / determinant];
    };
    const near = (k: number, expected: number[]): void => {
      covariance(k).forEach((value, at) => expect(Math.abs(value - expected[at])).toBeLessThan(0.15));
    };
    near(0, [1, 0.5, 0.5]);
    near(1, [1, 0.5, 2.5]);
    expect(whitening[1]).toBe(0);
    // Three images cannot make a class's covariance; it stays positive definite.
    expect(covariance(2)[0]).toBeGreaterThan(0);
    expect(covariance(2)[0] * covariance(2)[2]).toBeGreaterThan(covariance(2)[1] ** 2);
  });

  test("components that never vary do no harm", () => {
    const { whitening } = fitGaussians(new Float32Array(30), new Uint8Array(10), 3, 1);
    expect(whitening.every(Number.isFinite)).toBe(true);
  });
});

describe("familiarity by Gaussians", () => {
  test("is the log density of their mixture and of what is outside of the subspace", async () => {
    const centres = [randomWeights(dense, 4)];
    const options = { kind: "gaussian", dimensions: 7 } as const;
    const fitted = instanceOf(
      GaussianFamiliarity,
      await fitFamiliarity(dense, centres, training, heldOut, options),
    );
    const { logShares, means, whitening, residual } = fitted.gaussians;
    const { scores, nearest, pValues } = await fitted.score(letters);
    expect(nearest).toBeUndefined();
    (await componentsOf(fitted.map, letters)).forEach(({ z, energy }, image) => {
      let density = 0;
      logShares.forEach((share, k) => {
        let exponent = share;
        for (let i = 0; i < 7; i++) {
          const row = whitening.subarray((k * 7 + i) * 7, (k * 7 + i + 1) * 7);
          exponent += Math.log(row[i]);
          exponent -= z.reduce((sum, value, d) => sum + row[d] * (value - means[k * 7 + d]), 0) ** 2 / 2;
        }
        density += Math.exp(exponent);
      });
      const outside = energy - z.reduce((sum, value) => sum + value ** 2, 0);
      const expected = Math.log(density) - outside / (2 * residual);
      expect(Math.abs(scores[image] - expected)).toBeLessThan(1e-3 * Math.max(1, Math.abs(expected)));
    });
    const mean = pValues.reduce((sum, p) => sum + p, 0) / letters.count;
    expect(mean).toBeLessThan(0.45);
  });
});
