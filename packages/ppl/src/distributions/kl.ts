import type { ArrayLike, JaxArray } from "../jax.js";
import { np } from "../jax.js";
import { lending } from "../lending.js";
import { sumLast } from "../transforms/sum-last.js";
import type { Distribution } from "./distribution.js";
import { betas, dirichlets, exponentials, gammas, laplaces, uniforms } from "./kl-continuous.js";
import { bernoullis, categoricals, poissons } from "./kl-discrete.js";
import { halfNormals, multivariateNormals, normals } from "./kl-gaussian.js";

/** The closed form for a family: parameters of both, lent, to divergences of the broadcast batch shape. */
export type Divergence = (q: LentParams, p: LentParams) => JaxArray;
export type LentParams = Readonly<Record<string, ArrayLike>>;

/** Both distributions are of the family that is named. */
const closedForms: Readonly<Record<string, Divergence>> = {
  Bernoulli: bernoullis,
  Beta: betas,
  Categorical: categoricals,
  Dirichlet: dirichlets,
  Exponential: exponentials,
  Gamma: gammas,
  HalfNormal: halfNormals,
  // The divergence does not change with a bijection of the values: these are 1 / Gamma and exp Normal.
  InverseGamma: (q, p) =>
    gammas(
      { concentration: q.concentration, rate: q.scale },
      { concentration: p.concentration, rate: p.scale },
    ),
  Laplace: laplaces,
  LogNormal: normals,
  MultivariateNormal: multivariateNormals,
  Normal: normals,
  Poisson: poissons,
  Uniform: uniforms,
};

/**
 * The divergence KL(q ‖ p) = E_q[log q − log p] in closed form, of the batch shapes broadcast. For two distributions of one
 * family, in `expand` and `toEvent` as often as one likes, and for a Delta against anything. Borrows both.
 * @returns `undefined` where no closed form is known, or where the shapes of their values differ.
 */
export function kl(q: Distribution, p: Distribution): JaxArray | undefined {
  if (q.eventShape.join() !== p.eventShape.join()) return undefined;
  q.check();
  p.check();
  const from = unwrap(q);
  const to = unwrap(p);
  if (from.name === "Delta") {
    const value = q.mean();
    return q.logProb(value.ref).sub(p.logProb(value));
  }
  const family = from.name === to.name ? from.name : undefined;
  const reinterpreted = q.eventShape.length - from.eventShape.length;
  if (family === undefined || !Object.hasOwn(closedForms, family)) return undefined;
  const shape = np.broadcastShapes([...q.batchShape], [...p.batchShape]);
  const added = q.eventShape.slice(0, reinterpreted);
  const divergence = lending([...Object.values(from.params), ...Object.values(to.params)], [], (lent) => {
    const names = Object.keys(from.params);
    return closedForms[family](named(names, lent), named(Object.keys(to.params), lent.slice(names.length)));
  });
  return sumLast(np.broadcastTo(divergence, [...shape, ...added]), reinterpreted);
}

function named(names: readonly string[], values: readonly ArrayLike[]): LentParams {
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

/** What `expand` and `toEvent` were applied to: unlike transformations, they leave values as they are. */
function unwrap(distribution: Distribution & { readonly base?: Distribution }): Distribution {
  const { base, name } = distribution;
  if (base === undefined) return distribution;
  return name === `expand(${base.name})` || name === `toEvent(${base.name})` ? unwrap(base) : distribution;
}
