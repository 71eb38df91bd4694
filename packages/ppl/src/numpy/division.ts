import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { binary } from "../math/elementwise.js";
import { integerFloorDivide, integerFmod, integerRemainder, signsDiffer } from "./integer-division.js";
import { rint } from "./rounding.js";

/** The remainder with the sign of x. Its derivative in y is the negative quotient, rounded to zero. Consumes all. */
function modulo(x: JaxArray, y: JaxArray, ...fixed: readonly JaxArray[]): JaxArray {
  for (const array of fixed) array.dispose();
  return x.mod(y);
}

const floatFmod = binary({ number: (x, y) => x % y, array: modulo, half: (x, y) => x.mod(y) });

const differ = (rest: number, y: number): boolean => rest !== 0 && rest < 0 !== y < 0;

const floatRemainder = binary({
  number: (x, y) => {
    const rest = x % y;
    return differ(rest, y) ? rest + y : rest;
  },
  array: (x, y, ...fixed) => {
    const rest = modulo(x, y.ref, ...fixed);
    return np.where(signsDiffer(rest.ref, y.ref), rest.ref.add(y), rest);
  },
  half: np.remainder,
});

/** By the remainder: a quotient of floats, rounded, may have reached the next whole number. */
const floatFloorDivide = binary({
  number: (x, y) => {
    const rest = x % y;
    return y === 0 ? x / y : Math.round((x - rest) / y - Number(differ(rest, y)));
  },
  array: (x, y, fixedX, fixedY) => {
    x.dispose();
    y.dispose();
    const rest = fixedX.ref.mod(fixedY.ref);
    const excess = np.where(signsDiffer(rest.ref, fixedY.ref), 1, 0);
    const quotient = rint(fixedX.ref.sub(rest).div(fixedY.ref).sub(excess));
    return np.where(np.equal(fixedY.ref, 0), fixedX.div(fixedY), quotient);
  },
  half: np.floorDivide,
});

/** The remainder of x / y, elementwise, with the sign of x; of whole numbers x where y is 0. Consumes both. */
export function fmod(x: Operand, y: Operand): JaxArray {
  return integerFmod(x, y) ?? floatFmod(x, y);
}

/** The remainder of x / y, elementwise, with the sign of y; of whole numbers x where y is 0. Consumes both. */
export function remainder(x: Operand, y: Operand): JaxArray {
  return integerRemainder(x, y) ?? floatRemainder(x, y);
}

/** The largest whole number of at most x / y, elementwise; of whole numbers 0 where y is 0. Consumes both. */
export function floorDivide(x: Operand, y: Operand): JaxArray {
  return integerFloorDivide(x, y) ?? floatFloorDivide(x, y);
}

/** `floorDivide` and `remainder`. Consumes both. */
export function divmod(x: Operand, y: Operand): [JaxArray, JaxArray] {
  const again = [x, y].map((value) => (typeof value === "object" ? value.ref : value));
  return [floorDivide(again[0], again[1]), remainder(x, y)];
}
