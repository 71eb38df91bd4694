import { checkArray } from "../check-kind.js";
import { foldIn, key as keyOf, type Key } from "../random/index.js";
import { handle, type Program } from "../runtime/run.js";

/**
 * Gives a program randomness. Each site's draw depends on the seed and the site's name alone: adding a site leaves the
 * others' draws as they were.
 * @param source An unsigned 32-bit seed, or a key (borrowed: it stays yours, and must live while the program is run).
 */
export function seed<A extends readonly unknown[], R>(
  program: Program<A, R>,
  source: number | Key,
): (...args: A) => R {
  if (typeof source !== "number") checkArray(source, "seed(program, source)", "a number or a key");
  return handle(
    {
      process(site, frame) {
        const derive = (): Key =>
          foldIn(typeof source === "number" ? keyOf(source) : frame.lend(source).ref, site.name);
        if (site.type === "key") site.value ??= derive();
        else if (site.type === "sample" || site.type === "plate" || site.type === "param") {
          if (site.value !== undefined || site.key !== undefined) return;
          if (site.type === "plate" && site.plate.subsampleSize === site.plate.size) return;
          if (site.type === "param" && (typeof site.init !== "function" || site.init.length === 0)) return;
          site.key = frame.own(derive(), `key of "${site.name}"`);
        }
      },
    },
    program,
  );
}
