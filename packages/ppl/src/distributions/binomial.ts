import type { ArrayInput } from "../array-input.js";
import { integerInterval, logit, nonNegativeInteger, unitInterval } from "../constraints/index.js";
import { np, type JaxArray } from "../jax.js";
import { lgamma, logSigmoid, sigmoid } from "../math/index.js";
import { binomial as draw } from "../random/index.js";
import { defineDistribution } from "./define.js";
import type { Distribution } from "./distribution.js";
import { floats } from "./floats.js";
import { isLogits, type Logits } from "./logits.js";
import { outside } from "./outside.js";
import { program } from "./program.js";
import { within } from "./within.js";
import { xlog1my, xlogy } from "./xlogy.js";

const massByProbs = program((x: JaxArray, n: JaxArray, p: JaxArray) =>
  within(outside(integerInterval(0, n), x.ref), x, 0, (x) =>
    logChoose(n.ref, x.ref)
      .add(xlogy(x.ref, p.ref))
      .add(xlog1my(n.sub(x), p)),
  ),
);

const massByLogits = program((x: JaxArray, n: JaxArray, logits: JaxArray) =>
  within(outside(integerInterval(0, n), x.ref), x, 0, (x) =>
    logChoose(n.ref, x.ref)
      .add(times(x.ref, logSigmoid(logits.ref)))
      .add(times(n.sub(x), logSigmoid(np.negative(logits)))),
  ),
);

const byProbs = defineDistribution({
  name: "Binomial",
  parameters: ["totalCount", "probs"],
  constraints: { totalCount: nonNegativeInteger, probs: unitInterval },
  support: ({ totalCount }) => integerInterval(0, totalCount),
  reparameterized: false,
  sample: (key, shape, { totalCount, probs }) => draw(key, totalCount, probs, shape),
  logProb: (value, { totalCount, probs }) => massByProbs(...floats(value, totalCount, probs)),
  mean: ({ totalCount, probs }) => mean(floats(totalCount, probs)),
  variance({ totalCount, probs }) {
    const [n, p] = floats(totalCount, probs);
    return mean([n, p.ref]).mul(np.subtract(1, p));
  },
});

const byLogits = defineDistribution({
  name: "Binomial",
  parameters: ["totalCount", "logits"],
  constraints: { totalCount: nonNegativeInteger, logits: logit },
  support: ({ totalCount }) => integerInterval(0, totalCount),
  reparameterized: false,
  sample: (key, shape, { totalCount, logits }) => draw(key, totalCount, sigmoid(logits), shape),
  logProb: (value, { totalCount, logits }) => massByLogits(...floats(value, totalCount, logits)),
  mean({ totalCount, logits }) {
    const [n, l] = floats(totalCount, logits);
    return mean([n, sigmoid(l)]);
  },
  variance({ totalCount, logits }) {
    const [n, l] = floats(totalCount, logits);
    return mean([n, sigmoid(l.ref)]).mul(sigmoid(np.negative(l)));
  },
});

/**
 * Successes among `totalCount` independent trials, each with probability `probs`, from 0 to 1; or by `{ logits }`,
 * log(p / (1 − p)). Draws are int32.
 */
export function binomial(totalCount: ArrayInput, probs: ArrayInput | Logits): Distribution {
  return isLogits(probs) ? byLogits(totalCount, probs.logits) : byProbs(totalCount, probs);
}

/** Of none, no logarithm counts, not even that of 0. Consumes both. */
function times(count: JaxArray, logarithm: JaxArray): JaxArray {
  return count.ref.mul(np.where(np.equal(count, 0), 0, logarithm));
}

function logChoose(n: JaxArray, k: JaxArray): JaxArray {
  return lgamma(n.ref.add(1))
    .sub(lgamma(k.ref.add(1)))
    .sub(lgamma(n.sub(k).add(1)));
}

function mean([n, p]: readonly JaxArray[]): JaxArray {
  return n.mul(p);
}
