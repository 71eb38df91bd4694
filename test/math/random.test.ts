import { describe, expect, it } from "vitest";
import { NescioError } from "../../packages/core/src/errors.js";
import { Random, streamState } from "../../packages/core/src/math/random.js";
import { ksCritical, ksStatistic, normalCdf } from "../helpers/ks.js";

/** xoshiro128++ in big integers, straight from the recurrence of the paper. */
function* reference(state: readonly bigint[]): Generator<bigint> {
  const word = (x: bigint): bigint => BigInt.asUintN(32, x);
  const rotate = (x: bigint, k: bigint): bigint => word((x << k) | (x >> (32n - k)));
  const s = [...state];
  for (;;) {
    yield word(rotate(word(s[0] + s[3]), 7n) + s[0]);
    const shifted = word(s[1] << 9n);
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11n);
  }
}

const draw = (n: number, next: () => number): Float64Array => Float64Array.from({ length: n }, next);
const mean = (x: Float64Array): number => x.reduce((a, b) => a + b, 0) / x.length;

describe("xoshiro128++", () => {
  it("gives the known outputs of the state 1, 2, 3, 4", () => {
    const random = Random.fromState([1, 2, 3, 4]);
    expect(Array.from({ length: 5 }, () => random.uint32())).toEqual([
      641, 1573767, 3222811527, 3517856514, 836907274,
    ]);
  });

  it.each([[[1, 2, 3, 4]], [[0xffffffff, 0, 0, 0]], [[0xdeadbeef, 0x80000000, 0x7fffffff, 0x12345678]]])(
    "agrees with big integers from state %j",
    (state) => {
      const random = Random.fromState(state);
      const expected = reference(state.map(BigInt));
      for (let i = 0; i < 2_000; i++) {
        expect(random.uint32()).toBe(Number(expected.next().value));
      }
    },
  );

  it("starts from the state that the seed hashes to", () => {
    const seeded = new Random(5, 6);
    const given = Random.fromState(streamState(5, 6));
    for (let i = 0; i < 10; i++) expect(seeded.uint32()).toBe(given.uint32());
  });

  it("refuses the state it could never leave", () => {
    expect(() => Random.fromState([0, 0, 0, 0])).toThrow(NescioError);
    expect(() => Random.fromState([1, 2, 3])).toThrow(/four 32-bit words/);
  });
});

describe("seeding", () => {
  it("is pinned", () => {
    expect(Array.from(streamState(0))).toEqual([3796279314, 528871411, 3366096930, 1106940039]);
    expect(Array.from(streamState(2 ** 40 + 3, 1))).toEqual([3941943576, 843016568, 1703455778, 2005896710]);
  });

  it("gives a state of its own to each seed and stream, none of them with a repeated word", () => {
    const states = new Set<string>();
    for (let seed = 0; seed < 100; seed++) {
      for (let stream = 0; stream < 100; stream++) {
        const state = streamState(seed, stream);
        expect(new Set(state).size).toBe(4);
        states.add(state.join());
      }
    }
    states
      .add(streamState(1).join())
      .add(streamState(1, 0, 0).join())
      .add(streamState(2 ** 32).join());
    expect(states.size).toBe(10_003);
  });

  it("moves half of the state's bits for one bit of the seed", () => {
    let flipped = 0;
    let compared = 0;
    for (let seed = 0; seed < 200; seed++) {
      for (const bit of [1, 2, 2 ** 20, 2 ** 31, 2 ** 33]) {
        const a = streamState(seed);
        const b = streamState(seed + bit);
        for (let w = 0; w < 4; w++) {
          for (let x = a[w] ^ b[w]; x !== 0; x &= x - 1) flipped++;
          compared += 32;
        }
      }
    }
    expect(flipped / compared).toBeGreaterThan(0.49);
    expect(flipped / compared).toBeLessThan(0.51);
  });

  it("refuses what is not a non-negative integer", () => {
    for (const bad of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
      expect(() => new Random(bad)).toThrow(/seed: expected an integer from 0/);
      expect(() => new Random(1, bad)).toThrow(NescioError);
    }
  });
});

describe("uniform", () => {
  const random = new Random(11);
  const values = draw(100_000, () => random.uniform());

  it("is uniform on [0, 1)", () => {
    expect(values.every((x) => x >= 0 && x < 1 && Number.isInteger(x * 2 ** 24))).toBe(true);
    expect(ksStatistic(values, (x) => x)).toBeLessThan(ksCritical(values.length, 0.001));
  });

  it("is the top 24 bits", () => {
    const bits = new Random(3);
    const shares = new Random(3);
    for (let i = 0; i < 100; i++) expect(shares.uniform()).toBe(Math.floor(bits.uint32() / 256) / 2 ** 24);
  });

  it("has its mean and variance", () => {
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(mean(values.map((x) => (x - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
  });
});

describe("normal", () => {
  const random = new Random(12);
  const values = draw(200_000, () => random.normal());

  it("is standard normal", () => {
    expect(ksStatistic(values, normalCdf)).toBeLessThan(ksCritical(values.length, 0.001));
  });

  it("has the first four moments", () => {
    // Four standard errors of each.
    const within = (power: number, moment: number, variance: number): void => {
      const error = Math.abs(mean(values.map((x) => x ** power)) - moment);
      expect(error).toBeLessThan(4 * Math.sqrt(variance / values.length));
    };
    within(1, 0, 1);
    within(2, 1, 2);
    within(3, 0, 15);
    within(4, 3, 96);
  });

  it("has independent neighbours, the cached one included", () => {
    const products = values.subarray(1).map((x, i) => x * values[i]);
    expect(Math.abs(mean(products))).toBeLessThan(4 / Math.sqrt(products.length));
  });
});

describe("streams", () => {
  it.each([
    [[1], [2]],
    [
      [1, 0],
      [1, 1],
    ],
    [
      [1, 2],
      [2, 1],
    ],
    [[7], [7, 0]],
    [
      [0, 5, 9],
      [0, 5, 10],
    ],
  ])("%j and %j are not correlated, also when shifted", (a, b) => {
    const n = 20_000;
    const one = new Random(a[0], ...a.slice(1));
    const other = new Random(b[0], ...b.slice(1));
    const x = draw(n, () => one.uniform() - 0.5);
    const y = draw(n, () => other.uniform() - 0.5);
    for (const lag of [0, 1, 2, 3]) {
      let sum = 0;
      for (let i = lag; i < n; i++) sum += x[i] * y[i - lag];
      expect(Math.abs((12 * sum) / (n - lag))).toBeLessThan(4 / Math.sqrt(n - lag));
    }
  });

  it("are uniform across streams, first draws taken together", () => {
    const firsts = Float64Array.from({ length: 20_000 }, (_, stream) => new Random(0, stream).uniform());
    expect(ksStatistic(firsts, (x) => x)).toBeLessThan(ksCritical(firsts.length, 0.001));
  });
});

/** Pearson's statistic of counts that should be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe("integer", () => {
  it("is uniform, also where 2³² is no multiple of n", () => {
    const random = new Random(13);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]++;
    expect(chiSquare(counts)).toBeLessThan(22.46); // 0.999 quantile, 6 degrees of freedom

    // With n = 3·2³⁰ a plain remainder would fall into the lowest third twice as often as into the others.
    const thirds = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) thirds[Math.floor(random.integer(3 * 2 ** 30) / 2 ** 30)]++;
    expect(chiSquare(thirds)).toBeLessThan(13.82); // 2 degrees of freedom
  });

  it("takes its whole range and nothing else", () => {
    const random = new Random(14);
    expect(random.integer(1)).toBe(0);
    const same = Random.fromState([1, 2, 3, 4]);
    expect(same.integer(2 ** 32)).toBe(641);
    for (const bad of [0, -1, 1.5, NaN, 2 ** 32 + 1]) expect(() => random.integer(bad)).toThrow(NescioError);
  });
});

describe("permutation", () => {
  it("has every order of four equally often", () => {
    const random = new Random(15);
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = random.permutation(4).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    expect(chiSquare([...counts.values()])).toBeLessThan(49.73); // 0.999 quantile, 23 degrees of freedom
  });

  it("holds each number once", () => {
    const order = new Random(16).permutation(1_000);
    expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
    expect(Array.from(new Random(16).permutation(0))).toEqual([]);
    expect(() => new Random(16).permutation(-1)).toThrow(NescioError);
  });
});
