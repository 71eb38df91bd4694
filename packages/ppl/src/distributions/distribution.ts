import type { ArrayInput } from "../array-input.js";
import type { Constraint } from "../constraint.js";
import type { ArrayLike, JaxArray } from "../jax.js";
import type { Key } from "../random/index.js";

/**
 * A distribution as a record: parameters, support, and how to draw and to measure. Methods borrow the distribution and
 * consume the arrays they are given; `dispose` frees the parameters.
 *
 * Shapes follow the field: `batchShape` are independent copies with parameters of their own, `eventShape` is one value.
 */
export interface Distribution {
  readonly name: string;
  /** Parameters by name, owned by the distribution. */
  readonly params: Readonly<Record<string, ArrayLike>>;
  /** Every array that it owns, parameters of inner distributions included. */
  readonly arrays: readonly JaxArray[];
  readonly batchShape: readonly number[];
  readonly eventShape: readonly number[];
  readonly support: Constraint;
  /** Gradients flow from draws to parameters (Kingma & Welling 2014, §2.4). */
  readonly reparameterized: boolean;
  /**
   * Throws a NescioError `invalid-program` for a parameter outside its constraint, naming the site if one is given. Looks
   * once, at numbers that can be looked at: not while a function is compiled.
   */
  check(site?: string): void;
  /** A draw of shape `[...sampleShape, ...batchShape, ...eventShape]`. */
  sample(key: Key, sampleShape?: readonly number[]): JaxArray;
  /** Natural logarithm of the density or mass, `[...sampleShape, ...batchShape]`; −∞ or NaN outside the support. */
  logProb(value: ArrayInput): JaxArray;
  /** `[...batchShape, ...eventShape]`; NaN where it does not exist. */
  mean(): JaxArray;
  /** Of each entry; `[...batchShape, ...eventShape]`; NaN where it does not exist, ∞ where it is. */
  variance(): JaxArray;
  /** An equal one with references of its own. */
  ref(): Distribution;
  dispose(): void;
}
