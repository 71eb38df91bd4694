import { describe, expect, test } from "vitest";
import { Random } from "../../packages/core/src/math/random.js";
import { ksCritical, ksStatistic, normalCdf } from "../helpers/ks.js";
import { rawKernels, variants } from "../helpers/raw-kernels.js";

type Key = readonly [seed: number, purpose: number, step: number, unit: number];

const STREAM_WORDS = 16;
const lanes = [0, 1, 2, 3];

/** Streams of one build of the kernels, by key or by a state of one's own. */
async function streams(variant: (typeof variants)[number]) {
  const { kernels, buffer, free } = await rawKernels(variant);
  const memory = new Uint32Array(buffer, free, STREAM_WORDS);
  const data = free + 4 * STREAM_WORDS;
  const start = (key: Key | Uint32Array): void => {
    if (key instanceof Uint32Array) memory.set(key);
    else kernels.seedStream(free, ...key);
  };
  return {
    state: (key: Key): Uint32Array => {
      start(key);
      return memory.slice();
    },
    bits: (key: Key | Uint32Array, vectors: number): Uint32Array => {
      start(key);
      kernels.fillBits(free, data, vectors);
      return new Uint32Array(buffer, data, 4 * vectors).slice();
    },
    /** As many calls as there are `pairs`: a stream goes on where it stopped. */
    normals: (key: Key | Uint32Array, ...pairs: number[]): Float32Array => {
      start(key);
      let at = data;
      for (const count of pairs) {
        kernels.fillNormals(free, at, count);
        at += 32 * count;
      }
      return new Float32Array(buffer, data, (at - data) / 4).slice();
    },
  };
}

function popcount(x: number): number {
  let count = 0;
  for (let rest = x; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Bounds that a standard normal statistic leaves once in 150,000 times. */
const SIGMAS = 4.5;

function mean(values: ArrayLike<number>, of: (value: number, index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += of(values[i], i);
  return sum / values.length;
}

/** Pearson's statistic of equally likely counts in standard deviations from its mean (normal approximation). */
function chiSquareScore(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

/** Expects products of values `lag` apart to average 0, for values of mean 0 and variance 1. */
function expectNoCorrelation(x: ArrayLike<number>, lag: number, y: ArrayLike<number> = x): void {
  const n = x.length - lag;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[i] * y[i + lag];
  expect(Math.abs(sum) / Math.sqrt(n), `lag ${lag}`).toBeLessThan(SIGMAS);
}

const base: Key = [7, 2, 100, 3];

describe.each(variants)("seedStream (%s)", async (variant) => {
  const { state, bits } = await streams(variant);

  test("flips about half of the state's bits for every bit of every word of the key", () => {
    for (let word = 0; word < 4; word++) {
      for (let bit = 0; bit < 32; bit++) {
        const changed = [...base] as [number, number, number, number];
        changed[word] = (changed[word] ^ (1 << bit)) >>> 0;
        const from = state(base);
        const to = state(changed);
        const flipped = from.reduce((sum, x, i) => sum + popcount(x ^ to[i]), 0);
        // 508 free bits: four are fixed. Six standard deviations.
        expect(Math.abs(flipped - 254), `word ${word}, bit ${bit}`).toBeLessThan(6 * Math.sqrt(508 / 4));
      }
    }
  });

  test("gives every key a state of its own, and no lane the all-zero state", () => {
    const seen = new Set<string>();
    let stuck = 0;
    for (let seed = 0; seed < 5; seed++) {
      for (let purpose = 0; purpose < 20; purpose++) {
        for (let step = 0; step < 10; step++) {
          for (let unit = 0; unit < 20; unit++) {
            const words = state([seed, purpose, step, unit]);
            if (lanes.some((lane) => (words[lane] & 1) === 0)) stuck++;
            seen.add(words.join());
          }
        }
      }
    }
    expect(seen.size).toBe(5 * 20 * 10 * 20);
    expect(stuck).toBe(0);
  });

  test("does not confuse the key's words with each other", () => {
    const orders = new Set<string>();
    for (const a of lanes)
      for (const b of lanes)
        for (const c of lanes)
          for (const d of lanes)
            if (new Set([a, b, c, d]).size === 4) {
              orders.add(state([base[a], base[b], base[c], base[d]]).join());
            }
    expect(orders.size).toBe(24);
  });

  const neighbours: [string, Key, Key][] = [
    ["seeds", [7, 2, 100, 3], [8, 2, 100, 3]],
    ["purposes", [7, 2, 100, 3], [7, 3, 100, 3]],
    ["layers", [7, 2, 100, 3], [7, 18, 100, 3]],
    ["steps", [7, 2, 100, 3], [7, 2, 101, 3]],
    ["units", [7, 2, 100, 3], [7, 2, 100, 4]],
    ["zeros", [0, 1, 0, 0], [0, 1, 0, 1]],
    ["last ones", [0xffff_ffff, 4, 0xffff_ffff, 65_535], [0xffff_ffff, 4, 0xffff_fffe, 65_535]],
    ["exchanged words", [7, 2, 3, 100], [7, 2, 100, 3]],
  ];
  test.each(neighbours)("neighbouring %s: streams without correlation or common values", (_, a, b) => {
    const n = 20_000;
    const one = bits(a, n / 4);
    const other = bits(b, n / 4);
    const same = one.reduce((sum, x, i) => sum + 32 - popcount(x ^ other[i]), 0);
    expect(Math.abs(same - 16 * n)).toBeLessThan(SIGMAS * Math.sqrt(8 * n));
    const uniform = (words: Uint32Array): Float64Array =>
      Float64Array.from(words, (x) => (x / 2 ** 32 - 0.5) * Math.sqrt(12));
    for (const lag of [0, 1, 2, 3, 4, 8]) {
      expectNoCorrelation(uniform(one), lag, uniform(other));
      expectNoCorrelation(uniform(other), lag, uniform(one));
    }
    const values = new Set(one.subarray(0, 2000));
    expect(other.subarray(0, 2000).some((x) => values.has(x))).toBe(false);
  });
});

describe.each(variants)("fillBits (%s)", async (variant) => {
  const { state, bits } = await streams(variant);

  test.each([[base], [[0, 0, 0, 0]], [[0xffff_ffff, 65, 0xffff_ffff, 1]]] as [Key][])(
    "is xoshiro128++ in every lane, from key %j",
    (key) => {
      const words = state(key);
      const values = bits(key, 1000);
      for (const lane of lanes) {
        const reference = Random.fromState(lanes.map((word) => words[4 * word + lane]));
        for (let i = 0; i < 1000; i++) expect(values[4 * i + lane]).toBe(reference.uint32());
      }
    },
  );

  test("every bit is set half of the time, every byte equally often", () => {
    const values = bits(base, 250_000);
    const n = values.length;
    for (let bit = 0; bit < 32; bit++) {
      const set = values.reduce((sum, x) => sum + ((x >>> bit) & 1), 0);
      expect(Math.abs(set - n / 2), `bit ${bit}`).toBeLessThan((SIGMAS * Math.sqrt(n)) / 2);
    }
    for (let shift = 0; shift < 32; shift += 8) {
      const counts = new Array<number>(256).fill(0);
      for (const x of values) counts[(x >>> shift) & 255]++;
      expect(Math.abs(chiSquareScore(counts)), `byte at ${shift}`).toBeLessThan(SIGMAS);
    }
  });

  test("a stream's first words are balanced over many streams, as they are used", () => {
    const n = 50_000;
    const counts = new Array<number>(256).fill(0);
    const set = new Array<number>(32).fill(0);
    for (let unit = 0; unit < n; unit++) {
      const [first] = bits([1, 2, unit >> 8, unit & 255], 1);
      counts[first >>> 24]++;
      for (let bit = 0; bit < 32; bit++) set[bit] += (first >>> bit) & 1;
    }
    expect(Math.abs(chiSquareScore(counts))).toBeLessThan(SIGMAS);
    for (const count of set) expect(Math.abs(count - n / 2)).toBeLessThan((SIGMAS * Math.sqrt(n)) / 2);
  });
});

describe.each(variants)("fillNormals (%s)", async (variant) => {
  const { state, normals, bits } = await streams(variant);
  const values = normals([11, 1, 0, 0], 125_000);
  const n = values.length;
  /** Box–Muller's outputs: a pair's sines and cosines stand four places apart. */
  const one = values.filter((_, i) => (i & 4) === 0);
  const other = values.filter((_, i) => (i & 4) !== 0);

  test("is Box–Muller of the stream's words in double precision, to 1e-6", () => {
    const pairs = 20_000;
    const words = bits([5, 1, 9, 2], 2 * pairs);
    const actual = normals([5, 1, 9, 2], pairs);
    let worst = 0;
    for (let i = 0; i < pairs; i++) {
      for (const lane of lanes) {
        const a = words[8 * i + lane];
        const b = words[8 * i + 4 + lane];
        const radius = Math.sqrt(-2 * Math.log(((a >>> 8) + 1) / 2 ** 24));
        const angle = ((Math.PI / 2) * (b >> 8)) / 2 ** 24;
        const cos = (b & 1 ? -1 : 1) * radius * Math.cos(angle);
        const sin = radius * Math.sin(angle);
        const [x, y] = b & 2 ? [sin, cos] : [cos, sin];
        worst = Math.max(worst, Math.abs(actual[8 * i + lane] - x), Math.abs(actual[8 * i + 4 + lane] - y));
      }
    }
    expect(worst).toBeLessThan(1e-6);
  });

  test("goes on where it stopped, and leaves the state where fillBits would", () => {
    expect(normals(base, 3, 1, 4)).toEqual(normals(base, 8));
    const words = bits(base, 24);
    normals(base, 8);
    const reference = Random.fromState(lanes.map((word) => state(base)[4 * word]));
    for (let i = 0; i < 16; i++) reference.uint32();
    expect(words[4 * 16]).toBe(reference.uint32());
  });

  test("moments 1 to 4", () => {
    // E[z^k] and the variance of z^k.
    for (const [power, moment, variance] of [
      [1, 0, 1],
      [2, 1, 2],
      [3, 0, 15],
      [4, 3, 96],
    ]) {
      const error = mean(values, (z) => z ** power) - moment;
      expect(Math.abs(error), `moment ${power}`).toBeLessThan(SIGMAS * Math.sqrt(variance / n));
    }
  });

  test("is standard normal by Kolmogorov and Smirnov", () => {
    expect(ksStatistic(values, normalCdf)).toBeLessThan(ksCritical(n, 0.001));
  });

  test("has the normal's tails, up to 5.77", () => {
    for (const [beyond, share] of [
      [3, 2.699796e-3],
      [4, 6.334248e-5],
    ]) {
      const count = values.reduce((sum, z) => sum + Number(Math.abs(z) > beyond), 0);
      expect(Math.abs(count - n * share), `${beyond} σ`).toBeLessThan(SIGMAS * Math.sqrt(n * share));
    }
    expect(values.every((z) => Math.abs(z) <= 5.77)).toBe(true);
  });

  test("meets its largest and its smallest radius without an infinity", () => {
    // With s3 = −s0 the first word is s0 itself: radius words of all zeros and all ones in the top 24 bits.
    const words = new Uint32Array(STREAM_WORDS);
    words.set([1, 255, 0xffff_ff00, 0xffff_ffff]);
    words.set([-1, -255, -0xffff_ff00, -0xffff_ffff], 12);
    words.set([0x1234_5678, 0x9abc_def0, 0x0f1e_2d3c, 0x4b5a_6978], 4);
    const z = normals(words, 1);
    const radius = (lane: number): number => Math.hypot(z[lane], z[lane + 4]);
    const largest = Math.sqrt(48 * Math.LN2);
    expect(radius(0)).toBeCloseTo(largest, 5);
    expect(radius(1)).toBeCloseTo(largest, 5);
    expect(Math.max(...z.map(Math.abs))).toBeLessThanOrEqual(5.77);
    expect([radius(2), radius(3)]).toEqual([0, 0]);
  });

  test("the two outputs of a pair are independent", () => {
    expectNoCorrelation(one, 0, other);
    // z² − 1 has variance 2; E[(x² − 1)(y² − 1)] = 0 with variance 4.
    const squares = mean(one, (x, i) => (x * x - 1) * (other[i] * other[i] - 1));
    expect(Math.abs(squares)).toBeLessThan(SIGMAS * Math.sqrt(4 / one.length));
    // The angle is uniform, in every quadrant.
    const angles = Float64Array.from(one, (x, i) => Math.atan2(other[i], x) / (2 * Math.PI) + 0.5);
    expect(ksStatistic(angles, (x) => x)).toBeLessThan(ksCritical(angles.length, 0.001));
  });

  test("successive values, and the lanes, are independent", () => {
    for (let lag = 1; lag <= 16; lag++) expectNoCorrelation(values, lag);
    // Large values do not come together either.
    const squares = values.map((z) => (z * z - 1) / Math.SQRT2);
    for (const lag of [1, 2, 3, 4, 8, 16]) expectNoCorrelation(squares, lag);
  });

  test("streams of neighbouring units, steps and samples give independent normals", () => {
    const keys: ((i: number) => Key)[] = [(i) => [1, 1, 5, i], (i) => [1, 3, i, 5], (i) => [i, 2, 5, 5]];
    for (const key of keys) {
      const streamsCount = 5000;
      const firsts = new Float32Array(streamsCount * 8);
      for (let i = 0; i < streamsCount; i++) firsts.set(normals(key(i), 1), i * 8);
      expect(ksStatistic(firsts, normalCdf)).toBeLessThan(ksCritical(firsts.length, 0.001));
      for (const lag of [8, 16]) expectNoCorrelation(firsts, lag);
    }
  });
});
