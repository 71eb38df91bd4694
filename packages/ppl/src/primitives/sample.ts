import { checkDistribution, checkFields } from "../check-kind.js";
import type { Distribution } from "../distributions/distribution.js";
import { arrayOf, type ArrayInput } from "../array-input.js";
import type { JaxArray } from "../jax.js";
import { perform, running } from "../runtime/run.js";
import type { SampleSite } from "../runtime/site.js";

export interface SampleOptions {
  /**
   * Data: the site is observed and its value is this. Consumed. It broadcasts to the site's shape, so that one row for a
   * whole plate counts for each member, and may not enlarge it: a column of N observations in a plate of N is refused.
   * Only where parameters are numbers and there is no plate, data of any shape are as many independent observations.
   */
  readonly obs?: ArrayInput | undefined;
  /** In a guide: a draw that has no counterpart in the model, because others are computed from it. Default false. */
  readonly auxiliary?: boolean | undefined;
}

/**
 * A random variable by name. Its value is what a handler gives it, what was observed, or a draw. The distribution is
 * consumed; the value is lent, so it may be used freely while the program runs, and returned.
 * @returns `[...batchShape, ...eventShape]`; the data as they were given.
 * @throws NescioError `invalid-program` naming the site: parameters outside their constraints, an observed value outside
 * the support, a shape that does not broadcast, no source of randomness.
 */
export function sample(name: string, distribution: Distribution, options: SampleOptions = {}): JaxArray {
  return sampleSite(name, distribution, options).value!;
}

/** The same, with all that the handlers said. */
export function sampleSite(
  name: string,
  distribution: Distribution,
  options: SampleOptions = {},
): SampleSite {
  const { frame } = running("sample", name);
  const label = `site "${name}"`;
  checkDistribution(distribution, label);
  checkFields(options, label, ["obs", "auxiliary"]);
  const { obs, auxiliary = false } = options;
  const value = obs === undefined ? undefined : frame.own(arrayOf(obs, label), label);
  // What a plate wraps around it has no arrays of its own.
  frame.ownDistribution(distribution, label);
  return perform<SampleSite>({
    type: "sample",
    name,
    distribution,
    value,
    observed: value !== undefined,
    key: undefined,
    scale: 1,
    mask: undefined,
    plates: [],
    auxiliary,
    proposal: undefined,
    stop: false,
  });
}
