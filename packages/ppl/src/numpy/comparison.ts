import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { meeting } from "./meeting.js";

type Comparison = (x: Operand, y: Operand) => JaxArray;

/** jax-js cannot order booleans. Consumes both. */
function ordered(compare: Comparison): Comparison {
  const countable = (value: Operand): Operand =>
    typeof value === "object" && value.dtype === np.bool ? value.astype(np.int32) : value;
  return (x, y) => compare(...meeting(countable(x), countable(y)));
}

/** x < y, elementwise. Consumes both. */
export const less = ordered(np.less);

/** x ≤ y, elementwise. Consumes both. */
export const lessEqual = ordered(np.lessEqual);

/** x > y, elementwise. Consumes both. */
export const greater = ordered(np.greater);

/** x ≥ y, elementwise. Consumes both. */
export const greaterEqual = ordered(np.greaterEqual);

/** x = y, elementwise. Consumes both. */
export function equal(x: Operand, y: Operand): JaxArray {
  return np.equal(...meeting(x, y));
}

/** x ≠ y, elementwise. Consumes both. */
export function notEqual(x: Operand, y: Operand): JaxArray {
  return np.notEqual(...meeting(x, y));
}
