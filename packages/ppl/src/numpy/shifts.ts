import { np, type JaxArray, type Operand } from "../jax/jax.js";

/** x shifted to the right, of signed integers with the sign: jax-js shifts in zeros. Consumes both. */
export function rightShift(x: Operand, by: Operand): JaxArray {
  if (typeof x !== "object" || x.dtype !== np.int32) return np.rightShift(x, by);
  const int = (value: number): JaxArray => np.array(value, { dtype: np.int32 });
  // Of negative numbers the complement is shifted, which has no sign, and put back.
  const complement = np.where(np.less(x.ref, int(0)), int(-1), int(0));
  const shifted = np.rightShift(np.bitwiseXor(x, complement.ref), by);
  return np.bitwiseXor(shifted, complement);
}
