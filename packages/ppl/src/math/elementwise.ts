import { lax, np, type JaxArray, type Operand } from "../jax/jax.js";
import { asFloat, together } from "./float.js";
import { isAtHand, mapNumbers, zipNumbers } from "./host.js";

/** A function of one number, in the ways in which it is carried out. */
export interface Unary {
  /** Of numbers that are known. */
  readonly number: (x: number) => number;
  /** In operations of jax-js, of float32 or float64. `fixed` is `x` without derivatives. Consumes both. */
  readonly array: (x: JaxArray, fixed: JaxArray) => JaxArray;
  /** Of float16, which the formulas here do not know: jax-js' own. */
  readonly half: (x: JaxArray) => JaxArray;
}

/** The same for a function of two numbers. */
export interface Binary {
  readonly number: (x: number, y: number) => number;
  readonly array: (x: JaxArray, y: JaxArray, fixedX: JaxArray, fixedY: JaxArray) => JaxArray;
  readonly half: (x: JaxArray, y: JaxArray) => JaxArray;
}

/**
 * An elementwise function: of a number it is a number that takes on the type of what it meets, of floats it has their
 * type, of whole numbers and booleans float32. Consumes its argument.
 */
export function unary({ number, array, half }: Unary): (x: Operand) => JaxArray {
  return (x) => {
    if (typeof x === "number") return np.array(number(x));
    const value = asFloat(x);
    if (value.dtype === np.float16) return half(value);
    const fixed = fixedOf(value);
    if (!isAtHand(fixed)) return array(value, fixed);
    value.dispose();
    return mapNumbers(number, fixed);
  };
}

/** The same of two arguments, which broadcast; the result is float64 if one of them is. Consumes both. */
export function binary({ number, array, half }: Binary): (x: Operand, y: Operand) => JaxArray {
  return (x, y) => {
    if (typeof x === "number" && typeof y === "number") return np.array(number(x, y));
    const [a, b] = together(x, y);
    if (a.dtype === np.float16) return half(a, b);
    const [fixedA, fixedB] = [fixedOf(a), fixedOf(b)];
    if (!isAtHand(fixedA) || !isAtHand(fixedB)) return array(a, b, fixedA, fixedB);
    a.dispose();
    b.dispose();
    return zipNumbers(number, fixedA, fixedB);
  };
}

/** The array without derivatives; what is known stays known, also while operations are recorded. Borrows it. */
function fixedOf(x: JaxArray): JaxArray {
  return isAtHand(x) ? x.ref : lax.stopGradient(x.ref);
}
