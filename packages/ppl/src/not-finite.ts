import { np, type JaxArray } from "./jax.js";
import { maskedValue } from "./masked-value.js";
import { labelOf } from "./runtime/site.js";
import { siteLogProb, type Trace, type TracedSite } from "./trace.js";

/**
 * The first of a run's sites whose value or log-probability is no finite number, in words; what a mask leaves out does not
 * count.
 * @param where Which program it is, after the site's name.
 */
export function notFinite({ sites }: Trace, where = ""): string | undefined {
  for (const site of sites.values()) {
    const label = `${labelOf(site)}${where}`;
    if (!isFinite(countedValue(site))) return `the value of ${label} is not finite`;
    if (site.type !== "sample") continue;
    const logProb = siteLogProb(site).item();
    if (!Number.isFinite(logProb)) {
      return `${label} has log-probability ${logProb} under its ${site.distribution.name}`;
    }
  }
  return undefined;
}

/** Whether all entries are. Consumes `value`. */
export function isFinite(value: JaxArray): boolean {
  return np.all(np.isfinite(value)).item() !== 0;
}

function countedValue(site: TracedSite): JaxArray {
  if (site.type === "sample") return maskedValue(site.value, site.mask, site.distribution);
  if (site.type === "factor" && site.mask !== undefined) return np.where(site.mask.ref, site.value.ref, 0);
  return site.value.ref;
}
