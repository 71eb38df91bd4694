import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { asFloat, together } from "../math/float.js";
import { mean } from "../numpy/mean.js";

type Axes = number | number[] | null;

/** Moments in place of the entries' own, and what is added to the variance. */
export interface StandardizeOptions {
  readonly mean?: Operand;
  readonly variance?: Operand;
  readonly epsilon?: Operand;
}

/**
 * Entries less their mean, over their standard deviation along an axis or axes. Consumes `x` and the moments.
 * @param axes Default: the last one; null are all.
 * @param options `epsilon` 10⁻⁵ by default; without `variance` it is the mean square less the square of `mean`.
 */
export function standardize(x: Operand, axes: Axes = -1, options: StandardizeOptions = {}): JaxArray {
  const value = asFloat(x);
  const middle = asFloat(options.mean ?? mean(value.ref, axes, { keepdims: true }));
  const difference = value.sub(middle.ref);
  const variance = options.variance ?? spread(difference.ref, middle.ref, axes);
  middle.dispose();
  const [square, epsilon] = together(variance, options.epsilon ?? 1e-5);
  return difference.div(np.sqrt(square.add(epsilon)));
}

/** E x² − m², of differences from m. Squares of what is far from zero would cancel. Consumes both arrays. */
function spread(difference: JaxArray, middle: JaxArray, axes: Axes): JaxArray {
  const square = mean(np.square(difference.ref), axes, { keepdims: true });
  return square.add(mean(difference, axes, { keepdims: true }).mul(middle).mul(2));
}
