import { NescioError } from "@nescio/core";
import { np, type JaxArray } from "../jax/jax.js";
import { isFloat } from "../math/float.js";

/** Zeros of a new last axis, with a 1 at the place that an index names; none, where it names no place. Consumes `index`. */
export function oneHot(index: JaxArray, classes: number): JaxArray {
  if (isFloat(index.dtype)) {
    throw new NescioError({
      code: "invalid-data",
      subject: "indices of oneHot",
      expected: "whole numbers",
      found: index.dtype,
    });
  }
  const whole = index.dtype === np.bool ? index.astype(np.int32) : index;
  const places = np.arange(0, classes, 1, { dtype: whole.dtype });
  return np.equal(np.expandDims(whole, -1), places).astype(np.float32);
}
