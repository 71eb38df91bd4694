import { sizeOf } from "../../../../../packages/ppl/src/memory.js";
import type { Builder } from "../builder.js";
import { constant } from "../constant.js";
import { between, chance, rounded } from "../draw.js";
import { call, options, type Call, type Expression } from "../expression.js";
import type { Data } from "./model-program.js";
import { positiveParameter, realParameter, realVectors } from "./parameters.js";

/** The distribution of an observation, and how its numbers are drawn. */
export interface Likelihood {
  readonly distribution: Call;
  /** Of one observation. */
  readonly eventShape: readonly number[];
  readonly dtype: Data["dtype"];
  readonly draw: () => number;
}

type MakeLikelihood = (b: Builder, batch: readonly number[]) => Likelihood;

/** Distributions of what is observed. */
export const likelihoods: readonly MakeLikelihood[] = [
  (b, batch) => ofNumbers(b, "normal", [realParameter(b, batch), positiveParameter(b, batch)], -2, 2),
  (b, batch) => ofNumbers(b, "normal", [realParameter(b, batch), positiveParameter(b, batch)], -2, 2),
  (b, batch) => ofNumbers(b, "laplace", [realParameter(b, batch), positiveParameter(b, batch)], -2, 2),
  (b, batch) => ofNumbers(b, "studentT", [4, realParameter(b, batch), positiveParameter(b, batch)], -2, 2),
  (b, batch) => ofNumbers(b, "gamma", [positiveParameter(b, batch), positiveParameter(b, batch)], 0.2, 3),
  (b, batch) => ofNumbers(b, "exponential", [positiveParameter(b, batch)], 0.2, 3),
  (b, batch) => ofNumbers(b, "logNormal", [realParameter(b, batch), positiveParameter(b, batch)], 0.2, 3),
  (b, batch) => ofNumbers(b, "beta", [positiveParameter(b, batch), positiveParameter(b, batch)], 0.1, 0.9),
  (b, batch) => ofCounts(b, "poisson", [positiveParameter(b, batch)], 6),
  (b, batch) => ofCounts(b, "bernoulli", [options({ logits: logits(b, batch) })], 1),
  (b, batch) => ofCounts(b, "binomial", [5, options({ logits: logits(b, batch) })], 5),
  (b, batch) => {
    const classes = between(b.random, 2, 4);
    return ofCounts(b, "categorical", [options({ logits: realVectors(b, batch, classes) })], classes - 1);
  },
  (b, batch) => {
    const length = between(b.random, 1, 3);
    const triangle = constant([length, length], lowerTriangle(b, length));
    const args = [realVectors(b, batch, length), triangle];
    return { ...ofNumbers(b, "multivariateNormal", args, -2, 2), eventShape: [length] };
  },
];

function logits(b: Builder, batch: readonly number[]): Expression {
  const real = realParameter(b, batch);
  return typeof real === "number" ? constant([], [real]) : real;
}

function lowerTriangle(b: Builder, length: number): number[] {
  return Array.from({ length: length * length }, (_, i) => {
    const [row, column] = [Math.floor(i / length), i % length];
    return column > row ? 0 : rounded(b.random, 0.5, 1.5);
  });
}

function ofNumbers(
  b: Builder,
  name: string,
  args: readonly Expression[],
  low: number,
  high: number,
): Likelihood {
  return {
    distribution: call(name, args),
    eventShape: [],
    dtype: b.library.dtype === "float64" && chance(b.random, 0.5) ? "float64" : "float32",
    draw: () => rounded(b.random, low, high),
  };
}

function ofCounts(b: Builder, name: string, args: readonly Expression[], most: number): Likelihood {
  return {
    distribution: call(name, args),
    eventShape: [],
    dtype: "int32",
    draw: () => b.random.integer(most + 1),
  };
}

/** Numbers for observations of a whole batch. */
export function observations({ eventShape, dtype, draw }: Likelihood, batch: readonly number[]): Data {
  const shape = [...batch, ...eventShape];
  return { shape, dtype, values: Array.from({ length: sizeOf(shape) }, draw) };
}

/** The call that observes an argument of the model. */
export function observe(site: string, distribution: Call, value: Expression): Call {
  return call("sample", [site, distribution, options({ obs: value })]);
}
