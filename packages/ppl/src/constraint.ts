import type { ArrayLike, JaxArray } from "./jax.js";
import type { Transform } from "./transforms/transform.js";

/** A set of values that a parameter or a random variable may take. */
export interface Constraint {
  readonly name: string;
  /** What belongs to it, worded to follow "expected": "numbers above 0". */
  readonly words: string;
  /** Values are counted, not measured: no gradients, no transform. */
  readonly discrete: boolean;
  /** How many of the last axes make up one value: 0 for numbers, 1 for vectors such as the simplex, 2 for matrices. */
  readonly eventDims: number;
  /** Arrays among its bounds, the caller's: they may be other ones in each run of a program. */
  readonly arrays?: readonly JaxArray[] | undefined;
  /** Which values belong to it: boolean, the shape of `value` without its event axes. Consumes `value`. NaN never does. */
  check(value: ArrayLike): JaxArray;
  /** Values that belong to it, off its edge where it has an interior, of a shape whose last axes are its event axes. */
  inside(shape: readonly number[], dtype: JaxArray["dtype"]): JaxArray;
  /** A smooth bijection from the reals onto it; none where it is discrete. */
  readonly transform?: Transform | undefined;
}
