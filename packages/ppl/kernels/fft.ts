// The discrete Fourier transform of one row, by the self-sorting decimation in frequency of Stockham (C. Van Loan,
// "Computational Frameworks for the Fast Fourier Transform", SIAM 1992, §1.7), for any factors of n: by fours, a two,
// then odd primes, whose sums are taken as they stand. All in f64.
import { at, bytes } from "./lanes";
import { storeUnitRoot } from "./unit-root";

/** Bytes of `scratch` for each element: the roots of unity, and two complex rows. */
export const FFT_SCRATCH: usize = 48;

/**
 * to[k] = Σⱼ x[j] · e^(−2πi·jk/n) of 1 ≤ n < 2²⁸ complex numbers in two rows; `inverse` takes the other sign and
 * divides by n. The results may take the place of the input.
 */
export function fft64(re: usize, im: usize, toRe: usize, toIm: usize, n: i32, inverse: bool, scratch: usize): void {
  transform<f64>(re, im, toRe, toIm, n, inverse, scratch);
}

/** `fft64` of f32. */
export function fft32(re: usize, im: usize, toRe: usize, toIm: usize, n: i32, inverse: bool, scratch: usize): void {
  transform<f32>(re, im, toRe, toIm, n, inverse, scratch);
}

// A complex row is n real parts and then n imaginary ones. What follows transforms forwards: exchanging the parts of
// what comes in and of what goes out makes it the inverse, but for the factor.
// @ts-ignore: decorator
@inline
function transform<T>(re: usize, im: usize, toRe: usize, toIm: usize, n: i32, inverse: bool, scratch: usize): void {
  const row: usize = bytes<f64>(2 * n);
  let x = scratch + row, y = x + row;
  widen<T>(inverse ? im : re, x, n);
  widen<T>(inverse ? re : im, at<f64>(x, n), n);
  storeRoots(scratch, n);
  for (let s = 1; s < n; ) {
    const radix = nextFactor(n / s);
    const m = n / s / radix;
    if (s & 1) step<f64>(x, y, scratch, n, m, s, radix);
    else step<v128>(x, y, scratch, n, m, s, radix);
    s *= radix;
    const done = y;
    y = x;
    x = done;
  }
  const factor = inverse ? 1.0 / <f64>n : 1.0;
  narrow<T>(x, inverse ? toIm : toRe, factor, n);
  narrow<T>(at<f64>(x, n), inverse ? toRe : toIm, factor, n);
}

function widen<T>(x: usize, to: usize, n: i32): void {
  for (let i = 0; i < n; i++) store<f64>(at<f64>(to, i), <f64>load<T>(at<T>(x, i)));
}

function narrow<T>(x: usize, to: usize, factor: f64, n: i32): void {
  for (let i = 0; i < n; i++) store<T>(at<T>(to, i), <T>(load<f64>(at<f64>(x, i)) * factor));
}

/** The cosines and then the sines of 2πk/n for k < n. */
function storeRoots(to: usize, n: i32): void {
  const sines = at<f64>(to, n);
  for (let k = 0; 2 * k <= n; k++) storeUnitRoot(k, n, at<f64>(to, k), at<f64>(sines, k));
  for (let k = 1; 2 * k < n; k++) {
    store<f64>(at<f64>(to, n - k), load<f64>(at<f64>(to, k)));
    store<f64>(at<f64>(sines, n - k), -load<f64>(at<f64>(sines, k)));
  }
}

/** 4 where it divides n, else n's smallest prime factor. */
function nextFactor(n: i32): i32 {
  if ((n & 3) == 0) return 4;
  if ((n & 1) == 0) return 2;
  for (let factor = 3; factor <= n / factor; factor += 2) {
    if (n % factor == 0) return factor;
  }
  return n;
}

// @ts-ignore: decorator
@inline
function step<V>(x: usize, y: usize, roots: usize, n: i32, m: i32, s: i32, radix: i32): void {
  if (radix == 4) stepOfFour<V>(x, y, roots, n, m, s);
  else stepOfAny<V>(x, y, roots, n, m, s, radix);
}

// One step takes x[q + s·(p + m·v)], v < radix, to y[q + s·(radix·p + u)], u < radix, for all p < m and q < s. `V` is
// v128, two neighbouring q at a time, or f64.

function stepOfFour<V>(x: usize, y: usize, roots: usize, n: i32, m: i32, s: i32): void {
  const part = bytes<f64>(n), across = bytes<f64>(s * m), along = bytes<f64>(s);
  const sines = roots + part;
  for (let p = 0; p < m; p++) {
    const c1 = root<V>(roots, p * s), c2 = root<V>(roots, 2 * p * s), c3 = root<V>(roots, 3 * p * s);
    const s1 = root<V>(sines, p * s), s2 = root<V>(sines, 2 * p * s), s3 = root<V>(sines, 3 * p * s);
    let a = at<f64>(x, s * p), to = at<f64>(y, 4 * s * p);
    for (const end = a + along; a < end; a += sizeof<V>(), to += sizeof<V>()) {
      const b = a + across, c = b + across, d = c + across;
      const acRe = plus<V>(load<V>(a), load<V>(c)), acIm = plus<V>(load<V>(a + part), load<V>(c + part));
      const bdRe = plus<V>(load<V>(b), load<V>(d)), bdIm = plus<V>(load<V>(b + part), load<V>(d + part));
      store<V>(to, plus<V>(acRe, bdRe));
      store<V>(to + part, plus<V>(acIm, bdIm));
      turn<V>(to + 2 * along, part, minus<V>(acRe, bdRe), minus<V>(acIm, bdIm), c2, s2);
      const lessRe = minus<V>(load<V>(a), load<V>(c)), lessIm = minus<V>(load<V>(a + part), load<V>(c + part));
      const otherRe = minus<V>(load<V>(b), load<V>(d)), otherIm = minus<V>(load<V>(b + part), load<V>(d + part));
      turn<V>(to + along, part, plus<V>(lessRe, otherIm), minus<V>(lessIm, otherRe), c1, s1);
      turn<V>(to + 3 * along, part, minus<V>(lessRe, otherIm), plus<V>(lessIm, otherRe), c3, s3);
    }
  }
}

function stepOfAny<V>(x: usize, y: usize, roots: usize, n: i32, m: i32, s: i32, radix: i32): void {
  const part = bytes<f64>(n), across = bytes<f64>(s * m), along = bytes<f64>(s);
  for (let p = 0; p < m; p++) {
    for (let u = 0; u < radix; u++) {
      const c = root<V>(roots, p * u * s), sine = root<V>(roots + part, p * u * s);
      let from = at<f64>(x, s * p), to = at<f64>(y, s * (radix * p + u));
      for (const end = from + along; from < end; from += sizeof<V>(), to += sizeof<V>()) {
        transformOne<V>(from, across, part, to, roots, n / radix, u, radix, c, sine);
      }
    }
  }
}

/** Output u of a transform of `radix` numbers `across` bytes apart, turned by c − i·s; `stride`: n over the radix. */
// @ts-ignore: decorator
@inline
function transformOne<V>(
  x: usize, across: usize, part: usize, to: usize, roots: usize, stride: i32, u: i32, radix: i32, c: V, s: V,
): void {
  let re = load<V>(x), im = load<V>(x + part);
  for (let v = 1, uv = u; v < radix; v++) {
    x += across;
    const cosine = root<V>(roots, uv * stride), sine = root<V>(roots + part, uv * stride);
    re = plus<V>(re, plus<V>(times<V>(load<V>(x), cosine), times<V>(load<V>(x + part), sine)));
    im = plus<V>(im, minus<V>(times<V>(load<V>(x + part), cosine), times<V>(load<V>(x), sine)));
    uv += u;
    if (uv >= radix) uv -= radix;
  }
  turn<V>(to, part, re, im, c, s);
}

/** Stores (re + i·im)·(c − i·s). */
// @ts-ignore: decorator
@inline
function turn<V>(to: usize, part: usize, re: V, im: V, c: V, s: V): void {
  store<V>(to, plus<V>(times<V>(re, c), times<V>(im, s)));
  store<V>(to + part, minus<V>(times<V>(im, c), times<V>(re, s)));
}

/** Entry `i` of a table of f64, in all lanes. */
// @ts-ignore: decorator
@inline
function root<V>(table: usize, i: i32): V {
  return isVector<V>() ? v128.load64_splat(at<f64>(table, i)) : load<f64>(at<f64>(table, i));
}

// @ts-ignore: decorator
@inline
function plus<V>(a: V, b: V): V {
  return isVector<V>() ? f64x2.add(a, b) : a + b;
}

// @ts-ignore: decorator
@inline
function minus<V>(a: V, b: V): V {
  return isVector<V>() ? f64x2.sub(a, b) : a - b;
}

// @ts-ignore: decorator
@inline
function times<V>(a: V, b: V): V {
  return isVector<V>() ? f64x2.mul(a, b) : a * b;
}
