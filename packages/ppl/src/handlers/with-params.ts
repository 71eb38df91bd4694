import { NescioError } from "@nescio/core";
import type { Arrays } from "../optimizers/optimizer.js";
import { handle, type Handler, type Program } from "../runtime/run.js";
import { substitute } from "./substitute.js";

/**
 * A guide with the parameters that were found for it (borrowed). One that is missing is an error that names it: at its
 * start it would give draws of something that nobody has fitted.
 */
export function withParams<A extends readonly unknown[], R>(
  guide: Program<A, R>,
  params: Arrays,
): (...args: A) => R {
  const checked: Handler = {
    process(site) {
      if (site.type !== "param" || site.value !== undefined) return;
      throw new NescioError({
        code: "invalid-program",
        subject: `param "${site.name}"`,
        expected: "a value for every parameter of the guide",
        found: `values for ${Object.keys(params).join(", ") || "none"}`,
        next: "Pass params: svi.params(state).",
      });
    },
  };
  return handle(checked, substitute(guide, params));
}
