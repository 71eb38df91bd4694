import type { Builder } from "../builder.js";
import { constant } from "../constant.js";
import { between, chance, oneOf, rounded } from "../draw.js";
import { call, use, type Call } from "../expression.js";
import type { Support } from "./model-program.js";
import { positiveParameter, positiveVectors, realParameter, realVectors } from "./parameters.js";

export interface Prior {
  readonly distribution: Call;
  readonly support: Support;
}

type MakePrior = (b: Builder, batch: readonly number[]) => Prior;

/** Distributions of random variables. Their parameters may be other random variables, or computed from them. */
export const priors: readonly MakePrior[] = [
  (b, batch) => real("normal", b, batch),
  (b, batch) => real("normal", b, batch),
  (b, batch) => real("laplace", b, batch),
  (b, batch) => real("cauchy", b, batch),
  (b, batch) => ({
    distribution: call("studentT", [
      rounded(b.random, 2.5, 8),
      realParameter(b, batch),
      positiveParameter(b, batch),
    ]),
    support: "real",
  }),
  (b, batch) => {
    const length = between(b.random, 1, 3);
    const distribution = call("multivariateNormal", [realVectors(b, batch, length), lower(b, length)]);
    return { distribution, support: "real" };
  },
  (b, batch) => {
    const length = between(b.random, 1, 4);
    const base = call("normal", [realVectors(b, batch, length), positiveParameter(b, [])]);
    const distribution = call("toEvent", [base, 1]);
    return { distribution, support: "real" };
  },
  (b, batch) => positive("halfNormal", b, batch),
  (b, batch) => positive("halfCauchy", b, batch),
  (b, batch) => positive("exponential", b, batch),
  (b, batch) => ({
    distribution: call("gamma", [positiveParameter(b, batch), positiveParameter(b, batch)]),
    support: "positive",
  }),
  (b, batch) => ({
    distribution: call("inverseGamma", [positiveParameter(b, batch), positiveParameter(b, batch)]),
    support: "positive",
  }),
  (b, batch) => ({ ...real("logNormal", b, batch), support: "positive" }),
  (b, batch) => ({
    distribution: call("beta", [positiveParameter(b, batch), positiveParameter(b, batch)]),
    support: "unit",
  }),
  (b, batch) => ({
    distribution: call("dirichlet", [positiveVectors(b, batch, between(b.random, 2, 4))]),
    support: "simplex",
  }),
  (b, batch) => {
    // Bounds that another random variable may decide.
    const low = realParameter(b, batch);
    const width = positiveParameter(b, batch);
    return { distribution: call("uniform", [low, call("np.add", [low, width])]), support: "other" };
  },
];

function real(name: string, b: Builder, batch: readonly number[]): Prior {
  return {
    distribution: call(name, [realParameter(b, batch), positiveParameter(b, batch)]),
    support: "real",
  };
}

function positive(name: string, b: Builder, batch: readonly number[]): Prior {
  return { distribution: call(name, [positiveParameter(b, batch)]), support: "positive" };
}

/** A lower triangle with a positive diagonal: constant, scaled by a value, or the root of a matrix of values. */
function lower(b: Builder, length: number): Call {
  const entries = Array.from({ length: length * length }, (_, i) => {
    const [row, column] = [Math.floor(i / length), i % length];
    return column > row ? 0 : column === row ? rounded(b.random, 0.5, 1.5) : rounded(b.random, -0.5, 0.5);
  });
  const fixed = constant([length, length], entries);
  const square = b.float(2, (name) => b.shape(name).join() === `${length},${length}`);
  if (square !== undefined && chance(b.random, 0.5)) {
    const product = call("np.matmul", [use(square), call("np.matrixTranspose", [use(square)])]);
    return call("np.linalg.cholesky", [call("np.add", [product, call("np.eye", [length])])]);
  }
  return oneOf(b.random, [fixed, call("np.multiply", [fixed, positiveParameter(b, [1, 1])])]);
}
