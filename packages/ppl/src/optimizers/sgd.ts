import { np, type JaxArray } from "../jax.js";
import { checkFields } from "../check-kind.js";
import { checkOption } from "../check-option.js";
import { checkRate, disposeAll, mapEntries, type LearningRate, type Optimizer } from "./optimizer.js";

export interface SgdOptions {
  /** Default 0.01. */
  readonly learningRate?: LearningRate | undefined;
  /** Share of the last step that goes on, in [0, 1) (Polyak 1964). Default 0. */
  readonly momentum?: number | undefined;
}

/** Stochastic gradient descent: v ← momentum · v + g, θ ← θ − rate · v. */
export function sgd(options: SgdOptions = {}): Optimizer {
  checkFields(options, "sgd", ["learningRate", "momentum"]);
  const { learningRate = 0.01, momentum = 0 } = options;
  checkRate("sgd", learningRate);
  checkOption("sgd.momentum", momentum, "a number from 0 to below 1", (value) => value >= 0 && value < 1);
  return {
    name: "sgd",
    init(params) {
      const velocity = momentum === 0 ? {} : mapEntries(params, (array) => np.zerosLike(array.ref));
      disposeAll(params);
      return { velocity, count: { step: np.array(0) } };
    },
    update(gradients, { velocity, count }, params) {
      const taken = count.step;
      const step = taken.ref.add(1);
      const rate: JaxArray =
        typeof learningRate === "number" ? np.array(learningRate) : learningRate(taken.ref);
      taken.dispose();
      const moving = momentum !== 0;
      const next = moving
        ? mapEntries(velocity, (array, key) => array.mul(momentum).add(gradients[key]))
        : gradients;
      const moved = mapEntries(params, (array, key) =>
        array.sub((moving ? next[key].ref : next[key]).mul(rate.ref)),
      );
      rate.dispose();
      return { params: moved, state: { velocity: moving ? next : {}, count: { step } } };
    },
  };
}
