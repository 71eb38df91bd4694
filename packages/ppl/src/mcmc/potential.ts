import { z } from "@nescio/core/internal";

/**
 * The target of every kernel: the potential energy U = −log density (up to a constant) at `position`, whose gradient
 * is written into `gradient`. Both arrays are the sampler's own and used again: read the one, write the other, keep
 * neither. A value that is not finite says "impossible here" and is rejected. Random-walk Metropolis reads the
 * returned value only, so a potential made for it may leave the gradient alone.
 */
export type Potential = (position: Float64Array, gradient: Float64Array) => number;

export const potentialSchema = z.custom<Potential>(
  (value) => typeof value === "function",
  "a function (position, gradient) => energy",
);
