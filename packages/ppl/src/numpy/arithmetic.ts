import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { together } from "../math/float.js";
import { meeting } from "./meeting.js";

/** x + y, elementwise. Consumes both. */
export function add(x: Operand, y: Operand): JaxArray {
  return np.add(...meeting(x, y));
}

/** x − y, elementwise. Consumes both. */
export function subtract(x: Operand, y: Operand): JaxArray {
  const [a, b] = meeting(x, y);
  // jax-js adds the negative, which of a number is no unsigned integer.
  const isUnsigned = typeof a === "object" && a.dtype === np.uint32 && typeof b === "number";
  return np.subtract(a, isUnsigned ? np.array(b, { dtype: np.uint32 }) : b);
}

/** x y, elementwise. Consumes both. */
export function multiply(x: Operand, y: Operand): JaxArray {
  return np.multiply(...meeting(x, y));
}

/** x / y of floats, elementwise; what are none become float32, or float64 next to that. Consumes both. */
export function trueDivide(x: Operand, y: Operand): JaxArray {
  const [a, b] = together(x, y);
  return a.div(b);
}

/** The larger one, elementwise; NaN where one is NaN. Consumes both. */
export function maximum(x: Operand, y: Operand): JaxArray {
  return np.maximum(...meeting(x, y));
}

/** The smaller one, elementwise; NaN where one is NaN. Consumes both. */
export function minimum(x: Operand, y: Operand): JaxArray {
  return np.minimum(...meeting(x, y));
}

/** Limits x to the bounds that there are, elementwise. Consumes all. */
export function clip(x: Operand, least?: Operand, most?: Operand): JaxArray {
  const bounds = [least, most].filter((bound) => bound !== undefined);
  const [value, ...limits] = meeting(x, ...bounds);
  return np.clip(
    value,
    least === undefined ? undefined : limits[0],
    most === undefined ? undefined : limits.at(-1),
  );
}

/** x where the condition holds, y elsewhere. Consumes all. */
export function where(condition: Operand, x: Operand, y: Operand): JaxArray {
  return np.where(condition, ...meeting(x, y));
}

/** The choice of the first condition that holds, or `otherwise`. Consumes all. */
export function select(conditions: Operand[], choices: Operand[], otherwise: Operand = 0): JaxArray {
  const [last, ...values] = meeting(otherwise, ...choices);
  return np.select(conditions, values, last);
}
