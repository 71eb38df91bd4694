import { NescioError } from "@nescio/core";
import { jit, np, type JaxArray } from "../jax.js";
import { hash, position, word } from "./hash.js";
import { withoutTangents } from "./without-tangents.js";

/**
 * Where a stream of random numbers starts: two words, uint32 [2]. A key gives the same numbers each time, so use it once
 * and derive others by `split` and `foldIn`.
 */
export type Key = JaxArray;

// What a key is used for goes into its words first, so that keys derived from it have nothing to do with its own numbers.
const purposes = {
  fold: [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a],
  split: [0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  text: [0xcbbb9d5d, 0x629a292a, 0x9159015a, 0x152fecd8],
} as const;

/** The key that belongs to each position, uint32 [..., 2]. Consumes its arrays. */
function derive(key: Key, position: JaxArray, purpose: readonly number[]): JaxArray {
  const [first, second] = words(key);
  const halves = [0, 2].map((i) =>
    hash(
      np.bitwiseXor(first.ref, word(purpose[i])),
      np.bitwiseXor(second.ref, word(purpose[i + 1])),
      position.ref,
    ),
  );
  for (const used of [first, second, position]) used.dispose();
  return np.stack(halves, -1);
}

/** Compiled; no derivative is taken of keys. */
function compiled<A extends JaxArray[]>(f: (...args: A) => Key): (...args: A) => Key {
  const program = jit(f) as unknown as (...args: A) => Key;
  return (...args) => program(...(args.map(withoutTangents) as A));
}

const folded = compiled((key: Key, at: JaxArray) => derive(key, at, purposes.fold));
const foldedText = compiled((key: Key, first: JaxArray, second: JaxArray) =>
  derive(derive(key, first, purposes.text), second, purposes.text),
);
const children = compiled((key: Key, counters: JaxArray) => derive(key, position(counters), purposes.split));

/** The two words of a key, which is consumed. */
export function words(key: Key): [JaxArray, JaxArray] {
  return [key.ref.slice(0), key.slice(1)];
}

/** The key of a seed: a whole number from 0 to 2³² − 1; others are an `invalid-option`. */
export function key(seed: number): Key {
  return folded(np.array(new Uint32Array([0x243f6a88, 0x85a308d3])), position(unsigned(seed, "seed")));
}

/**
 * A key made of another one and of data that name its purpose: a whole number from 0 to 2³² − 1 (a step), a text (a
 * site's name), or an integer scalar array, which may be a tracer. Other data give an unrelated key. Consumes both.
 */
export function foldIn(key: Key, data: number | string | JaxArray): Key {
  if (typeof data === "string") return foldedText(key, ...textPositions(data));
  if (typeof data === "number") return folded(key, position(unsigned(data, "data folded into a key")));
  if (data.ndim !== 0 || (data.dtype !== np.uint32 && data.dtype !== np.int32)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "data folded into a key",
      expected: "an integer scalar",
      found: `${data.dtype} [${data.shape.join(", ")}]`,
    });
  }
  return folded(key, position(data.astype(np.uint32)));
}

/** As many unrelated keys as asked for, made of one, which is consumed. */
export function split(key: Key, count: number): Key[] {
  const all = children(key, np.arange(0, checkCount(count), 1, { dtype: np.uint32 }));
  const keys = Array.from({ length: count }, (_, i) => all.ref.slice(i));
  all.dispose();
  return keys;
}

function checkCount(count: number): number {
  if (Number.isInteger(count) && count >= 1) return count;
  throw new NescioError({
    code: "invalid-option",
    subject: "number of keys",
    expected: "a whole number of at least 1",
    found: String(count),
  });
}

function unsigned(value: number, subject: string): number {
  if (Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
  throw new NescioError({
    code: "invalid-option",
    subject,
    expected: "a whole number from 0 to 4294967295",
    found: String(value),
  });
}

/** Two positions for a text: two multiplicative hashes of its UTF-16 code units, the first of them FNV-1a. */
function textPositions(text: string): [JaxArray, JaxArray] {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return [position(a), position(b)];
}
