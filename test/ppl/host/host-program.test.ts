import { describe, expect, test } from "vitest";
import { hostProgram } from "../../../src/ppl/host/host-program.js";
import { jit, nn, np, valueAndGrad, type JaxArray } from "../../../src/ppl/jax.js";
import { fastExp, fastLog, fastLog1p, logSigmoid, sigmoid, softplus } from "../../../src/ppl/math/index.js";
import * as distributions from "../../../src/ppl/distributions/index.js";

const vector = (values: readonly number[]): JaxArray => np.array(Float64Array.from(values));
const at = [0.3, -0.7, 1.9, 0.4, -1.2, 0.8];
const fixed = (...shape: number[]): JaxArray =>
  np.sin(np.arange(shape.reduce((a, b) => a * b, 1)).astype(np.float64)).reshape(shape);

const programs: Record<string, (x: JaxArray) => JaxArray> = {
  "a matrix times a vector, and what is seen through views": (x) =>
    np
      .matmul(fixed(4, 6), x.ref)
      .sum()
      .add(np.matmul(np.broadcastTo(x.ref, [5, 6]), np.broadcastTo(x.ref, [6, 6]).transpose()).sum())
      .add(np.broadcastTo(x, [2, 6]).transpose().mul(fixed(6, 2)).sum()),
  "sums and products": (x) => x.ref.mul(x).add(3).sum(),
  "broadcasting both ways": (x) =>
    x.ref
      .reshape([6, 1])
      .mul(x.reshape([1, 6]))
      .add(fixed(2, 6, 6))
      .sum(),
  "unary functions": (x) =>
    np
      .exp(np.sin(x.ref))
      .add(np.sqrt(np.absolute(np.cos(x)).add(1)))
      .sum(),
  "inverse functions": (x) =>
    np
      .atan(x.ref)
      .add(np.asin(np.tanh(x)))
      .sum(),
  "logs and powers": (x) =>
    np
      .log(np.square(x.ref).add(0.125))
      .mul(np.power(np.absolute(x), 1.5))
      .sum(),
  "where and comparisons": (x) =>
    np
      .where(np.greater(x.ref, 0), x.ref, np.minimum(x.ref, -1))
      .add(np.where(np.logicalOr(np.equal(x.ref, 0), np.lessEqual(x.ref, 0.3)), 1, x.ref))
      .add(np.where(np.notEqual(x.ref, 0.4), 0, x))
      .sum(),
  extremes: (x) =>
    np
      .max(x.ref)
      .mul(np.min(x.ref))
      .add(np.prod(x.ref))
      .add(np.clip(x, -1, 1).sum()),
  "sums over axes": (x) => np.square(x.reshape([2, 3]).sum(0).mul(2)).sum(),
  "matrix products": (x) =>
    np
      .square(np.matmul(fixed(4, 6), x.ref))
      .sum()
      .add(np.dot(x.ref, x)),
  "matrices of the argument": (x) =>
    np
      .matmul(x.ref.reshape([2, 3]), x.reshape([3, 2]))
      .mul(fixed(2, 2))
      .sum(),
  "slices, joins and reversals": (x) =>
    np
      .concatenate([np.flip(x.ref.slice([1, 4])), x.ref.slice([0, 2]), x.slice([5, 6])])
      .mul(fixed(6))
      .sum(),
  "picking entries": (x) =>
    np
      .square(np.take(x.ref, np.array([0, 2, 2, 5], { dtype: np.int32 }), 0))
      .sum()
      .add(x.sum()),
  "picking rows": (x) =>
    np
      .take(np.square(x.reshape([3, 2])), np.array([2, 0, 2, 1], { dtype: np.int32 }), 0)
      .mul(fixed(4, 2))
      .sum(),
  softmax: (x) =>
    nn
      .logSoftmax(x.reshape([2, 3]))
      .mul(fixed(2, 3))
      .sum(),
  "nested compiled functions": (x) => np.logaddexp(x.ref, x.mul(2)).sum(),
  "whole numbers": (x) => np.floor(x.ref).add(np.ceil(x.ref)).mul(x).sum(),
  "an unused argument": (x) => {
    x.dispose();
    return fixed(3).sum();
  },
};

const slope =
  (f: (x: JaxArray) => JaxArray) =>
  (x: JaxArray): JaxArray[] =>
    (valueAndGrad(f as never) as unknown as (x: JaxArray) => JaxArray[])(x);

describe("programs on the host", () => {
  test.each(Object.entries(programs))("%s: values and gradients are jax-js'", (_, f) => {
    const host = hostProgram(slope(f), vector(at));
    expect(host).toBeDefined();
    const compiled = jit(slope(f) as never) as unknown as ((x: JaxArray) => JaxArray[]) & { dispose(): void };
    for (const sign of [1, -1, 0.5]) {
      const position = at.map((value) => sign * value);
      const expected = compiled(vector(position)).map((array) =>
        Array.from(array.dataSync() as Float64Array),
      );
      const actual = host!(position).map((array) => Array.from(array));
      expected.forEach((values, i) =>
        values.forEach((value, k) =>
          // Exponentials, logarithms and sines of jax-js are those of single precision, also for doubles.
          expect(Math.abs(actual[i][k] - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value))),
        ),
      );
    }
    compiled.dispose();
  });

  test("numbers that are not finite pass through", () => {
    const host = hostProgram((x) => [np.max(x.ref), np.where(np.less(x.ref, 0), 1, x)], vector([0, 0]))!;
    const [max, where] = host([NaN, -Infinity]);
    expect(max[0]).toBeNaN();
    expect(Array.from(where)).toEqual([NaN, 1]);
  });

  test("leaves alone what is too large, or not of numbers", () => {
    const large = (x: JaxArray): JaxArray[] => [np.exp(x.sum().add(np.zeros([1000, 200]))).sum()];
    expect(hostProgram(large, vector(at))).toBeUndefined();
    const bits = (x: JaxArray): JaxArray[] => [np.bitwiseXor(x.astype(np.uint32), 5)];
    expect(hostProgram(bits, vector(at))).toBeUndefined();
  });

  test("has the exact exponential for each of the functions that vectorise", () => {
    const host = hostProgram((x) => [fastExp(x.ref), softplus(x)], vector(at))!;
    const [exp, plus] = host(at);
    expect(Array.from(exp)).toEqual(at.map(Math.exp));
    plus.forEach((value, i) => expect(value).toBeCloseTo(Math.log1p(Math.exp(at[i])), 14));
  });

  test("what is many operations elsewhere is one here, with the same values and slopes", () => {
    const f = (x: JaxArray): JaxArray =>
      softplus(x.ref)
        .add(sigmoid(x.ref))
        .add(logSigmoid(x.ref))
        .add(fastExp(x.ref))
        .add(fastLog(np.square(x.ref).add(0.125)))
        .add(fastLog1p(np.square(x)))
        .sum();
    for (const scale of [1, 30]) {
      const position = at.map((value) => value * scale);
      const [value, gradient] = hostProgram(slope(f), vector(at))!(position);
      const [exact, expected] = slope(f)(vector(position));
      expect(Math.abs(value[0] / exact.item() - 1)).toBeLessThan(1e-12);
      (expected.dataSync() as Float64Array).forEach((g, i) =>
        expect(Math.abs(gradient[i] - g)).toBeLessThan(1e-12 * Math.max(1, Math.abs(g))),
      );
    }
  });

  test("every density that a sampler meets", () => {
    const { normal, cauchy, halfCauchy, studentT, laplace, exponential, logNormal, halfNormal } =
      distributions;
    const make: ((p: JaxArray) => distributions.Distribution)[] = [
      (p) => normal(0, p),
      (p) => cauchy(0, p),
      (p) => halfCauchy(p),
      (p) => studentT(4, 0, p),
      (p) => laplace(0, p),
      (p) => exponential(p),
      (p) => logNormal(0, p),
      (p) => halfNormal(p),
    ];
    for (const of of make) {
      const f = (x: JaxArray): JaxArray => {
        const positive = np.exp(x.ref.slice([0, 3]));
        return of(positive)
          .logProb(np.exp(x.slice([3, 6])))
          .sum();
      };
      const [value, gradient] = hostProgram(slope(f), vector(at))!(at);
      const [exact, expected] = slope(f)(vector(at));
      expect(value[0]).toBeCloseTo(exact.item(), 5);
      (expected.dataSync() as Float64Array).forEach((g, i) => expect(gradient[i]).toBeCloseTo(g, 4));
    }
  });
});
