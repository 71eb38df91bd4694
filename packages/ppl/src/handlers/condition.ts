import { handle, type Program } from "../runtime/run.js";
import type { Values } from "./substitute.js";

/** Observes the sites that bear the names of `values` (borrowed: they stay yours). */
export function condition<A extends readonly unknown[], R>(
  program: Program<A, R>,
  values: Values,
): (...args: A) => R {
  return handle(
    {
      process(site, frame) {
        if (site.type !== "sample" || site.observed || !Object.hasOwn(values, site.name)) return;
        site.value = frame.give(values[site.name], `site "${site.name}"`);
        site.observed = true;
      },
    },
    program,
  );
}
