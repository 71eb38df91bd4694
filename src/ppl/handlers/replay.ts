import { handle, type Program } from "../runtime/run.js";
import type { Trace } from "../trace.js";

/**
 * Runs a program with the values that another run drew: of its random variables and of its plates' members. The trace is
 * borrowed: it stays yours, and must live while the program is run.
 */
export function replay<A extends readonly unknown[], R>(
  program: Program<A, R>,
  { sites }: Pick<Trace, "sites">,
): (...args: A) => R {
  return handle(
    {
      process(site, frame) {
        if ((site.type !== "sample" && site.type !== "plate") || site.value !== undefined) return;
        const past = sites.get(site.name);
        if (past?.type !== site.type || (past.type === "sample" && past.observed)) return;
        if (site.type === "sample" && past.type === "sample") site.proposal = past.distribution;
        site.value = frame.lend(past.value, `${site.type === "plate" ? "plate" : "site"} "${site.name}"`);
      },
    },
    program,
  );
}
