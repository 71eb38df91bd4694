import { checkArray } from "../check-kind.js";
import { NescioError } from "@nescio/core";
import { np, type JaxArray } from "../jax.js";
import { handle, type Program } from "../runtime/run.js";
import { labelOf, type FactorSite, type SampleSite } from "../runtime/site.js";

/**
 * Leaves entries of log-probabilities out. Observations that are left out may be anything, NaN for what is missing: neither
 * densities nor their gradients know of them. Parameters and terms of factors are computed all the same: where their own
 * gradient is not finite, replace what they are computed from by `np.where`.
 * @param which Boolean, broadcasts to the batch shape of every site and factor in the program; false is left out. An array
 * is borrowed.
 * @throws NescioError `invalid-program` for an array of another type; where programs run, for a shape that does not
 * broadcast, naming the site.
 */
export function mask<A extends readonly unknown[], R>(
  program: Program<A, R>,
  which: JaxArray | boolean,
): (...args: A) => R {
  if (typeof which !== "boolean")
    checkArray(which, "mask(program, which)", "true, false, or an array of them");
  if (typeof which !== "boolean" && which.dtype !== np.bool) {
    throw new NescioError({
      code: "invalid-program",
      subject: "mask(program, which)",
      expected: "true, false, or an array of them",
      found: `an array of type ${which.dtype}`,
      next: "Compare its numbers, or convert it with astype(np.bool).",
    });
  }
  return handle(
    {
      process(site, frame) {
        if (site.type !== "sample" && site.type !== "factor") return;
        const own =
          typeof which === "boolean" ? frame.own(np.array(which, { dtype: np.bool })) : frame.lend(which);
        if (site.mask !== undefined) checkTogether(site, site.mask.shape, own.shape);
        site.mask = site.mask === undefined ? own : frame.own(np.logicalAnd(site.mask, own));
      },
    },
    program,
  );
}

function checkTogether(site: SampleSite | FactorSite, inner: number[], outer: number[]): void {
  try {
    np.broadcastShapes(inner, outer);
  } catch {
    throw new NescioError({
      code: "invalid-program",
      subject: labelOf(site),
      expected: "masks whose shapes broadcast",
      found: `[${inner.join(", ")}] and [${outer.join(", ")}]`,
    });
  }
}
