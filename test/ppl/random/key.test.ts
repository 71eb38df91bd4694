import { describe, expect, test } from "vitest";
import { jit, np, vmap, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { bits, foldIn, key, split, uniform, type Key } from "../../../packages/ppl/src/random/index.js";
import { numbers } from "../distributions/values.js";
import { expectNescioError } from "../../helpers/errors.js";
import { chiSquare, correlation } from "./statistics.js";

const words = (array: JaxArray): string => numbers(array).join();

describe("a key", () => {
  test("is two words that its seed determines", () => {
    const made = key(7);
    expect([made.dtype, made.shape]).toEqual([np.uint32, [2]]);
    expect(words(made)).toBe(words(key(7)));
    const all = [0, 1, 2, 7, 2 ** 31, 2 ** 32 - 1].map((seed) => words(key(seed)));
    expect(new Set(all).size).toBe(all.length);
  });

  test("gives the numbers that it gave when they were written down", () => {
    expect(words(key(0))).toBe("805001986,1926393743");
    expect(words(bits(key(0), [3]))).toBe("1347682913,3146506699,1290725768");
  });

  test.each([-1, 0.5, 2 ** 32, NaN])("is not made of the seed %d", async (seed) => {
    await expectNescioError(() => key(seed), "invalid-option", "seed", "4294967295", String(seed));
  });
});

describe("foldIn", () => {
  const derived = (data: number | string | JaxArray): string => words(foldIn(key(1), data));

  test("gives another key for other data", () => {
    const data = [0, 1, 2, 4_294_967_295, "", "0", "1", "ab", "ba", "fc1.weight", "fc1.bias"];
    const all = [words(key(1)), ...data.map(derived), ...split(key(1), 3).map(words)];
    expect(new Set(all).size).toBe(all.length);
  });

  test("takes a number, or an array with it", () => {
    for (const value of [0, 3, 5_000_000]) {
      expect(derived(np.array(value, { dtype: np.int32 }))).toBe(derived(value));
      expect(derived(np.array(value, { dtype: np.uint32 }))).toBe(derived(value));
    }
  });

  test("gives two thousand keys for two thousand names", () => {
    const seen = new Set<string>();
    for (let i = 0; i < 2000; i++) seen.add(derived(`layer${i}.weight`));
    expect(seen.size).toBe(2000);
  });

  test("is the same when compiled", () => {
    for (const data of [4_294_967_291, "site", 5_000_000]) {
      const compiled = jit((k: Key) => foldIn(k, data));
      expect(words(compiled(key(1)))).toBe(derived(data));
    }
    const compiled = jit((zero: JaxArray) => foldIn(key(77), 9).add(zero.astype(np.uint32)));
    expect(words(compiled(np.array(0)))).toBe(words(foldIn(key(77), 9)));
  });

  test("refuses what does not name a purpose", async () => {
    await expectNescioError(() => foldIn(key(1), -1), "invalid-option", "folded into a key", "-1");
    await expectNescioError(() => foldIn(key(1), np.array(1.5)), "invalid-option", "integer", "float32");
    await expectNescioError(() => foldIn(key(1), np.arange(3)), "invalid-option", "scalar", "[3]");
  });
});

describe("split", () => {
  test("consumes a key and gives others, each with a reference of its own", () => {
    const parent = key(3);
    const keys = split(parent, 4);
    expect(parent.refCount).toBe(0);
    expect(new Set(keys.map((k) => words(k.ref))).size).toBe(4);
    for (const k of keys) {
      expect(k.refCount).toBe(1);
      k.dispose();
    }
  });

  test("the first keys do not depend on how many there are", () => {
    expect(words(split(key(3), 2)[1])).toBe(words(split(key(3), 5)[1]));
  });

  test("needs a number of keys", async () => {
    await expectNescioError(() => split(key(3), 0), "invalid-option", "number of keys", "0");
  });
});

describe("streams", () => {
  const count = 2048;
  const streams: [string, () => JaxArray][] = [
    ["of neighbouring seeds", () => np.stack(Array.from({ length: count }, (_, i) => key(i)))],
    ["of neighbouring folds", () => vmap((i: JaxArray) => foldIn(key(5), i))(np.arange(count))],
  ];

  test.each(streams)("%s have nothing to do with each other", (_, keys) => {
    const drawn = vmap((k: Key) => bits(k, [4]))(keys());
    const table = numbers(drawn);
    for (let position = 0; position < 4; position++) {
      const values = Array.from({ length: count }, (_, i) => table[4 * i + position]);
      // The lowest and the highest bits over the streams at one position.
      for (const digit of [(x: number) => x & 15, (x: number) => x >>> 28]) {
        const counts = new Array<number>(16).fill(0);
        for (const x of values) counts[digit(x)]++;
        expect(chiSquare(counts, new Array<number>(16).fill(count / 16))).toBeLessThan(4);
      }
      const units = values.map((x) => (x + 0.5) / 2 ** 32);
      expect(Math.abs(correlation(units.slice(1), units.slice(0, -1)))).toBeLessThan(4);
    }
  });

  test("of a key and of its children are uncorrelated", () => {
    const size = 100_000;
    const parent = numbers(uniform(key(9), [size]));
    const children = [...split(key(9), 3), foldIn(key(9), 0), foldIn(key(9), "x"), key(10)];
    for (const child of children) {
      expect(Math.abs(correlation(parent, numbers(uniform(child, [size]))))).toBeLessThan(4);
    }
  });
});
