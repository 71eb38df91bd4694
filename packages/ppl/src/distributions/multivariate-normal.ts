import { NescioError } from "@nescio/core";
import { lowerCholesky, realVector } from "../constraints/index.js";
import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { constant } from "../math/float.js";
import { fastLog } from "../math/index.js";
import { shapeOf } from "../memory.js";
import { standardNormal } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats, floatType } from "./floats.js";
import { inverseLower } from "./inverse-lower.js";
import { matrixVector } from "./matrices.js";
import { program } from "./program.js";

const logDensity = program((x: JaxArray, loc: JaxArray, lower: JaxArray) => {
  const logTwoPi = constant(lower.shape[lower.ndim - 1] * Math.log(2 * Math.PI), lower);
  const logScale = np.sum(fastLog(np.diagonal(lower.ref, 0, -2, -1)), -1);
  const whitened = matrixVector(inverseLower(lower), x.sub(loc));
  return np.sum(np.square(whitened), -1).add(logTwoPi).mul(-0.5).sub(logScale);
});

/**
 * Gaussian vectors with mean `loc` `[..., n]` and covariance L·Lᵀ, where L is `scaleTril` `[..., n, n]`: lower triangular, its
 * diagonal positive.
 */
export const multivariateNormal = defineDistribution({
  name: "MultivariateNormal",
  parameters: ["loc", "scaleTril"],
  constraints: { loc: realVector, scaleTril: lowerCholesky },
  support: realVector,
  eventShape,
  reparameterized: true,
  sample(key, shape, { loc, scaleTril }) {
    const noise = standardNormal(key, shape).astype(floatType(loc, scaleTril));
    const [lower] = floats(scaleTril);
    return np.add(loc, matrixVector(np.tril(lower), noise));
  },
  logProb: (value, { loc, scaleTril }) => logDensity(...floats(value, loc, scaleTril)),
  mean: ({ loc }) => loc,
  variance: ({ scaleTril }) => np.sum(np.square(np.tril(scaleTril)), -1),
});

function eventShape(params: { loc: ArrayLike; scaleTril: ArrayLike }): number[] {
  const loc = shapeOf(params.loc);
  const lower = shapeOf(params.scaleTril);
  const n = loc[loc.length - 1];
  if (lower[lower.length - 1] === n && lower[lower.length - 2] === n) return [n];
  throw new NescioError({
    code: "invalid-program",
    subject: "MultivariateNormal.scaleTril",
    expected: `${n} × ${n} matrices, as loc has ${n} ${n === 1 ? "entry" : "entries"}`,
    found: `shape [${lower.join(", ")}]`,
  });
}
