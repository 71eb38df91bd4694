import { describe, expect, test } from "vitest";
import { grad, jit, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { digamma, lgamma, logBeta } from "../../../packages/ppl/src/math/index.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import { numbers } from "../distributions/values.js";
import { arrayOf, expectElementwise, types } from "./elementwise.js";

// x, log Γ(x), digamma(x), trigamma(x), by mpmath with 40 digits; the arguments are exact in both types.
const table = [
  [0.0009765625, 6.9309089024194614, -1024.5756104293407, 1048577.6425893921],
  [0.125, 2.0194183575537963, -8.388492663295855, 65.38813344498803],
  [0.5, 0.5723649429247001, -1.9635100260214235, 4.934802200544679],
  [0.75, 0.20328095143129538, -1.0858608797864722, 2.5418796476716063],
  [1, 0, -0.5772156649015329, 1.6449340668482264],
  [1.25, -0.09827183642181316, -0.22745353337626542, 1.1973291545071107],
  [1.4375, -0.12120242719902266, -0.023613544005297898, 0.9895029178956272],
  [1.75, -0.08440112102048555, 0.24747245354686118, 0.7641018698938287],
  [2, 0, 0.42278433509846713, 0.6449340668482264],
  [2.5, 0.2846828704729192, 0.7031566406452432, 0.49035775610023485],
  [2.96875, 0.6645037976116387, 0.9103667842039483, 0.39980890055052853],
  [3.03125, 0.7221762507608962, 0.9350513733985439, 0.3901754012928977],
  [4.5, 2.4537365708424423, 1.388870926359529, 0.24872510303901038],
  [9.75, 12.242204940050762, 2.225109535044576, 0.10800324333663186],
  [10.25, 13.368023671476045, 2.277704790686724, 0.10247452151799187],
  [100, 359.1342053695754, 4.600161852738087, 0.010050166663333571],
  [4096, 29970.33029467733, 8.31764409143979, 0.00024417042974770686],
  [1048576, 13487767.94752331, 13.862943134361672, 9.536747711537455e-7],
];

/** A function by a column of the table. */
function column(index: number): (x: number) => number {
  const values = new Map(table.map((row) => [row[0], row[index]]));
  return (x) => values.get(x) ?? NaN;
}

const points = table.map(([x]) => x);

describe.each(types)("in %s", (type) => {
  test("log Γ and its derivative", () => {
    const errors = { float32: 5e-7, float64: 2e-14 };
    expectElementwise({ f: lgamma, value: column(1), slope: column(2), points, errors, floor: 1 }, type);
  });

  test("digamma and its derivative", () => {
    const errors = { float32: 5e-7, float64: 2e-14 };
    expectElementwise({ f: digamma, value: column(2), slope: column(3), points, errors, floor: 1 }, type);
  });
});

test("the ends of log Γ", () => {
  expect(lgamma(arrayOf([0, -0.5, NaN, 1, 2], "float32")).js()).toEqual([Infinity, NaN, NaN, 0, 0]);
  expect(lgamma(6).item()).toBeCloseTo(Math.log(120), 5);
});

// a, b, log B(a, b) and its derivative in a, by mpmath with 40 digits.
const betas = [
  [0.125, 0.25, 2.4443668999812265, -5.634493614150715],
  [1, 1, 0, -1],
  [0.5, 0.5, 1.1447298858494002, -1.3862943611198906],
  [0.0009765625, 2048, 6.923463223645885, -1032.1999857319604],
  [2.5, 2.5, -2.6086880894021074, -0.8029610277865573],
  [2.5, 7, -4.825399338314249, -1.4945812357577064],
  [5, 5, -6.4457198193855785, -0.7456349206349207],
  [12, 12, -16.6020598760166, -0.7144141662094953],
  [3.5, 65536, -37.6153352651934, -9.987244023643063],
  [1048576, 1, -13.862943611198906, -9.5367431640625e-7],
  [1048576, 0.5, -6.359106743465463, -4.768372718899627e-7],
  [65536, 65536, -90856.4669137668, -0.6931509952717628],
  [1048576, 4096, -26820.2743911037, -0.0038986422710554146],
];

describe.each(types)("log B in %s", (type) => {
  const [a, b] = [0, 1].map((i) => betas.map((row) => row[i]));
  const error = type === "float32" ? 1e-6 : 1e-13;
  const slope = grad((x: JaxArray, y: JaxArray) => np.sum(logBeta(x, y)));
  const swapped = grad((x: JaxArray, y: JaxArray) => np.sum(logBeta(y, x)));

  test.each<[string, (x: JaxArray, y: JaxArray) => JaxArray, number]>([
    ["eager", logBeta, 2],
    ["jit", jit(logBeta), 2],
    ["arguments exchanged", (x, y) => logBeta(y, x), 2],
    ["derivative", jit(slope), 3],
    ["derivative in the second argument", jit(swapped), 3],
  ])("%s", (_, program, index) => {
    const found = numbers(program(arrayOf(a, type), arrayOf(b, type)));
    betas.forEach((row, i) => {
      const allowed = error * (index === 3 ? 30 : 1) * Math.max(1, Math.abs(row[index]));
      expect(Math.abs(found[i] - row[index]), `at ${row[0]}, ${row[1]}: ${found[i]}`).toBeLessThan(allowed);
    });
  });
});

test("no array is left behind", () => {
  const f = (x: JaxArray): JaxArray =>
    np.sum(
      lgamma(x.ref)
        .add(digamma(x.ref))
        .add(logBeta(x.ref, x.mul(2))),
    );
  const slope = jit(grad(f));
  const once = (): void => {
    f(arrayOf([0.5, 20], "float32")).dispose();
    for (const type of types) slope(arrayOf([0.5, 20], type)).dispose();
  };
  once();
  const before = liveSlots();
  for (let i = 0; i < 5; i++) once();
  expect(liveSlots()).toBe(before);
});
