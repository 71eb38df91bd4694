import type { ArrayInput } from "../array-input.js";
import { boolean, logit, unitInterval } from "../constraints/index.js";
import { np, type JaxArray } from "../jax.js";
import { fastLog, fastLog1p, logSigmoid, sigmoid } from "../math/index.js";
import { uniform } from "../random/index.js";
import { defineDistribution } from "./define.js";
import type { Distribution } from "./distribution.js";
import { floats } from "./floats.js";
import { isLogits, type Logits } from "./logits.js";
import { outside } from "./outside.js";
import { program } from "./program.js";
import { within } from "./within.js";

const massByProbs = program((x: JaxArray, p: JaxArray) =>
  within(outside(boolean, x.ref), x, 0, (x) => {
    // Each logarithm only where it counts: that of the other case may be infinite.
    const one = np.equal(x.ref, 1);
    const logOne = fastLog(np.where(one.ref, p.ref, 1));
    const logMass = logOne.add(fastLog1p(np.where(one, 0, np.negative(p))));
    return np.where(np.isnan(x), NaN, logMass);
  }),
);

const massByLogits = program((x: JaxArray, logits: JaxArray) =>
  within(outside(boolean, x.ref), x, 0, (x) => {
    // log p and log(1 − p) are log σ(±logits). No product with ±1: of ∞ it would have a derivative of 0 · ∞.
    const signed = np.where(np.equal(x.ref, 1), logits.ref, np.negative(logits));
    return np.where(np.isnan(x), NaN, logSigmoid(signed));
  }),
);

const byProbs = defineDistribution({
  name: "Bernoulli",
  parameters: ["probs"],
  constraints: { probs: unitInterval },
  support: boolean,
  reparameterized: false,
  sample: (key, shape, { probs }) => np.less(uniform(key, shape), probs).astype(np.int32),
  logProb: (value, { probs }) => massByProbs(...floats(value, probs)),
  mean: ({ probs }) => probs,
  variance: ({ probs }) => np.multiply(probs, np.subtract(1, probs)),
});

const byLogits = defineDistribution({
  name: "Bernoulli",
  parameters: ["logits"],
  constraints: { logits: logit },
  support: boolean,
  reparameterized: false,
  sample: (key, shape, { logits }) => np.less(uniform(key, shape), sigmoid(logits)).astype(np.int32),
  logProb: (value, { logits }) => massByLogits(...floats(value, logits)),
  mean: ({ logits }) => sigmoid(logits),
  variance: ({ logits }) => np.multiply(sigmoid(logits), sigmoid(np.negative(logits))),
});

/**
 * 1 with probability `probs`, from 0 to 1, else 0; or by `{ logits }`, log(p / (1 − p)), which is exact for probabilities
 * close to 0 and 1, and −∞ and ∞ for these. Draws are int32.
 */
export function bernoulli(probs: ArrayInput | Logits): Distribution {
  return isLogits(probs) ? byLogits(probs.logits) : byProbs(probs);
}
