import { beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../../packages/core/src/math/random.js";
import { tape } from "../../../packages/ppl/src/tape/generated/tape.js";
import { erf, erfc } from "./error-function.js";
import { references } from "./references.js";
import { ulps, type Width } from "./ulps.js";

const { exp, log, sin, cos, asin, atan } = Math;
const exact = { exp, log, sin, cos, asin, atan, erf, erfc };
type Name = keyof typeof exact;

/** The functions in the order of the probe's numbers. */
const names = Object.keys(exact) as Name[];
const cases = names.flatMap((name) =>
  ([64, 32] as const).map((width) => [`${name}${width}`, name, width] as const),
);

/** Where data may lie in the tape's memory. */
const free = 65_536;
const memory = new WebAssembly.Memory({ initial: 32 });
let probe: (which: number, at: number, vectors: number) => void;

beforeAll(async () => {
  const bytes = Uint8Array.from(atob(tape), (c) => c.charCodeAt(0));
  const table = new WebAssembly.Table({ element: "anyfunc", initial: 1 });
  const { instance } = await WebAssembly.instantiate(bytes, {
    env: { memory, table, abort: () => undefined },
  });
  probe = instance.exports.apply as typeof probe;
});

/** Points as the type of that width holds them, and the tape's values there. */
function apply(name: Name, width: Width, points: readonly number[]): { xs: number[]; ys: number[] } {
  const lanes = 128 / width;
  const length = Math.ceil(points.length / lanes) * lanes;
  const view =
    width === 64
      ? new Float64Array(memory.buffer, free, length)
      : new Float32Array(memory.buffer, free, length);
  view.set(points);
  const xs = [...view.subarray(0, points.length)];
  probe(names.indexOf(name) + (width === 64 ? 0 : names.length), free, length / lanes);
  return { xs, ys: [...view.subarray(0, points.length)] };
}

/** Expects values within `bound` units in the last place of the exact function's at the rounded points. */
function expectClose(name: Name, width: Width, points: readonly number[], bound: number): void {
  const { xs, ys } = apply(name, width, points);
  let worst = { error: 0, what: "" };
  xs.forEach((x, i) => {
    const error = ulps(ys[i], exact[name](x), width);
    if (!(error <= worst.error)) worst = { error, what: `${name}(${x}) = ${ys[i]}` };
  });
  expect(worst.error, worst.what).toBeLessThanOrEqual(bound);
}

/** Numbers evenly between `from` and `to` and around 0, of every magnitude, and next to multiples of π/4. */
function sweep(from: number, to: number, width: Width): number[] {
  const random = new Random(5);
  const [lowest, highest] = width === 64 ? [-1074, 1024] : [-149, 128];
  const magnitude = (): number => 2 ** (lowest + (highest - lowest) * random.uniform());
  const points: number[] = [];
  for (let i = 0; i < 20_000; i++) {
    points.push(from + (to - from) * random.uniform(), 4 * random.uniform() - 2);
    points.push(magnitude(), -magnitude(), random.integer(130_000) * (Math.PI / 4));
  }
  return points;
}

/** Where each function is neither constant nor infinite, in doubles. */
const ranges: Record<Name, [number, number]> = {
  exp: [-746, 710],
  log: [0, 4],
  sin: [-1e5, 1e5],
  cos: [-1e5, 1e5],
  asin: [-1, 1],
  atan: [-5, 5],
  erf: [-6, 6],
  erfc: [-6, 28],
};

test.each(names)(
  "%s of doubles is within 2 units in the last place of the correctly rounded value",
  (name) => {
    const { ys } = apply(
      name,
      64,
      references[name].map(([x]) => x),
    );
    references[name].forEach(([x, y], i) => {
      expect(ulps(ys[i], y, 64), `${name}(${x}) = ${ys[i]}`).toBeLessThanOrEqual(2);
    });
  },
);

describe.each(cases)("%s", (_, name, width) => {
  test("is right over all its range, and beyond", () => {
    // Doubles are compared with doubles, which are not exact themselves.
    const ofDoubles = name === "erf" || name === "erfc" ? 6 : 3;
    expectClose(name, width, sweep(...ranges[name], width), width === 64 ? ofDoubles : 2);
  });

  test("is the same whatever the other lanes hold", () => {
    const points = [
      0.3,
      1e-310,
      -0.9,
      NaN,
      200,
      0,
      1e30,
      -0.2,
      0.76,
      3,
      -0,
      -5,
      Infinity,
      1,
      -Infinity,
      1e-40,
      -9,
      0.5,
    ];
    const { ys } = apply(name, width, points);
    points.forEach((x, i) => {
      expect(ys[i], `${name}(${x})`).toBe(apply(name, width, [x, x, x, x]).ys[0]);
    });
  });
});

const tiny = { 64: 5e-324, 32: 2 ** -149 };

describe.each([64, 32] as const)("of %d bits", (width) => {
  const at = (name: Name, ...points: number[]): number[] => apply(name, width, points).ys;

  test("exp goes from 0 over subnormal numbers to Infinity", () => {
    const [least, most] = width === 64 ? [-745.13, 709.78] : [-103.97, 88.72];
    expect(at("exp", -Infinity, 1.01 * least, least, 0, -0)).toEqual([0, 0, tiny[width], 1, 1]);
    expect(at("exp", 1.01 * most, Infinity, -1e300, 1e300, NaN)).toEqual([
      Infinity,
      Infinity,
      0,
      Infinity,
      NaN,
    ]);
    expect(at("exp", most)[0]).toBeLessThan(Infinity);
  });

  test("log is −Infinity at 0 and NaN below", () => {
    expect(at("log", 0, -0, 1, Infinity)).toEqual([-Infinity, -Infinity, 0, Infinity]);
    expect(at("log", -tiny[width], -1, -Infinity, NaN)).toEqual([NaN, NaN, NaN, NaN]);
    expectClose("log", width, [tiny[width], 3 * tiny[width], 1000 * tiny[width]], 2);
  });

  test("sin and cos of what is not finite are NaN", () => {
    expect(at("sin", Infinity, -Infinity, NaN)).toEqual([NaN, NaN, NaN]);
    expect(at("cos", Infinity, -Infinity, NaN)).toEqual([NaN, NaN, NaN]);
    expect(at("cos", 0, -0, tiny[width])).toEqual([1, 1, 1]);
  });

  test("asin ends at ±1, atan at ±π/2", () => {
    const beyond = 1 + 2 ** (width === 64 ? -52 : -23);
    const half = width === 64 ? Math.PI / 2 : Math.fround(Math.PI / 2);
    expect(at("asin", 1, -1, beyond, -beyond, Infinity, NaN)).toEqual([half, -half, NaN, NaN, NaN, NaN]);
    expect(at("atan", Infinity, -Infinity, NaN)).toEqual([half, -half, NaN]);
  });

  test("erf ends at ±1, erfc at 2 and 0", () => {
    expect(at("erf", Infinity, -Infinity, 7, NaN)).toEqual([1, -1, 1, NaN]);
    expect(at("erfc", -Infinity, 0, -0, Infinity, 30, NaN)).toEqual([2, 1, 1, 0, 0, NaN]);
  });

  test.each(["sin", "asin", "atan", "erf"] as const)("%s is odd, keeps −0 and the least numbers", (name) => {
    const xs = [0, tiny[width], 0.1, 0.6, 0.9];
    expect(at(name, ...xs.map((x) => -x))).toEqual(at(name, ...xs).map((y) => -y));
    expect(at(name, 0, -0, tiny[width])).toEqual([0, -0, tiny[width]]);
  });
});
