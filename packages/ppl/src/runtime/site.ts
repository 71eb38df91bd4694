import type { ArrayInput } from "../array-input.js";
import type { Constraint } from "../constraint.js";
import type { Distribution } from "../distributions/distribution.js";
import type { ArrayLike, JaxArray } from "../jax.js";
import type { Key } from "../random/index.js";

/** A plate that a site stands in. */
export interface PlateFrame {
  readonly name: string;
  /** Members in all, and how many of them this run looks at. */
  readonly size: number;
  readonly subsampleSize: number;
  /** The batch axis that it takes up, counted from the right: −1, −2, … */
  readonly dim: number;
}

interface SiteFields {
  readonly name: string;
  /** Set by a handler that hides the site from the handlers around it. */
  stop: boolean;
}

/** A random variable: drawn, observed, or given by a handler. */
export interface SampleSite extends SiteFields {
  readonly type: "sample";
  distribution: Distribution;
  value: JaxArray | undefined;
  /** Its value is data. */
  observed: boolean;
  /** Where its draw comes from. */
  key: Key | undefined;
  /** What its log-probability is multiplied by. */
  scale: ArrayLike;
  /** Which of its batch entries count: boolean, broadcasts to the batch shape. */
  mask: JaxArray | undefined;
  readonly plates: PlateFrame[];
  /** In a guide: it has no counterpart in the model. */
  readonly auxiliary: boolean;
  /** Where a replayed value was drawn from. */
  proposal: Distribution | undefined;
}

/** A number to be optimised. */
export interface ParamSite extends SiteFields {
  readonly type: "param";
  readonly init: ArrayInput | ((key: Key) => ArrayInput);
  readonly constraint: Constraint;
  key: Key | undefined;
  value: JaxArray | undefined;
}

/** Terms added to the log-density. */
export interface FactorSite extends SiteFields {
  readonly type: "factor";
  /** Plates expand it. */
  value: JaxArray;
  scale: ArrayLike;
  mask: JaxArray | undefined;
  readonly plates: PlateFrame[];
}

/** A computed value that is worth recording. */
export interface DeterministicSite extends SiteFields {
  readonly type: "deterministic";
  readonly value: JaxArray;
}

/** Which members of a plate a run looks at: `value` is int32 `[subsampleSize]`. */
export interface PlateSite extends SiteFields {
  readonly type: "plate";
  readonly plate: PlateFrame;
  key: Key | undefined;
  value: JaxArray | undefined;
}

/** A request for randomness that is no random variable of the model. */
export interface KeySite extends SiteFields {
  readonly type: "key";
  value: Key | undefined;
}

export type Site = SampleSite | ParamSite | FactorSite | DeterministicSite | PlateSite | KeySite;
export type SiteType = Site["type"];

/** What errors call a site: 'site "w"', 'factor "f"'. */
export function labelOf({ type, name }: Pick<Site, "type" | "name">): string {
  return `${type === "sample" ? "site" : type} "${name}"`;
}
