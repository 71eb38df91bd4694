import { disposeLatents, latentsOf, type Latent, type Start } from "../latents.js";
import { checkFunction } from "../check-kind.js";
import { checkOption } from "../check-option.js";
import type { Program } from "../runtime/run.js";
import { constrained, type Constrained, type Drawn } from "./constrained.js";

export interface AutoGuideOptions {
  /** Put before the names of the guide's parameters. Default "auto". */
  readonly prefix?: string | undefined;
  /** Where the guide is centred at first. Default "uniform". */
  readonly start?: Start | undefined;
  /** Seed of that start. Default 0. */
  readonly seed?: number | undefined;
}

export interface SpreadOptions extends AutoGuideOptions {
  /** Standard deviation in the unconstrained space at first, above 0. Default 0.1. */
  readonly initScale?: number | undefined;
}

// A guide is a function like any other, which nobody disposes of: what it holds is freed when it is no more.
const abandoned = new FinalizationRegistry<readonly Latent[]>(disposeLatents);

/**
 * A guide that looks at its model on its first run, and then draws the same random variables.
 * @param draw Gets them, the prefix of its names, and what takes places in the unconstrained space to values.
 */
export function autoGuide<A extends readonly unknown[]>(
  model: Program<A>,
  { start, seed, prefix = "auto" }: AutoGuideOptions,
  draw: (
    latents: readonly Latent[],
    prefix: string,
    constrain: (drawn: ReadonlyMap<string, Drawn>) => Map<string, Constrained>,
  ) => void,
): Program<A, void> {
  checkFunction(model, "a guide's model");
  let latents: readonly Latent[] | undefined;
  const guide: Program<A, void> = (...args) => {
    if (latents === undefined) {
      latents = latentsOf(model, args, { start, seed });
      abandoned.register(guide, latents);
    }
    const found = latents;
    draw(found, prefix, (drawn) => constrained(model, args, found, drawn));
  };
  return guide;
}

export function checkScale(guide: string, initScale: number): void {
  checkOption(
    `${guide}.initScale`,
    initScale,
    "a finite number above 0",
    (value) => value > 0 && value < Infinity,
  );
}
