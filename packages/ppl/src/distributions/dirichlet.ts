import { positiveVector, simplex } from "../constraints/index.js";
import { lax, nn, np, type JaxArray } from "../jax.js";
import { lgamma } from "../math/index.js";
import { insidePositive } from "../math/open.js";
import { shapeOf } from "../memory.js";
import { anyOver } from "../over-axes.js";
import { logStandardGamma } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats, floatType } from "./floats.js";
import { program } from "./program.js";
import { xlogy } from "./xlogy.js";

const logDensity = program((x: JaxArray, a: JaxArray) => {
  // Not NaN, so that it shows in the density.
  const beyond = np.logicalNot(np.logicalOr(simplex.check(x.ref), anyOver(np.isnan(x.ref), [-1])));
  const safe = np.where(np.expandDims(beyond.ref, -1), 1 / a.shape[a.ndim - 1], x);
  const density = np
    .sum(xlogy(a.ref.sub(1), safe), -1)
    .add(lgamma(np.sum(a.ref, -1)))
    .sub(np.sum(lgamma(a), -1));
  return np.where(beyond, -Infinity, density);
});

/**
 * Dirichlet: vectors of probabilities, density ∝ Π xᵢ^(concentrationᵢ − 1). The last axis of `concentration`, all above 0,
 * is the vector; those before are the batch. No gradient flows through draws.
 */
export const dirichlet = defineDistribution({
  name: "Dirichlet",
  parameters: ["concentration"],
  constraints: { concentration: positiveVector },
  support: simplex,
  eventShape: ({ concentration }) => shapeOf(concentration).slice(-1),
  reparameterized: false,
  sample(key, shape, { concentration }) {
    // In logarithms: for small concentrations all gamma variables may be too small to be told from 0.
    const logs = logStandardGamma(key, concentration, shape);
    return lax.stopGradient(insidePositive(nn.softmax(logs.astype(floatType(concentration)), -1)));
  },
  logProb: (value, { concentration }) => logDensity(...floats(value, concentration)),
  mean: ({ concentration }) => np.trueDivide(concentration, np.sum(concentration, -1, { keepdims: true })),
  variance({ concentration }) {
    const total = np.sum(concentration, -1, { keepdims: true });
    const mean = np.trueDivide(concentration, total.ref);
    return np.multiply(mean.ref, np.subtract(1, mean)).div(total.add(1));
  },
});
