import { NescioError } from "@nescio/core";
import { handle, type Program } from "../runtime/run.js";
import type { PlateFrame } from "../runtime/site.js";
import type { Trace } from "../trace.js";

/**
 * Runs a program with the values that another run drew: of its random variables and of its plates' members. The trace is
 * borrowed: it stays yours, and must live while the program is run.
 * @throws NescioError `invalid-program` naming a plate that had another size.
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
        if (site.type === "plate" && past.type === "plate") checkPlates(site.plate, past.plate);
        site.value = frame.lend(past.value, `${site.type === "plate" ? "plate" : "site"} "${site.name}"`);
      },
    },
    program,
  );
}

function checkPlates({ name, size, subsampleSize }: PlateFrame, past: PlateFrame): void {
  if (size === past.size && subsampleSize === past.subsampleSize) return;
  throw new NescioError({
    code: "invalid-program",
    subject: `plate "${name}"`,
    expected: `${past.subsampleSize} of ${past.size} members, as in the run that is replayed`,
    found: `${subsampleSize} of ${size}`,
    next: "Plates of one name are the same plate in model and guide.",
  });
}
