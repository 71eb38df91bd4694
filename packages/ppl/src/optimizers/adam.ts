import { np, type JaxArray } from "../jax.js";
import { fastExp } from "../math/index.js";
import { checkFields } from "../check-kind.js";
import { checkOption } from "../check-option.js";
import {
  checkRate,
  disposeAll,
  mapEntries,
  type Arrays,
  type LearningRate,
  type Optimizer,
} from "./optimizer.js";

export interface AdamOptions {
  /** Default 0.001. */
  readonly learningRate?: LearningRate | undefined;
  /** Decay of the running mean of gradients, in [0, 1). Default 0.9. */
  readonly beta1?: number | undefined;
  /** Decay of the running mean of squared gradients, in [0, 1). Default 0.999. */
  readonly beta2?: number | undefined;
  /** Added to the root of the second moment, at least 0. Default 1e-8. */
  readonly epsilon?: number | undefined;
}

export interface ClippedAdamOptions extends AdamOptions {
  /** Every gradient entry is clipped to ±this; above 0. Default 10. */
  readonly clipNorm?: number | undefined;
  /** The learning rate is multiplied by this after every step; in (0, 1]. Default 1. */
  readonly decay?: number | undefined;
}

const fields = ["learningRate", "beta1", "beta2", "epsilon"] satisfies (keyof AdamOptions)[];

/** Adam (Kingma & Ba 2015, Algorithm 1), with the bias correction written as in its §2's last paragraph. */
export function adam(options: AdamOptions = {}): Optimizer {
  checkFields(options, "adam", fields);
  return adamOf("adam", options, (gradient) => gradient, 1);
}

/** Adam with clipped gradients and a decaying learning rate, as Pyro's ClippedAdam. */
export function clippedAdam(given: ClippedAdamOptions = {}): Optimizer {
  checkFields(given, "clippedAdam", [...fields, "clipNorm", "decay"]);
  const { clipNorm = 10, decay = 1, ...options } = given;
  checkOption("clippedAdam.clipNorm", clipNorm, "a number above 0", (value) => value > 0);
  checkOption("clippedAdam.decay", decay, "a number above 0, at most 1", (value) => value > 0 && value <= 1);
  return adamOf("clippedAdam", options, (gradient) => np.clip(gradient, -clipNorm, clipNorm), decay);
}

function adamOf(
  name: string,
  { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptions,
  clip: (gradient: JaxArray) => JaxArray,
  decay: number,
): Optimizer {
  checkRate(name, learningRate);
  checkOption(`${name}.beta1`, beta1, "a number from 0 to below 1", (value) => value >= 0 && value < 1);
  checkOption(`${name}.beta2`, beta2, "a number from 0 to below 1", (value) => value >= 0 && value < 1);
  checkOption(`${name}.epsilon`, epsilon, "a number of at least 0", (value) => value >= 0);
  return {
    name,
    init(params) {
      const zeros = (): Arrays => mapEntries(params, (array) => np.zerosLike(array.ref));
      const state = { first: zeros(), second: zeros(), count: { step: np.array(0) } };
      disposeAll(params);
      return state;
    },
    update(gradients, { first, second, count }, params) {
      const taken = count.step;
      const step = taken.ref.add(1);
      const power = (base: number): JaxArray =>
        base === 0 ? np.array(0) : fastExp(step.ref.mul(Math.log(base)));
      let rate = typeof learningRate === "number" ? np.array(learningRate) : learningRate(taken.ref);
      if (decay !== 1) rate = rate.mul(fastExp(taken.ref.mul(Math.log(decay))));
      taken.dispose();
      const stepSize = rate.div(np.subtract(1, power(beta1)));
      const correction = np.reciprocal(np.sqrt(np.subtract(1, power(beta2))));
      const clipped = mapEntries(gradients, clip);
      const m = mapEntries(first, (array, key) => array.mul(beta1).add(clipped[key].ref.mul(1 - beta1)));
      const v = mapEntries(second, (array, key) =>
        array.mul(beta2).add(np.square(clipped[key]).mul(1 - beta2)),
      );
      const moved = mapEntries(params, (array, key) => {
        const denominator = np.sqrt(v[key].ref).mul(correction.ref).add(epsilon);
        return array.sub(m[key].ref.mul(stepSize.ref).div(denominator));
      });
      stepSize.dispose();
      correction.dispose();
      return { params: moved, state: { first: m, second: v, count: { step } } };
    },
  };
}
