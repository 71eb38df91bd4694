import { np, type ArrayLike, type JaxArray } from "./jax.js";

// jax-js counts references by hand: every function consumes the arrays it is given. Nescio's own functions do the same.
// Only what a program is lent (values of sites, parameters, arguments) needs no counting; `lending.ts` sees to that.

/** One more reference to an array; a number is returned as it is. */
export function ref<T extends ArrayLike>(value: T): T {
  return typeof value === "number" ? value : ((value as JaxArray).ref as T);
}

/** Gives one reference back; nothing happens for a number. */
export function release(value: ArrayLike): void {
  if (typeof value !== "number") value.dispose();
}

/** Whether the numbers of `value` can be looked at: it is not a tracer. */
export function isConcrete(value: ArrayLike): value is JaxArray {
  return value instanceof np.Array;
}

/** Whether operations are being recorded, to be compiled or differentiated, rather than computed. */
export function isTracing(): boolean {
  const probe = np.zeros([]).add(1);
  const tracing = !isConcrete(probe);
  probe.dispose();
  return tracing;
}

export function shapeOf(value: ArrayLike): number[] {
  return typeof value === "number" ? [] : value.shape;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
