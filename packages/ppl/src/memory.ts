import { np, type ArrayLike, type JaxArray } from "./jax.js";
import { withoutLoan } from "./lent.js";

// jax-js counts references by hand: every function consumes the arrays it is given. Nescio's own functions do the same.
// Only what a program is lent (values of sites, parameters, arguments) needs no counting; `lending.ts` sees to that.

/** One more reference to an array; a number is returned as it is. */
export function ref<T extends ArrayLike>(value: T): T {
  return typeof value === "number" ? value : (value.ref as T);
}

/** Gives one reference back; nothing happens for a number. */
export function release(value: ArrayLike): void {
  if (typeof value !== "number") value.dispose();
}

/** Whether the numbers of `value` can be looked at: it is not a tracer, nor is what was lent. */
export function isConcrete(value: ArrayLike): value is JaxArray {
  return withoutLoan(value) instanceof np.Array;
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

/** Numbers of an array on the host, as jax-js has them. */
export type HostData = Float32Array | Float64Array | Int32Array | Uint32Array;

/** The numbers of an array, row-major; a boolean is 0 or 1. Consumes it. */
export function hostData(array: JaxArray): HostData {
  return array.dataSync() as HostData;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Whether a value is an array of jax-js, concrete or a tracer. */
export function isArray(value: unknown): value is JaxArray {
  return typeof value === "object" && value !== null && "aval" in value && "dispose" in value;
}

/** A copy of a value made of lists and plain objects, with `f` of every array in it; anything else stays as it is. */
export function mapArrays<T>(value: T, f: (array: JaxArray) => JaxArray): T {
  if (isArray(value)) return f(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => mapArrays(item, f)) as T;
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, mapArrays<unknown>(item, f)]),
    ) as T;
  }
  return value;
}

/** Every array in a value made of lists and plain objects. */
export function arraysIn(value: unknown): JaxArray[] {
  const found: JaxArray[] = [];
  mapArrays(value, (array) => {
    found.push(array);
    return array;
  });
  return found;
}

/** Calls `f`, which is given references to arrays of the caller's; if it throws, those that it left are given back. */
export function restoring<R>(arrays: readonly JaxArray[], f: () => R): R {
  const counts = arrays.filter(isConcrete).map((array) => ({ array, before: array.refCount }));
  try {
    return f();
  } catch (error) {
    for (const { array, before } of counts) while (array.refCount > before) array.dispose();
    throw error;
  }
}
