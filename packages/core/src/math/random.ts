import { NescioError } from "../errors.js";

/**
 * The seed where nobody gives one. Any would do; with this one the `tutorial` preset's losses lie close to their mean
 * over seeds (docs/recipe.md), so that a first run shows the typical figures.
 */
export const defaultSeed = 3;

/** Finaliser of MurmurHash3: a bijection on 32-bit words in which every input bit moves every output bit. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const golden = 0x9e3779b9;

/**
 * The generator state that belongs to a seed and a path of stream numbers: four 32-bit words.
 *
 * Word w (0 to 3) starts as `h = (w + 1) · 0x9e3779b9`. Every input value v, seed first, is folded in as two words,
 * low 32 bits and then the bits above them: `h = mix(h ^ word) + 0x9e3779b9`, all modulo 2³². At the end the number of inputs is
 * folded in the same way, so that (1) and (1, 0) differ.
 *
 * For fixed inputs every fold is a bijection of h, and the four words start different: they end different too,
 * so the all-zero state, which the generator cannot leave, is never produced.
 *
 * @param inputs Seed and stream numbers: integers from 0 to 2⁵³ − 1.
 * @throws NescioError `invalid-option` for any other number.
 */
export function streamState(...inputs: readonly number[]): Uint32Array<ArrayBuffer> {
  for (const value of inputs) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new NescioError({
        code: "invalid-option",
        subject: "seed",
        expected: "an integer from 0 to 9007199254740991",
        found: String(value),
      });
    }
  }
  const state = new Uint32Array(4);
  for (let w = 0; w < 4; w++) {
    let h = Math.imul(w + 1, golden);
    for (const value of inputs) {
      h = (mix(h ^ (value >>> 0)) + golden) | 0;
      h = (mix(h ^ Math.floor(value / 2 ** 32)) + golden) | 0;
    }
    state[w] = mix(h ^ inputs.length) + golden;
  }
  return state;
}

function rotateLeft(x: number, k: number): number {
  return (x << k) | (x >>> (32 - k));
}

/**
 * A stream of random numbers: xoshiro128++ 1.0 (Blackman & Vigna, "Scrambled Linear Pseudorandom Number
 * Generators", 2019). The same seed and streams give the same numbers everywhere; only `normal()` goes through
 * `Math.log`, `Math.sin` and `Math.cos`, whose last bit may differ between JavaScript engines.
 *
 * Streams make independent work reproducible in any order: `new Random(seed, epoch, step)`.
 */
export class Random {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;
  private spare = NaN;

  /** @param seed,streams Integers from 0 to 2⁵³ − 1, hashed by `streamState`. */
  constructor(seed: number, ...streams: readonly number[]) {
    [this.s0, this.s1, this.s2, this.s3] = streamState(seed, ...streams);
  }

  /** A generator that goes on from a given state: four 32-bit words, not all zero. */
  static fromState(state: ArrayLike<number>): Random {
    const words = Array.from(state);
    if (words.length !== 4 || words.every((word) => word >>> 0 === 0)) {
      throw new NescioError({
        code: "invalid-option",
        subject: "random state",
        expected: "four 32-bit words, not all zero",
        found: `[${words.join(", ")}]`,
      });
    }
    const random = new Random(0);
    [random.s0, random.s1, random.s2, random.s3] = words.map((word) => word | 0);
    return random;
  }

  /** The next 32 bits, as an integer from 0 to 2³² − 1. */
  uint32(): number {
    const { s0, s1, s2, s3 } = this;
    const a = s2 ^ s0;
    const b = s3 ^ s1;
    this.s0 = s0 ^ b;
    this.s1 = s1 ^ a;
    this.s2 = a ^ (s1 << 9);
    this.s3 = rotateLeft(b, 11);
    return (rotateLeft((s0 + s3) | 0, 7) + s0) >>> 0;
  }

  /** Uniform on [0, 1): the top 24 bits, so every value is a multiple of 2⁻²⁴ and exact in single precision. */
  uniform(): number {
    return (this.uint32() >>> 8) * 2 ** -24;
  }

  /** Standard normal (Box & Muller 1958); with 24-bit uniforms its absolute value stays under 5.77. */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const value = this.spare;
      this.spare = NaN;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /**
   * Uniform integer from 0 to n − 1, without bias: draws beyond the largest multiple of n are thrown away.
   *
   * @param n From 1 to 2³².
   */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new NescioError({
        code: "invalid-option",
        subject: "number of outcomes",
        expected: "an integer from 1 to 4294967296",
        found: String(n),
      });
    }
    const limit = 2 ** 32 - (2 ** 32 % n);
    let draw = this.uint32();
    while (draw >= limit) draw = this.uint32();
    return draw % n;
  }

  /** The numbers 0 to n − 1 in random order, each order equally likely (Fisher & Yates). */
  permutation(n: number): Uint32Array<ArrayBuffer> {
    if (!Number.isInteger(n) || n < 0 || n >= 2 ** 32) {
      throw new NescioError({
        code: "invalid-option",
        subject: "length of a permutation",
        expected: "an integer from 0 to 4294967295",
        found: String(n),
      });
    }
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return order;
  }
}
