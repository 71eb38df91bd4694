import { NescioError } from "@nescio/core";
import { Trace, type TracedSite } from "../trace.js";
import type { JaxArray } from "../jax.js";
import { handle, runningFrame, type Program } from "../runtime/run.js";
import type { Frame } from "../runtime/frame.js";
import type { Site } from "../runtime/site.js";

/**
 * Runs a program and records what happened at each site.
 * @throws NescioError `invalid-program` where two sites have one name.
 */
export function trace<A extends readonly unknown[], R>(program: Program<A, R>): (...args: A) => Trace<R> {
  return (...args) => {
    const sites = new Map<string, TracedSite>();
    const outer = runningFrame();
    const giveBack = (arrays: readonly JaxArray[]): void => outer?.giveBack(arrays);
    let complete = false;
    try {
      const run = handle(
        {
          finish(site, frame) {
            if (site.type === "key") return;
            const known = sites.get(site.name);
            // A parameter may be asked for again; it is the same one.
            if (known?.type === "param" && site.type === "param") return;
            if (known !== undefined) throw duplicate(site, known.type);
            sites.set(site.name, keep(site, frame));
          },
        },
        program,
      );
      const result = new Trace(sites, run(...args), giveBack);
      complete = true;
      return result;
    } finally {
      if (!complete) freeRest(sites, giveBack);
    }
  };
}

/** After an error: it says more than that its program has used up what it did not own. */
function freeRest(
  sites: ReadonlyMap<string, TracedSite>,
  giveBack: (arrays: readonly JaxArray[]) => void,
): void {
  for (const [name, site] of sites) {
    try {
      new Trace(new Map([[name, site]]), undefined, giveBack).dispose();
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
    }
  }
}

function keep(site: Exclude<Site, { type: "key" }>, frame: Frame): TracedSite {
  const value = frame.keep(site.value!);
  switch (site.type) {
    case "sample": {
      const { type, name, observed, plates, auxiliary } = site;
      return {
        ...{ type, name, value, observed, plates: [...plates], auxiliary },
        distribution: frame.keepDistribution(site.distribution),
        scale: typeof site.scale === "number" ? site.scale : frame.keep(site.scale),
        mask: site.mask && frame.keep(site.mask),
      };
    }
    case "factor":
      return {
        ...{ type: site.type, name: site.name, value },
        scale: typeof site.scale === "number" ? site.scale : frame.keep(site.scale),
        mask: site.mask && frame.keep(site.mask),
      };
    case "param":
      return { type: site.type, name: site.name, value, constraint: site.constraint };
    case "plate":
      return { type: site.type, name: site.name, value, plate: site.plate };
    case "deterministic":
      return { type: site.type, name: site.name, value };
  }
}

function duplicate(site: Site, type: string): NescioError {
  return new NescioError({
    code: "invalid-program",
    subject: `site "${site.name}"`,
    expected: "a name of its own",
    found: `a name that another ${type} site has`,
  });
}
