import { NescioError, quantile } from "@nescio/core";
import type { Chains } from "../chains.js";
import { essBulk, essTail, mcseMean } from "./ess.js";
import { mean, pooled, variance } from "./quantity.js";
import { rhat } from "./rhat.js";

/** One quantity's figures over all chains. Diagnostics are NaN where they do not exist (see each). */
export interface SummaryRow {
  readonly name: string;
  readonly mean: number;
  /** Standard deviation. */
  readonly sd: number;
  /** Monte-Carlo standard error of the mean. */
  readonly mcse: number;
  readonly q05: number;
  readonly q50: number;
  readonly q95: number;
  readonly rhat: number;
  readonly essBulk: number;
  readonly essTail: number;
}

/** The draws of coordinate `index`, one array for each chain. */
export function quantityChains(
  { draws, chains, samples, dimension }: Pick<Chains, "draws" | "chains" | "samples" | "dimension">,
  index: number,
): Float64Array[] {
  return Array.from({ length: chains }, (_, chain) =>
    Float64Array.from({ length: samples }, (_, i) => draws[(chain * samples + i) * dimension + index]),
  );
}

/** The figures of one quantity. Draws that are not finite make all of them NaN. */
export function summarizeQuantity(name: string, chains: readonly Float64Array[]): SummaryRow {
  const all = pooled(chains);
  const finite = all.length > 0 && all.every(Number.isFinite);
  const at = (q: number) => (finite ? quantile(all, q) : NaN);
  return {
    name,
    mean: finite ? mean(all) : NaN,
    sd: finite ? Math.sqrt(variance(all)) : NaN,
    mcse: mcseMean(chains),
    q05: at(0.05),
    q50: at(0.5),
    q95: at(0.95),
    rhat: rhat(chains),
    essBulk: essBulk(chains),
    essTail: essTail(chains),
  };
}

/**
 * A row for every coordinate of the draws.
 *
 * @param names Of the coordinates, in order. Default: `x[0]`, `x[1]`, …
 * @throws NescioError `invalid-option` for another number of names than coordinates.
 */
export function summarize(
  chains: Pick<Chains, "draws" | "chains" | "samples" | "dimension">,
  names: readonly string[] = Array.from({ length: chains.dimension }, (_, i) => `x[${i}]`),
): SummaryRow[] {
  if (names.length !== chains.dimension) {
    throw new NescioError({
      code: "invalid-option",
      subject: "names of a summary",
      expected: `${chains.dimension}, one for each coordinate`,
      found: String(names.length),
    });
  }
  return names.map((name, i) => summarizeQuantity(name, quantityChains(chains, i)));
}
