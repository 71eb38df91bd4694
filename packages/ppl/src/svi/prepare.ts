import { NescioError } from "@nescio/core";
import { replay } from "../handlers/replay.js";
import { seed } from "../handlers/seed.js";
import { substitute } from "../handlers/substitute.js";
import { trace } from "../handlers/trace.js";
import type { JaxArray } from "../jax.js";
import { arraysIn, mapArrays } from "../memory.js";
import type { Arrays } from "../optimizers/optimizer.js";
import { split, type Key } from "../random/index.js";
import type { Program } from "../runtime/run.js";
import type { Trace } from "../trace.js";

/** How a parameter's value comes from its unconstrained form. */
export interface ParamSpec {
  readonly name: string;
  /** Consumes its argument. */
  readonly transform: (unconstrained: JaxArray) => JaxArray;
}

/** Runs guide and model once, checks that they fit, and takes their parameters. Consumes `key` and `args`. */
export function prepare<A extends readonly unknown[]>(
  model: Program<A>,
  guide: Program<A>,
  key: Key,
  args: A,
): { specs: ParamSpec[]; unconstrained: Arrays } {
  const [guideKey, modelKey] = split(key, 2);
  const traces: Trace[] = [];
  try {
    const guideTrace = trace(seed(guide, guideKey))(...mapArrays(args, (array) => array.ref));
    traces.push(guideTrace);
    const values = Object.fromEntries(guideTrace.params().map(({ name, value }) => [name, value]));
    const modelTrace = trace(replay(seed(substitute(model, values), modelKey), guideTrace))(
      ...mapArrays(args, (array) => array.ref),
    );
    traces.push(modelTrace);
    checkFit(modelTrace, guideTrace);
    const known = new Set(guideTrace.params().map(({ name }) => name));
    const params = [...guideTrace.params(), ...modelTrace.params().filter(({ name }) => !known.has(name))];
    const found = params.map(({ name, value, constraint: { transform, words } }) => {
      if (transform === undefined) throw noTransform(name, words);
      return { name, value, transform };
    });
    return {
      specs: found.map(({ name, transform }) => ({ name, transform: (x) => transform.forward(x) })),
      unconstrained: Object.fromEntries(
        found.map(({ name, value, transform }) => [name, transform.inverse(value.ref)]),
      ),
    };
  } finally {
    for (const made of [...traces, ...arraysIn(args)]) made.dispose();
    guideKey.dispose();
    modelKey.dispose();
  }
}

/** Throws unless model and guide have the same random variables, of the same shapes. */
function checkFit(model: Trace, guide: Trace): void {
  const inGuide = new Set(guide.latents().map(({ name }) => name));
  const inModel = new Set(model.latents().map(({ name }) => name));
  for (const { name, observed } of [...guide.latents(), ...model.latents()]) {
    if (inGuide.has(name) && inModel.has(name)) continue;
    const site = guide.sites.get(name);
    if (site?.type === "sample" && site.auxiliary) continue;
    const other = model.sites.get(name);
    throw new NescioError({
      code: "invalid-program",
      subject: `site "${name}"`,
      expected: "to be drawn in both model and guide",
      found: inModel.has(name)
        ? "a site that only the model has"
        : other?.type === "sample" && other.observed !== observed
          ? "a site that the guide draws and the model observes"
          : "a site that only the guide has",
      next: "Sites are told by their names; a draw that only the guide needs is sample(…, { auxiliary: true }).",
    });
  }
  for (const { name, value, distribution } of model.latents()) {
    const shape = [...distribution.batchShape, ...distribution.eventShape];
    if (value.shape.join() === shape.join()) continue;
    throw new NescioError({
      code: "invalid-program",
      subject: `site "${name}"`,
      expected: `the guide to draw it of the model's shape, [${shape.join(", ")}]`,
      found: `shape [${value.shape.join(", ")}]`,
      next: "A site in a plate of the model stands in the same plate of the guide, or has its size.",
    });
  }
}

function noTransform(name: string, words: string): NescioError {
  return new NescioError({
    code: "invalid-program",
    subject: `param "${name}"`,
    expected: "a constraint with a smooth way to it from the reals",
    found: words,
    next: "Parameters are moved by gradients; a discrete quantity belongs in a sample site.",
  });
}
