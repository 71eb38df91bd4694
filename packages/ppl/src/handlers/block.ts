import { handle, type Program } from "../runtime/run.js";
import type { Site } from "../runtime/site.js";

export interface BlockOptions {
  /** Names of sites to hide, or a test of them. Default: all but those in `expose`. */
  readonly hide?: readonly string[] | ((site: Site) => boolean) | undefined;
  /** Names of sites to leave visible; the others are hidden. */
  readonly expose?: readonly string[] | undefined;
}

/** Hides sites from the handlers around it. A seed that hidden sites need must be inside. */
export function block<A extends readonly unknown[], R>(
  program: Program<A, R>,
  { hide, expose }: BlockOptions = {},
): (...args: A) => R {
  const hidden = (site: Site): boolean => {
    if (typeof hide === "function") return hide(site);
    if (hide !== undefined && !hide.includes(site.name)) return false;
    return !expose?.includes(site.name);
  };
  return handle(
    {
      process(site) {
        if (hidden(site)) site.stop = true;
      },
    },
    program,
  );
}
