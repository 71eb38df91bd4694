import type { ArrayInput } from "../array-input.js";
import { handle, type Program } from "../runtime/run.js";

export type Values = Readonly<Record<string, ArrayInput>>;

/**
 * Gives sites and parameters the values that bear their names; they stay unobserved. Values are borrowed: they stay
 * yours, and must live while the program is run.
 */
export function substitute<A extends readonly unknown[], R>(
  program: Program<A, R>,
  values: Values,
): (...args: A) => R {
  return handle(
    {
      process(site, frame) {
        if ((site.type !== "sample" && site.type !== "param") || site.value !== undefined) return;
        if (!Object.hasOwn(values, site.name)) return;
        site.value = frame.give(
          values[site.name],
          `${site.type === "param" ? "param" : "site"} "${site.name}"`,
        );
      },
    },
    program,
  );
}
