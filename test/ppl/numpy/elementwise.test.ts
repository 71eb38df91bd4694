import { describe, expect, test } from "vitest";
import { nn, np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { numbers } from "../distributions/values.js";
import {
  arrayOf,
  compiled,
  floatTypes,
  mapped,
  slopeOf,
  ulps,
  type Elementwise,
  type FloatType,
} from "./modes.js";
import { references } from "./references.js";

const powers =
  (exponent: number): Elementwise =>
  (x) =>
    np.power(x, exponent);
const exponentials =
  (base: number): Elementwise =>
  (x) =>
    np.power(base, x);

const functions: Readonly<Record<keyof typeof references, Elementwise>> = {
  exp: np.exp,
  expm1: np.expm1,
  exp2: np.exp2,
  log: np.log,
  log1p: np.log1p,
  log2: np.log2,
  log10: np.log10,
  sinh: np.sinh,
  cosh: np.cosh,
  tanh: np.tanh,
  arcsinh: np.arcsinh,
  arccosh: np.arccosh,
  arctanh: np.arctanh,
  sin: np.sin,
  cos: np.cos,
  tan: np.tan,
  arcsin: np.arcsin,
  arccos: np.arccos,
  arctan: np.arctan,
  sinc: np.sinc,
  cbrt: np.cbrt,
  sigmoid: nn.sigmoid,
  softplus: nn.softplus,
  logSigmoid: nn.logSigmoid,
  silu: nn.silu,
  gelu: nn.gelu,
  geluExact: (x) => nn.gelu(x, { approximate: false }),
  mish: nn.mish,
  elu: nn.elu,
  selu: nn.selu,
  log1mexp: nn.log1mexp,
  squareplus: nn.squareplus,
  softSign: nn.softSign,
  "power 2.5": powers(2.5),
  "power -1.5": powers(-1.5),
  "power 3": powers(3),
  "power -2": powers(-2),
  "power 100": powers(100),
  "power -37": powers(-37),
  "power 0.5": powers(0.5),
  "2 to the power": exponentials(2),
  "10 to the power": exponentials(10),
  "0.75 to the power": exponentials(0.75),
};

// Of known numbers the argument of the exponential in it is rounded, which tells where it is small.
const coarse = new Set(["gelu", "geluExact"]);

type Row = readonly [x: number, value: number, slope: number, second: number];

const tables = Object.entries(references).map(([name, rows]) => ({
  name,
  f: functions[name as keyof typeof references],
  rows: rows,
}));

/** Where the type has the results: nothing overflows, and no digits are lost below the least normal number. */
function held(rows: readonly Row[], type: FloatType): readonly Row[] {
  const [least, most] = type === "float64" ? [2 ** -1022, Number.MAX_VALUE] : [2 ** -126, 2 ** 127];
  const isHeld = (x: number): boolean => x === 0 || (Math.abs(x) >= least && Math.abs(x) <= most);
  return rows.filter((row) => row.every(isHeld));
}

describe.each(floatTypes)("in %s", (type) => {
  test.each(tables)(
    "$name is exact to four units in the last place, its derivatives to some",
    ({ name, f, rows }) => {
      const known = held(rows, type);
      expect(known.length).toBeGreaterThan(4);
      const at = (): JaxArray =>
        arrayOf(
          known.map(([x]) => x),
          type,
        );
      const slope = slopeOf(f);
      const tail = coarse.has(name) ? 400 : 0;
      const ways: [string, number[], column: 1 | 2 | 3, allowed: number][] = [
        ["compiled", compiled(f, at()), 1, 4],
        ["at once", numbers(f(at())), 1, 4 + tail],
        ["mapped", mapped(f, at()), 1, 4],
        ["compiled slope", compiled(slope, at()), 2, 8],
        ["slope at once", numbers(slope(at())), 2, 8],
        ["compiled second derivative", compiled(slopeOf(slope), at()), 3, 16],
      ];
      for (const [way, found, column, allowed] of ways) {
        known.forEach((row, i) => {
          // Second derivatives have zeros of their own.
          const size = column === 3 && Math.abs(row[2]) > Math.abs(row[3]) ? row[2] : row[column];
          const distance = ulps(found[i] - row[column] + size, size, type);
          expect(distance, `${way} at ${row[0]}: ${found[i]} for ${row[column]}`).toBeLessThanOrEqual(
            allowed,
          );
        });
      }
    },
  );
});
