import { Random } from "../../../../../packages/core/src/math/random.js";
import { between, oneOf } from "../draw.js";
import { isCall, walk, type Library } from "../expression.js";
import type { LatentSite, ModelProgram } from "./model-program.js";
import { randomModel } from "./random-model.js";

/** How a guide comes about: by a function of the library, or written for the model's random variables. */
export type GuideKind = "autoNormal" | "autoDelta" | "autoMultivariateNormal" | "autoLowRank" | "written";

/** One step of variational inference. */
export interface StepProgram {
  readonly model: ModelProgram;
  readonly guide: GuideKind;
  readonly loss: "traceElbo" | "traceMeanFieldElbo";
  readonly particles: number;
}

/** The step that belongs to a seed and numbers of a stream. */
export function randomStep(library: Library, seed: number, ...stream: readonly number[]): StepProgram {
  const random = new Random(seed, ...stream, 0);
  const guide = oneOf(random, [
    ...["written", "written", "written", "autoNormal", "autoNormal", "autoDelta"],
    ...["autoMultivariateNormal", "autoLowRank"],
  ] as GuideKind[]);
  // Some parameters of the library's guides are float32, and no gradient passes jax-js' conversions between float types.
  const dtype = guide === "written" ? oneOf(random, ["float32", "float64"] as const) : "float32";
  const model = randomModel(library, { dtype, parts: true }, seed, ...stream, 1);
  if (guide === "written" && model.latents.some(({ support }) => support === "other")) {
    return randomStep(library, seed, ...stream, 2);
  }
  const loss = oneOf(random, ["traceElbo", "traceElbo", "traceMeanFieldElbo"] as const);
  return { model, guide, loss, particles: between(random, 1, 3) };
}

/** The random variables that a model still has: one made smaller has lost some. */
export function remainingLatents({ model, latents }: ModelProgram): LatentSite[] {
  const names = new Set<unknown>();
  walk(model, (inside) => {
    if (isCall(inside) && inside.callee === "sample") names.add(inside.args[0]);
  });
  return latents.filter(({ name }) => names.has(name));
}
