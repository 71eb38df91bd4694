import type { ArrayInput } from "../array-input.js";
import { integerInterval, logits, simplex } from "../constraints/index.js";
import { np, type ArrayLike, type JaxArray } from "../jax.js";
import { fastLog } from "../math/index.js";
import { shapeOf } from "../memory.js";
import { categorical as draw, type Key } from "../random/index.js";
import { defineDistribution } from "./define.js";
import type { Distribution } from "./distribution.js";
import { floats } from "./floats.js";
import { centred, logSum } from "./log-sum-exp.js";
import { isLogits, type Logits } from "./logits.js";
import { outside } from "./outside.js";
import { program } from "./program.js";
import { within } from "./within.js";

const massByProbs = program((x: JaxArray, probs: JaxArray) =>
  withinClasses(x, classesOf(probs), (x) => fastLog(entryAt(probs, x))),
);

const massByLogits = program((x: JaxArray, logits: JaxArray) => {
  // Large logits would take the digits of small differences.
  const difference = centred(logits);
  return withinClasses(x, classesOf(difference), (x) => entryAt(difference.ref, x).sub(logSum(difference)));
});

const byProbs = defineDistribution({
  name: "Categorical",
  parameters: ["probs"],
  constraints: { probs: simplex },
  support: ({ probs }) => integerInterval(0, classesOf(probs) - 1),
  reparameterized: false,
  sample: (key, shape, { probs }) => drawFrom(key, fastLog(probs), shape),
  logProb: (value, { probs }) => massByProbs(...floats(value, probs)),
  mean: ({ probs }) => unordered(probs),
  variance: ({ probs }) => unordered(probs),
});

const byLogits = defineDistribution({
  name: "Categorical",
  parameters: ["logits"],
  constraints: { logits },
  support: ({ logits }) => integerInterval(0, classesOf(logits) - 1),
  reparameterized: false,
  sample: (key, shape, { logits }) => drawFrom(key, floats(logits)[0], shape),
  logProb: (value, { logits }) => massByLogits(...floats(value, logits)),
  mean: ({ logits }) => unordered(logits),
  variance: ({ logits }) => unordered(logits),
});

/**
 * One of K classes, 0 to K − 1, as int32. The last axis of `probs`, which sums to 1, are the classes; those before are the
 * batch. By `{ logits }`: p ∝ exp(logits), which need not be normalised; −∞ is a class that never comes. Classes have no
 * order: mean and variance are NaN.
 */
export function categorical(probs: ArrayInput | Logits): Distribution {
  return isLogits(probs) ? byLogits(probs.logits) : byProbs(probs);
}

function classesOf(probs: ArrayLike): number {
  return shapeOf(probs).at(-1) ?? 0;
}

function drawFrom(key: Key, logits: JaxArray, shape: readonly number[]): JaxArray {
  return draw(key, logits, shape.slice(0, shape.length - logits.ndim + 1));
}

function withinClasses(value: JaxArray, classes: number, logMass: (value: JaxArray) => JaxArray): JaxArray {
  return within(outside(integerInterval(0, classes - 1), value.ref), value, 0, logMass);
}

/** The entry of the last axis that `index` tells; NaN for NaN. Gathering has no gradient under `jit` in jax-js. */
function entryAt(entries: JaxArray, index: JaxArray): JaxArray {
  const classes = np.arange(0, classesOf(entries), 1, { dtype: index.dtype });
  const chosen = np.where(np.equal(classes, np.expandDims(index.ref, -1)), entries, 0);
  return np.where(np.isnan(index), NaN, np.sum(chosen, -1));
}

function unordered(probs: ArrayLike): JaxArray {
  return np.full(shapeOf(probs).slice(0, -1), NaN);
}
