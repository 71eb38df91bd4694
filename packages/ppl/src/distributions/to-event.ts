import { NescioError } from "@nescio/core";
import { checkDistribution } from "../check-kind.js";
import { independent } from "../constraints/index.js";
import { sumLast } from "../transforms/sum-last.js";
import type { Distribution } from "./distribution.js";

/** Independent copies seen as one value. */
export interface EventDistribution extends Distribution {
  readonly base: Distribution;
  /** How many of the base's batch axes belong to the value. */
  readonly reinterpreted: number;
}

/**
 * The last `n` batch axes of `base` become part of the value, all of them by default: log-probabilities are summed over
 * them (Pyro's `to_event`). Takes over `base`.
 */
export function toEvent(base: Distribution, n: number = base.batchShape.length): EventDistribution {
  checkDistribution(base, "toEvent(distribution, n)");
  if (!Number.isInteger(n) || n < 0 || n > base.batchShape.length) {
    throw new NescioError({
      code: "invalid-program",
      subject: `toEvent(${base.name})`,
      expected: `a whole number from 0 to ${base.batchShape.length}, the number of batch axes`,
      found: String(n),
    });
  }
  const kept = base.batchShape.length - n;
  return {
    name: `toEvent(${base.name})`,
    base,
    reinterpreted: n,
    params: base.params,
    arrays: base.arrays,
    batchShape: base.batchShape.slice(0, kept),
    eventShape: [...base.batchShape.slice(kept), ...base.eventShape],
    support: independent(base.support, n),
    reparameterized: base.reparameterized,
    check: (site) => base.check(site),
    sample: (key, sampleShape) => base.sample(key, sampleShape),
    logProb: (value) => sumLast(base.logProb(value), n),
    mean: () => base.mean(),
    variance: () => base.variance(),
    ref() {
      base.ref();
      return this;
    },
    dispose() {
      base.dispose();
    },
  };
}
