import type { JaxArray } from "../jax.js";
import { taken } from "../lent.js";

/** What jax-js makes of an array while it differentiates. */
interface Dual {
  readonly primal: { readonly ref: { fullLower(): JaxArray } };
}

/** What it makes of one while it vectorises. */
interface Batch {
  readonly val: JaxArray;
  readonly batchDim: number | null;
  readonly constructor: new (trace: unknown, val: JaxArray, dim: number | null) => JaxArray;
}

/**
 * The numbers of an array, of which no derivative is taken: what `lax.stopGradient` says, without the zeros for tangents.
 * A compiled function of such numbers is called as it is, where of tangents jax-js makes new functions each time,
 * compiles them anew and keeps them for good. Consumes it.
 */
export function withoutTangents(value: JaxArray): JaxArray {
  const array = taken(value);
  if ("tangent" in array) {
    const primal = (array as unknown as Dual).primal.ref;
    array.dispose();
    return withoutTangents(primal.fullLower());
  }
  if ("batchDim" in array) {
    const { val, batchDim, constructor: Tracer } = array as unknown as Batch;
    const plain = withoutTangents(val.ref);
    array.dispose();
    return new Tracer(array._trace, plain, batchDim);
  }
  return array;
}
