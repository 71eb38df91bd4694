import { sizeOf } from "../../../../packages/ppl/src/memory.js";
import { call, options, path, type Call, type Expression } from "./expression.js";

/**
 * An array as part of a program.
 * @param values Row-major.
 * @param dtype A path; the default is the program's own float type.
 */
export function constant(shape: readonly number[], values: readonly number[], dtype = "dtype"): Call {
  return call("np.array", [nested(values, shape), options({ dtype: path(dtype) })]);
}

/** Row-major numbers as lists in lists. */
function nested(values: readonly number[], shape: readonly number[]): Expression {
  if (shape.length === 0) return values[0];
  const [, ...inner] = shape;
  const step = sizeOf(inner);
  return Array.from({ length: shape[0] }, (_, i) => nested(values.slice(i * step, (i + 1) * step), inner));
}
