import { lax, np, type JaxArray, type Operand } from "../jax/jax.js";
import { isFloat } from "../math/float.js";
import { isAtHand, zipNumbers } from "../math/host.js";
import { meeting } from "./meeting.js";

// Of whole numbers a quotient by 0 is 0 and the remainder the dividend, where WebAssembly would stop.

interface WholeFunction {
  /** Of known numbers; the second is not 0. */
  readonly number: (x: number, y: number) => number;
  /** By 0. */
  readonly byZero: (x: number) => number;
  /** Of arrays of one type. Consumes both. */
  readonly array: (x: JaxArray, y: JaxArray) => JaxArray;
}

/** A function of whole numbers of one type, undefined where an operand is none. Consumes both, if it is defined. */
function whole({ number, byZero, array }: WholeFunction): (x: Operand, y: Operand) => JaxArray | undefined {
  return (x, y) => {
    if (![x, y].every(isWhole) || (typeof x !== "object" && typeof y !== "object")) return undefined;
    const [a, b] = meeting(x, y);
    const type = np.resultType(a, b);
    const dtype = type === np.bool ? np.int32 : type;
    const [p, q] = [a, b].map((value) => lax.stopGradient(np.astype(value, dtype)));
    if (!isAtHand(p) || !isAtHand(q)) return array(p, q);
    return zipNumbers((m, n) => (n === 0 ? byZero(m) : number(m, n)), p, q);
  };
}

function isWhole(x: Operand): boolean {
  return typeof x === "object" ? !isFloat(x.dtype) : Number.isInteger(Number(x));
}

const typed = (value: number, { dtype }: JaxArray): JaxArray => np.array(value, { dtype });

/** Whether a remainder has another sign than the divisor. Consumes both. */
export function signsDiffer(rest: JaxArray, y: JaxArray): JaxArray {
  const differ = np.notEqual(np.less(rest.ref, typed(0, rest)), np.less(y, typed(0, rest)));
  return np.logicalAnd(np.notEqual(rest, typed(0, rest)), differ);
}

/** The quotient rounded to zero, and the remainder with the sign of x, which jax-js has wrong under `grad`. Consumes both. */
function divided(x: JaxArray, y: JaxArray): [quotient: JaxArray, rest: JaxArray] {
  const isZero = np.equal(y.ref, typed(0, y));
  const divisor = np.where(isZero.ref, typed(1, y), y.ref);
  const quotient = np.where(isZero, typed(0, y), x.ref.div(divisor));
  return [quotient.ref, x.sub(quotient.mul(y))];
}

const floorMod = (x: number, y: number): number => x - y * Math.floor(x / y);

/** The remainder with the sign of x. */
export const integerFmod = whole({
  number: (x, y) => x % y,
  byZero: (x) => x,
  array: (x, y) => {
    const [quotient, rest] = divided(x, y);
    quotient.dispose();
    return rest;
  },
});

/** The remainder with the sign of y. */
export const integerRemainder = whole({
  number: floorMod,
  byZero: (x) => x,
  array: (x, y) => {
    const [quotient, rest] = divided(x, y.ref);
    quotient.dispose();
    return np.where(signsDiffer(rest.ref, y.ref), rest.ref.add(y), rest);
  },
});

/** The quotient rounded down. */
export const integerFloorDivide = whole({
  number: (x, y) => Math.floor(x / y),
  byZero: () => 0,
  array: (x, y) => {
    const [quotient, rest] = divided(x, y.ref);
    const isDivisor = np.notEqual(y.ref, typed(0, y));
    const isOver = np.logicalAnd(signsDiffer(rest, y), isDivisor);
    return quotient.sub(isOver.astype(quotient.dtype));
  },
});
