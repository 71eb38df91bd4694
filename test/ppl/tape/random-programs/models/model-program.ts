import type { FloatType } from "../array-program.js";
import type { Lambda } from "../expression.js";

/** What a random variable's values are, as far as a guide needs to know. */
export type Support = "real" | "positive" | "unit" | "simplex" | "other";

/** A random variable of a model, and the point in the unconstrained space at which the model is tested. */
export interface LatentSite {
  readonly name: string;
  readonly support: Support;
  /** Of a draw. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly unconstrained: readonly number[];
  readonly unconstrainedShape: readonly number[];
}

/** An argument of a model. */
export interface Data {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype: FloatType | "int32" | "bool";
}

/** A model with its data. */
export interface ModelProgram {
  /** The type in which its potential is computed. */
  readonly dtype: FloatType;
  readonly model: Lambda;
  /** The arguments of `model`, in its parameters' order. */
  readonly data: readonly Data[];
  /** In the order of a run. */
  readonly latents: readonly LatentSite[];
}
