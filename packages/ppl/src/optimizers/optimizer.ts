import { checkOption } from "../check-option.js";
import type { JaxArray } from "../jax.js";

/** Arrays by name: parameters, or gradients of them. */
export type Arrays = Readonly<Record<string, JaxArray>>;

/** What an optimiser remembers: arrays by name, a group for each kind. */
export type OptimizerState = Readonly<Record<string, Arrays>>;

/**
 * Two pure functions. Both consume the arrays they are given; `update` runs within a compiled step.
 */
export interface Optimizer {
  readonly name: string;
  init(params: Arrays): OptimizerState;
  update(gradients: Arrays, state: OptimizerState, params: Arrays): { params: Arrays; state: OptimizerState };
}

/** A step size: a number above 0, or its value at step t = 0, 1, … (a float32 scalar, consumed). */
export type LearningRate = number | ((step: JaxArray) => JaxArray);

export function mapEntries(arrays: Arrays, f: (array: JaxArray, name: string) => JaxArray): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, f(array, name)]));
}

export function disposeAll(arrays: Arrays): void {
  for (const array of Object.values(arrays)) array.dispose();
}

export function checkRate(subject: string, rate: LearningRate): void {
  if (typeof rate === "function") return;
  checkOption(
    `${subject}.learningRate`,
    rate,
    "a finite number above 0",
    (value) => value > 0 && value < Infinity,
  );
}
