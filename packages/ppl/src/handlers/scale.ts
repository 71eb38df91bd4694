import { checkArray } from "../check-kind.js";
import { NescioError } from "@nescio/core";
import { np, type ArrayLike } from "../jax.js";
import { handle, type Program } from "../runtime/run.js";

/**
 * Multiplies the log-probabilities of a program's sites and factors.
 * @param factor A number above 0, or a scalar array (borrowed), for a weight that changes while steps stay compiled.
 */
export function scale<A extends readonly unknown[], R>(
  program: Program<A, R>,
  factor: ArrayLike,
): (...args: A) => R {
  if (typeof factor !== "number") checkArray(factor, "scale(program, factor)", "a number or a scalar array");
  if (typeof factor === "number" && !(factor > 0 && factor < Infinity)) {
    throw new NescioError({
      code: "invalid-program",
      subject: "scale(program, factor)",
      expected: "a finite number above 0",
      found: String(factor),
    });
  }
  if (typeof factor !== "number" && factor.shape.length > 0) {
    throw new NescioError({
      code: "invalid-program",
      subject: "scale(program, factor)",
      expected: "a number or a scalar array",
      found: `shape [${factor.shape.join(", ")}]`,
    });
  }
  return handle(
    {
      process(site, frame) {
        if (site.type !== "sample" && site.type !== "factor") return;
        if (typeof factor === "number" && typeof site.scale === "number") site.scale *= factor;
        else site.scale = frame.own(np.multiply(site.scale, frame.lend(factor)));
      },
    },
    program,
  );
}
