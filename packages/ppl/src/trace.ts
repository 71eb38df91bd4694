import type { Constraint } from "./constraint.js";
import type { Distribution } from "./distributions/distribution.js";
import { np, type ArrayLike, type JaxArray } from "./jax.js";
import { maskedValue } from "./masked-value.js";
import { isArray, ref } from "./memory.js";
import type { PlateFrame } from "./runtime/site.js";
import { sumLast } from "./transforms/sum-last.js";

interface TracedFields {
  readonly name: string;
  readonly value: JaxArray;
}

export interface TracedSample extends TracedFields {
  readonly type: "sample";
  readonly distribution: Distribution;
  readonly observed: boolean;
  readonly scale: ArrayLike;
  readonly mask: JaxArray | undefined;
  readonly plates: readonly PlateFrame[];
  readonly auxiliary: boolean;
}

export interface TracedFactor extends TracedFields {
  readonly type: "factor";
  readonly scale: ArrayLike;
  readonly mask: JaxArray | undefined;
}

export interface TracedParam extends TracedFields {
  readonly type: "param";
  readonly constraint: Constraint;
}

export interface TracedPlate extends TracedFields {
  readonly type: "plate";
  readonly plate: PlateFrame;
}

export interface TracedDeterministic extends TracedFields {
  readonly type: "deterministic";
}

export type TracedSite = TracedSample | TracedFactor | TracedParam | TracedPlate | TracedDeterministic;

/** What one run of a program did, site by site, in the order of the run. It owns its arrays until `dispose`. */
export class Trace<R = unknown> {
  constructor(
    readonly sites: ReadonlyMap<string, TracedSite>,
    /** What the program returned; yours, not freed by `dispose`. */
    readonly result: R,
    /** Hears of the references that `dispose` gives up. */
    private readonly onDispose?: (arrays: readonly JaxArray[]) => void,
  ) {}

  /** The random variables that were drawn, in order. */
  latents(): TracedSample[] {
    return this.#samples().filter(({ observed }) => !observed);
  }

  /** The random variables that were observed, in order. */
  observed(): TracedSample[] {
    return this.#samples().filter(({ observed }) => observed);
  }

  params(): TracedParam[] {
    return [...this.sites.values()].filter((site): site is TracedParam => site.type === "param");
  }

  /** log p of all sites and factors, with scales and masks: a scalar. */
  logDensity(): JaxArray {
    const terms: JaxArray[] = [];
    for (const site of this.sites.values()) {
      if (site.type === "sample") terms.push(siteLogProb(site));
      else if (site.type === "factor") terms.push(weigh(site.value.ref, site));
    }
    return terms.reduce((sum, term) => sum.add(term), np.array(0));
  }

  #samples(): TracedSample[] {
    return [...this.sites.values()].filter((site): site is TracedSample => site.type === "sample");
  }

  dispose(): void {
    const arrays = [...this.sites.values()].flatMap(arraysOf);
    this.onDispose?.(arrays);
    for (const array of arrays) array.dispose();
  }
}

/** A reference for each that the trace of a site has. */
function arraysOf(site: TracedSite): JaxArray[] {
  if (site.type !== "sample" && site.type !== "factor") return [site.value];
  const { value, scale, mask } = site;
  const parameters = site.type === "sample" ? site.distribution.arrays : [];
  return [value, ...parameters, ...[scale, mask].filter(isArray)];
}

/**
 * The log-probability of a site's value under its distribution, masked, summed and scaled: a scalar.
 * @param weights Mask and scale, where they are another site's.
 */
export function siteLogProb(
  { distribution, value, ...own }: TracedSample,
  weights: Pick<TracedSample, "mask" | "scale"> = own,
): JaxArray {
  return weigh(distribution.logProb(maskedValue(value, weights.mask, distribution)), weights);
}

/** Terms of a log-density, masked, summed and scaled as the site says: a scalar. Consumes `terms`. */
export function weigh(
  terms: JaxArray,
  { mask, scale }: { readonly mask: JaxArray | undefined; readonly scale: ArrayLike },
): JaxArray {
  const masked = mask === undefined ? terms : np.where(mask.ref, terms, 0);
  const sum = sumLast(masked, masked.ndim);
  return scale === 1 ? sum : sum.mul(ref(scale));
}
