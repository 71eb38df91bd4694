// Random streams: four interleaved xoshiro128++ generators (Blackman and Vigna 2019), one per lane, seeded by
// hashing a key. A stream belongs to a unit of work (a layer's outputs at a step, an image panel), never to a
// thread: that is why results do not depend on the number of threads.
import { log } from "./elementary";
import { entry, fma, horner } from "./simd";

const NORMAL = memory.data<f32>([0.079680033, -0.64596349, 1.57079637, 0.253594935, -1.2336967, 0.99999994, 5.9604645e-8, -2.0, 0.0, -0.00460165786, -0.0203985814]);

/** Bytes of a stream's state: four words of four lanes. */
export const STREAM_BYTES: usize = 64;

// @ts-ignore: decorator
@inline
function mix(h: u32): u32 {
  // The 32-bit finaliser of MurmurHash3 (Appleby, public domain): every input bit flips half of the output bits.
  h ^= h >> 16;
  h *= 0x85ebca6b;
  h ^= h >> 13;
  h *= 0xc2b2ae35;
  return h ^ (h >> 16);
}

// @ts-ignore: decorator
@inline
function absorb(h: u32, word: u32): u32 {
  return mix((h ^ word) + 0x9e3779b9) * 5 + 0xe6546b64;
}

/** Writes the state of stream (seed, purpose, step, unit) at `state`. */
export function seedStream(state: usize, seed: u32, purpose: u32, step: u32, unit: u32): void {
  for (let word: u32 = 0; word < 16; word++) {
    let h = absorb(0x6e657363 + word * 0x9e3779b9, seed);
    h = absorb(h, purpose);
    h = absorb(h, step);
    h = absorb(h, unit);
    store<u32>(state + (word << 2), mix(h ^ (word << 16)));
  }
  // A lane whose four words are all zero would stay there: one fixed bit per lane rules it out.
  v128.store(state, v128.or(v128.load(state), i32x4.splat(1)));
}

// @ts-ignore: decorator
@inline
function rotl(x: v128, k: i32): v128 {
  return v128.or(i32x4.shl(x, k), i32x4.shr_u(x, 32 - k));
}

/** Fills `to` with 4·`vectors` raw 32-bit words. */
export function fillBits(state: usize, to: usize, vectors: i32): void {
  let s0 = v128.load(state);
  let s1 = v128.load(state, 16);
  let s2 = v128.load(state, 32);
  let s3 = v128.load(state, 48);
  for (let i = 0; i < vectors; i++) {
    v128.store(to, i32x4.add(rotl(i32x4.add(s0, s3), 7), s0));
    to += 16;
    const t = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, t);
    s3 = rotl(s3, 11);
  }
  v128.store(state, s0);
  v128.store(state, s1, 16);
  v128.store(state, s2, 32);
  v128.store(state, s3, 48);
}

/**
 * Fills `to` with 8·`pairs` standard normals by the Box–Muller transform. The radius takes the top 24 bits of
 * one word, so |z| ≤ 5.77; the angle takes 24 bits of another within a quarter turn and two of its low bits
 * for the quadrant, so that sine and cosine are short polynomials.
 */
export function fillNormals(state: usize, to: usize, pairs: i32): void {
  let s0 = v128.load(state);
  let s1 = v128.load(state, 16);
  let s2 = v128.load(state, 32);
  let s3 = v128.load(state, 48);
  const end = to + (<usize>pairs << 5);
  // In two loops, so that more values are on their way at once (see `draw` in mean-field.ts).
  for (let at = to; at < end; at += 32) {
    const a = i32x4.add(rotl(i32x4.add(s0, s3), 7), s0);
    let t = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, t);
    s3 = rotl(s3, 11);
    v128.store(at, i32x4.add(rotl(i32x4.add(s0, s3), 7), s0), 16);
    t = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, t);
    s3 = rotl(s3, 11);
    // u in (0, 1]: never zero, so the logarithm is finite.
    const u = fma(f32x4.convert_i32x4_s(i32x4.shr_u(a, 8)), entry(NORMAL, 6), entry(NORMAL, 6));
    v128.store(at, f32x4.sqrt(f32x4.pmax(f32x4.mul(log(u), entry(NORMAL, 7)), entry(NORMAL, 8))));
  }
  v128.store(state, s0);
  v128.store(state, s1, 16);
  v128.store(state, s2, 32);
  v128.store(state, s3, 48);
  for (let at = to; at < end; at += 32) {
    const radius = v128.load(at);
    const bits = v128.load(at, 16);
    // v in [-½, ½): the angle in units of a quarter turn. Bits 0 and 1 are not part of it.
    const v = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_s(bits, 8)), entry(NORMAL, 6));
    const v2 = f32x4.mul(v, v);
    let sin = entry(NORMAL, 9);
    sin = horner(sin, v2, NORMAL, 0);
    sin = horner(sin, v2, NORMAL, 1);
    sin = horner(sin, v2, NORMAL, 2);
    sin = f32x4.mul(f32x4.mul(sin, v), radius);
    let cos = entry(NORMAL, 10);
    cos = horner(cos, v2, NORMAL, 3);
    cos = horner(cos, v2, NORMAL, 4);
    cos = horner(cos, v2, NORMAL, 5);
    cos = f32x4.mul(cos, radius);
    // Bit 0 turns by half (the sine is symmetric already), bit 1 by a quarter.
    cos = v128.xor(cos, i32x4.shl(bits, 31));
    const swap = v128.and(v128.xor(sin, cos), i32x4.shr_s(i32x4.shl(bits, 30), 31));
    v128.store(at, v128.xor(cos, swap));
    v128.store(at, v128.xor(sin, swap), 16);
  }
}
