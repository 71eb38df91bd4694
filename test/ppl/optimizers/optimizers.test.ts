import { describe, expect, test } from "vitest";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import {
  adam,
  clippedAdam,
  sgd,
  type Arrays,
  type Optimizer,
} from "../../../packages/ppl/src/optimizers/index.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";

/** Where an optimiser gets to from 1 with these gradients, step by step. */
function walk(optimizer: Optimizer, gradients: readonly number[]): number[] {
  let params: Arrays = { w: np.array([1]) };
  let state = optimizer.init({ w: params.w.ref });
  const path = gradients.map((gradient) => {
    ({ params, state } = optimizer.update({ w: np.array([gradient]) }, state, params));
    return (params.w.ref.dataSync() as Float32Array)[0];
  });
  for (const arrays of [params, ...Object.values(state)])
    Object.values(arrays).forEach((array) => array.dispose());
  return path;
}

const gradients = [0.5, -2, 30, 0.1];

/** Kingma & Ba 2015, Algorithm 1, to the letter. */
function adamByHand({ rate = 1e-3, b1 = 0.9, b2 = 0.999, eps = 1e-8, clip = Infinity, decay = 1 }): number[] {
  let [w, m, v] = [1, 0, 0];
  return gradients.map((given, i) => {
    const g = Math.max(-clip, Math.min(clip, given));
    m = b1 * m + (1 - b1) * g;
    v = b2 * v + (1 - b2) * g * g;
    const corrected = v / (1 - b2 ** (i + 1));
    w -= (rate * decay ** i * (m / (1 - b1 ** (i + 1)))) / (Math.sqrt(corrected) + eps);
    return w;
  });
}

function sgdByHand(rate: number, momentum: number): number[] {
  let [w, v] = [1, 0];
  return gradients.map((g) => {
    v = momentum * v + g;
    return (w -= rate * v);
  });
}

describe("optimisers", () => {
  test.each([
    ["adam", adam(), adamByHand({})],
    [
      "adam with options",
      adam({ learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 0.01 }),
      adamByHand({ rate: 0.1, b1: 0.5, b2: 0.9, eps: 0.01 }),
    ],
    ["adam without memory", adam({ learningRate: 0.1, beta1: 0 }), adamByHand({ rate: 0.1, b1: 0 })],
    [
      "clippedAdam",
      clippedAdam({ learningRate: 0.1, clipNorm: 1, decay: 0.5 }),
      adamByHand({ rate: 0.1, clip: 1, decay: 0.5 }),
    ],
    ["sgd", sgd({ learningRate: 0.01 }), sgdByHand(0.01, 0)],
    ["sgd with momentum", sgd({ learningRate: 0.01, momentum: 0.9 }), sgdByHand(0.01, 0.9)],
  ])("%s takes the steps of its formula", (_, optimizer, expected) => {
    walk(optimizer, gradients).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 4));
  });

  test("a learning rate may change with the step", () => {
    const learningRate = (step: JaxArray): JaxArray => np.multiply(step, 0.01);
    const path = walk(sgd({ learningRate }), [1, 1, 1]);
    [1, 0.99, 0.97].forEach((value, i) => expect(path[i]).toBeCloseTo(value, 6));
    const [first, second] = walk(adam({ learningRate }), [1, 1]);
    expect(first).toBe(1);
    expect(second).toBeCloseTo(0.99, 5);
  });

  test("nothing is left behind", () => {
    for (const optimizer of [adam(), clippedAdam(), sgd({ momentum: 0.5 })]) {
      walk(optimizer, gradients);
      const live = liveSlots();
      walk(optimizer, gradients);
      expect(liveSlots()).toBe(live);
    }
  });

  test.each([
    ["adam.learningRate", () => adam({ learningRate: 0 })],
    ["adam.beta1", () => adam({ beta1: 1 })],
    ["adam.beta2", () => adam({ beta2: -0.1 })],
    ["adam.epsilon", () => adam({ epsilon: NaN })],
    ["clippedAdam.clipNorm", () => clippedAdam({ clipNorm: 0 })],
    ["clippedAdam.decay", () => clippedAdam({ decay: 2 })],
    ["sgd.learningRate", () => sgd({ learningRate: Infinity })],
    ["sgd.momentum", () => sgd({ momentum: 1 })],
  ] as [string, () => unknown][])("%s is checked", async (subject, make) => {
    await expectNescioError(make, "invalid-option", subject);
  });
});
