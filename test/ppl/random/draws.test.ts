import { describe, expect, test } from "vitest";
import { jit, np, vmap, type JaxArray } from "../../../packages/ppl/src/jax.js";
import {
  binomial,
  bits,
  categorical,
  key,
  logStandardGamma,
  permutationIndices,
  poisson,
  split,
  standardExponential,
  standardGamma,
  standardNormal,
  uniform,
  type Key,
} from "../../../packages/ppl/src/random/index.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import { numbers } from "../distributions/values.js";

const draws: [string, (key: Key) => JaxArray, shape: number[], dtype: string][] = [
  ["bits", (k) => bits(k, [2, 3]), [2, 3], "uint32"],
  ["uniform", (k) => uniform(k, [2, 3]), [2, 3], "float32"],
  ["standardNormal", (k) => standardNormal(k, [2, 3]), [2, 3], "float32"],
  ["standardExponential", (k) => standardExponential(k, []), [], "float32"],
  ["standardGamma", (k) => standardGamma(k, np.array([0.5, 1, 9]), [2, 3]), [2, 3], "float32"],
  ["logStandardGamma", (k) => logStandardGamma(k, 2, [4]), [4], "float32"],
  ["poisson", (k) => poisson(k, np.array([[3], [30]]), [2, 3]), [2, 3], "int32"],
  ["binomial", (k) => binomial(k, np.array([5, 50, 500]), 0.3, [2, 3]), [2, 3], "int32"],
  ["categorical", (k) => categorical(k, np.zeros([2, 5]), [4]), [4, 2], "int32"],
  ["permutationIndices", (k) => permutationIndices(k, 20, 6), [6], "int32"],
];

describe.each(draws)("%s", (_, draw, shape, dtype) => {
  test("has its shape and type, and consumes its key", () => {
    const k = key(4);
    const drawn = draw(k);
    expect([drawn.shape, drawn.dtype, k.refCount]).toEqual([shape, dtype, 0]);
    drawn.dispose();
  });

  test("leaves no array behind", () => {
    const once = (): void => void numbers(draw(key(4)));
    once();
    const before = liveSlots();
    for (let i = 0; i < 20; i++) once();
    expect(liveSlots()).toBe(before);
  });

  test("depends on the key alone: eager, compiled, and over a batch of keys", () => {
    const expected = numbers(draw(key(4)));
    expect(numbers(draw(key(4)))).toEqual(expected);
    expect(numbers(draw(key(5)))).not.toEqual(expected);
    const close = (found: readonly number[], wanted: readonly number[]): void => {
      wanted.forEach((x, i) => expect(Math.abs(found[i] - x)).toBeLessThanOrEqual(2e-6 * Math.abs(x)));
    };
    close(numbers(jit(draw)(key(4))), expected);
    const keys = split(key(6), 3);
    const each = keys.flatMap((k) => numbers(draw(k.ref)));
    close(numbers(vmap(draw)(np.stack(keys))), each);
  });
});

test("shapes and parameters that do not fit are refused", async () => {
  await expectNescioError(() => uniform(key(1), [-1]), "invalid-option", "shape", "[-1]");
  await expectNescioError(() => standardNormal(key(1), [1.5]), "invalid-option", "shape", "[1.5]");
  await expectNescioError(() => poisson(key(1), np.ones([3]), [2]), "invalid-option", "broadcasts", "[3]");
  await expectNescioError(() => permutationIndices(key(1), 3, 4), "invalid-option", "4 of 3");
  expect(standardNormal(key(1), [0, 3]).shape).toEqual([0, 3]);
});
