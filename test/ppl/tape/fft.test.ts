import { afterEach, describe, expect, test } from "vitest";
import { Random } from "../../../packages/core/src/math/random.js";
import { np } from "../../../packages/ppl/src/jax.js";
import { numbers } from "../distributions/values.js";
import { floats, Probe, type Numbers } from "./probe.js";

const probe = await Probe.start();
const random = new Random(14);
afterEach(() => probe.release());

interface Complex {
  readonly re: ArrayLike<number>;
  readonly im: ArrayLike<number>;
}

/** The transform as it is defined, and divided by n if it is the inverse. */
function naive({ re, im }: Complex, inverse: boolean): Complex {
  const n = re.length;
  const to = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      // j·k modulo n, so that the angle is small and its sine exact.
      const angle = ((inverse ? 2 : -2) * Math.PI * ((j * k) % n)) / n;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      to.re[k] += re[j] * c - im[j] * s;
      to.im[k] += re[j] * s + im[j] * c;
    }
  }
  const scale = inverse ? 1 / n : 1;
  return { re: to.re.map((x) => x * scale), im: to.im.map((x) => x * scale) };
}

/** The distance of two rows relative to the second one's norm. */
function distance(a: Complex, b: Complex): number {
  const squares = (x: Complex, y?: Complex): number =>
    Array.from(x.re, (re, i) => (re - (y?.re[i] ?? 0)) ** 2 + (x.im[i] - (y?.im[i] ?? 0)) ** 2).reduce(
      (sum, square) => sum + square,
      0,
    );
  return Math.sqrt(squares(a, b) / squares(b));
}

describe.each(floats)("in f$bits", ({ bits, Type, epsilon, round }) => {
  const width = bits / 8;

  function fft({ re, im }: Complex, inverse: boolean): Complex & { re: Numbers; im: Numbers } {
    const n = re.length;
    const [toRe, toIm] = [probe.room(n * width), probe.room(n * width)];
    const scratch = probe.room(n * probe.constant("FFT_SCRATCH"));
    const [atRe, atIm] = [probe.put(Type.from(re)), probe.put(Type.from(im))];
    probe.call(`fft${bits}`, atRe, atIm, toRe, toIm, n, inverse ? 1 : 0, scratch);
    return { re: probe.read<Numbers>(Type, toRe, n, width), im: probe.read<Numbers>(Type, toIm, n, width) };
  }

  const draw = (n: number): Complex => ({
    re: Array.from({ length: n }, () => round(random.normal())),
    im: Array.from({ length: n }, () => round(random.normal())),
  });

  const lengths = [
    ...Array.from({ length: 36 }, (_, i) => i + 1),
    ...[49, 60, 64, 77, 97, 100, 121, 128, 210, 243, 256, 360, 509, 512, 625, 1000],
  ];

  test.each(lengths)("of %d numbers is the sum that defines it, both ways", (n) => {
    const x = draw(n);
    for (const inverse of [false, true]) {
      const found = fft(x, inverse);
      expect(distance(found, naive(x, inverse))).toBeLessThan(10 * epsilon);
    }
    expect(distance(fft(fft(x, false), true), x)).toBeLessThan(10 * epsilon);
  });

  test.each([1, 12, 30, 64, 85, 101])("of %d numbers is what jax-js gives", (n) => {
    const x = draw(n);
    const dtype = bits === 32 ? np.float32 : np.float64;
    const array = (part: ArrayLike<number>) => np.array(Array.from(part), { dtype });
    for (const inverse of [false, true]) {
      const transform = inverse ? np.fft.ifft : np.fft.fft;
      const { real, imag } = transform({ real: array(x.re), imag: array(x.im) });
      const eager = { re: numbers(real), im: numbers(imag) };
      expect(distance(fft(x, inverse), eager)).toBeLessThan(100 * epsilon);
    }
  });

  test("may write over what it transforms", () => {
    const n = 20;
    const x = draw(n);
    const [re, im] = [probe.put(Type.from(x.re)), probe.put(Type.from(x.im))];
    const scratch = probe.room(n * probe.constant("FFT_SCRATCH"));
    probe.call(`fft${bits}`, re, im, re, im, n, 0, scratch);
    const expected = fft(x, false);
    expect(probe.read<Numbers>(Type, re, n, width)).toEqual(expected.re);
    expect(probe.read<Numbers>(Type, im, n, width)).toEqual(expected.im);
  });
});

test("a long transform keeps its accuracy: a wave of one frequency is one peak", () => {
  const n = 2 ** 15;
  const frequency = 12_345;
  const angle = (j: number): number => (2 * Math.PI * ((j * frequency) % n)) / n;
  const re = probe.put(Float64Array.from({ length: n }, (_, j) => Math.cos(angle(j))));
  const im = probe.put(Float64Array.from({ length: n }, (_, j) => Math.sin(angle(j))));
  probe.call("fft64", re, im, re, im, n, 0, probe.room(n * probe.constant("FFT_SCRATCH")));
  const found = probe.read(Float64Array, re, n, 8);
  expect(Math.abs(found[frequency] - n)).toBeLessThan(1e-10);
  found[frequency] = 0;
  expect(Math.max(...found.map(Math.abs))).toBeLessThan(1e-11);
});
