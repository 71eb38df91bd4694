import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { isFloat } from "../math/float.js";

// Next to whole numbers jax-js cuts a number's fraction off, next to unsigned ones negative numbers to 0, and booleans
// become unsigned. JAX and NumPy take what holds both.

/** What takes on the type of the others: a number, or an array that stands for one. */
function isWeak(value: Operand): boolean {
  return typeof value === "object" ? value.weakType : typeof value === "number";
}

function isTyped(value: Operand): value is JaxArray {
  return typeof value === "object" && !value.weakType;
}

/** Whether whole numbers of the type hold what takes it on; of what is not known it may be a fraction. */
function isHeld(value: Operand, dtype: JaxArray["dtype"]): boolean {
  if (typeof value === "object") return !isFloat(value.dtype);
  const number = Number(value);
  return Number.isInteger(number) && Math.abs(number) < (dtype === np.uint32 ? 2 ** 32 : 2 ** 31);
}

/**
 * The operands such that jax-js' promotion of them loses nothing: whole numbers that meet a fraction are float32, booleans
 * that meet a number int32, and a negative number that meets unsigned integers wraps around. Consumes them.
 */
export function meeting<T extends Operand[]>(...values: T): { [K in keyof T]: Operand } {
  return met(values) as { [K in keyof T]: Operand };
}

function met(values: Operand[]): Operand[] {
  const weak = values.filter(isWeak);
  const arrays = values.filter(isTyped);
  if (weak.length === 0 || arrays.length === 0 || arrays.some(({ dtype }) => isFloat(dtype))) return values;
  const type = arrays.some(({ dtype }) => dtype === np.int32) ? np.int32 : arrays[0].dtype;
  const cast = (dtype: JaxArray["dtype"]): Operand[] =>
    values.map((value) => (isTyped(value) ? value.astype(dtype) : value));
  if (!weak.every((value) => isHeld(value, type))) return cast(np.float32);
  if (type === np.bool) return cast(np.int32);
  return type === np.uint32 ? values.map(wrapped) : values;
}

/** A negative number as the unsigned integer that it is modulo 2³². */
function wrapped(value: Operand): Operand {
  return typeof value === "number" && value < 0 ? np.array(value >>> 0, { dtype: np.uint32 }) : value;
}
