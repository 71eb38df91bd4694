import { np, type JaxArray } from "./jax.js";

// Under jit, jax-js 0.1 does not compile a reduction of booleans over axes of one entry where more is done with its
// result: "invalid type for or". There is nothing to reduce, so the axes are taken away.

/** Whether all entries along `axes`, counted from the right, hold. Consumes `flags`. */
export function allOver(flags: JaxArray, axes: readonly number[]): JaxArray {
  return withoutSingle(flags, axes) ?? np.all(flags, [...axes]);
}

/** Whether any entry along `axes`, counted from the right, holds. Consumes `flags`. */
export function anyOver(flags: JaxArray, axes: readonly number[]): JaxArray {
  return withoutSingle(flags, axes) ?? np.any(flags, [...axes]);
}

function withoutSingle(flags: JaxArray, axes: readonly number[]): JaxArray | undefined {
  const { shape } = flags;
  const taken = new Set(axes.map((axis) => shape.length + axis));
  if ([...taken].some((axis) => shape[axis] !== 1)) return undefined;
  return taken.size === 0 ? flags : flags.reshape(shape.filter((_, axis) => !taken.has(axis)));
}
