import { NescioError } from "../../errors.js";
import { np, type JaxArray } from "../jax.js";
import { handle, type Program } from "../runtime/run.js";

/**
 * Leaves entries of log-probabilities out.
 * @param which Boolean, broadcasts to the sites' batch shapes; false is left out. An array is borrowed.
 * @throws NescioError `invalid-program` for an array of another type.
 */
export function mask<A extends readonly unknown[], R>(
  program: Program<A, R>,
  which: JaxArray | boolean,
): (...args: A) => R {
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
        site.mask = site.mask === undefined ? own : frame.own(np.logicalAnd(site.mask, own));
      },
    },
    program,
  );
}
