import { NescioError } from "../errors.js";
import type { Distribution } from "./distributions/distribution.js";
import { block } from "./handlers/block.js";
import { seed } from "./handlers/seed.js";
import { trace } from "./handlers/trace.js";
import { np, type JaxArray } from "./jax.js";
import { sizeOf } from "./memory.js";
import { foldIn, key as keyOf, uniform } from "./random/index.js";
import { checkInside, type Program } from "./runtime/run.js";
import type { Trace, TracedSample } from "./trace.js";
import type { Transform } from "./transforms/transform.js";

/** A continuous random variable of a model, and the space of reals behind it. */
export interface Latent {
  readonly name: string;
  /** Its prior in the run that found it; it holds references of its own. */
  readonly prior: Distribution;
  readonly transform: Transform;
  /** Of a draw, batch and event axes. */
  readonly shape: readonly number[];
  readonly unconstrainedShape: readonly number[];
  /** Numbers in the unconstrained space. */
  readonly size: number;
  /** Where it starts in the unconstrained space, of that shape. */
  readonly start: JaxArray;
}

/**
 * Where inference starts: `"uniform"` draws from (−2, 2) in the unconstrained space, `"zero"` is its origin, `"prior"` a
 * draw of the prior; or values of sites by name, the others as `"uniform"` (borrowed).
 */
export type Start = "uniform" | "zero" | "prior" | Readonly<Record<string, JaxArray>>;

/**
 * The random variables of a model that were neither observed nor substituted, from one run of it, hidden from all
 * handlers around.
 * @throws NescioError `invalid-program` naming a site that is discrete, drawn in a subsampled plate, or given a start outside
 * its support; `invalid-option` for a start that names no random variable.
 */
export function latentsOf<A extends readonly unknown[]>(
  model: Program<A>,
  args: A,
  { start = "uniform", seed: source = 0 }: { start?: Start; seed?: number } = {},
): Latent[] {
  const run = block(trace(seed(model, source)))(...args);
  const latents: Latent[] = [];
  try {
    checkStart(start, run);
    for (const site of run.latents()) latents.push(latentOf(site, start, source));
    return latents;
  } catch (error) {
    disposeLatents(latents);
    throw error;
  } finally {
    run.dispose();
  }
}

function checkStart(start: Start, run: Trace): void {
  const words = ["uniform", "zero", "prior"];
  const names = run.latents().map(({ name }) => name);
  const unknown =
    typeof start === "string"
      ? words.includes(start)
        ? undefined
        : start
      : Object.keys(start).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "option start",
    expected: `one of ${words.join(", ")}, or values of ${names.join(", ")}`,
    found: `"${unknown}"`,
  });
}

function latentOf(site: TracedSample, start: Start, source: number): Latent {
  const { name, distribution, value, plates } = site;
  const { transform } = distribution.support;
  if (transform === undefined) {
    throw new NescioError({
      code: "invalid-program",
      subject: `site "${name}"`,
      expected: "a continuous random variable, which gradients can move",
      found: `a ${distribution.name} (${distribution.support.words})`,
      next: "Sum it out in the model (a factor over its values), or write a guide for it and use traceElbo.",
    });
  }
  const part = plates.find(({ size, subsampleSize }) => size !== subsampleSize);
  if (part !== undefined) {
    throw new NescioError({
      code: "invalid-program",
      subject: `site "${name}"`,
      expected: "no random variables in a subsampled plate: each run would see others of them",
      found: `plate "${part.name}" with ${part.subsampleSize} of ${part.size}`,
      next: "Write the guide yourself, with the same plate, or use the whole plate.",
    });
  }
  const shape = value.shape;
  const unconstrainedShape = transform.inverseShape(shape);
  const at = startOf(site, transform, unconstrainedShape, start, source);
  return {
    name,
    prior: distribution.ref(),
    transform,
    shape,
    unconstrainedShape,
    size: sizeOf(unconstrainedShape),
    start: at,
  };
}

function startOf(
  { name, value: drawn, distribution }: TracedSample,
  transform: Transform,
  shape: readonly number[],
  start: Start,
  source: number,
): JaxArray {
  if (start === "zero") return np.zeros([...shape]);
  if (start === "prior") return transform.inverse(drawn.ref);
  if (start !== "uniform" && Object.hasOwn(start, name)) {
    const given = start[name];
    if (given.shape.join() !== drawn.shape.join()) {
      throw new NescioError({
        code: "invalid-program",
        subject: `start of site "${name}"`,
        expected: `shape [${drawn.shape.join(", ")}]`,
        found: `shape [${given.shape.join(", ")}]`,
      });
    }
    checkInside(distribution.support, given, `start of site "${name}"`);
    return transform.inverse(given.ref);
  }
  return uniform(foldIn(keyOf(source), `start of ${name}`), [...shape])
    .mul(4)
    .sub(2);
}

export function disposeLatents(latents: readonly Latent[]): void {
  for (const { prior, start } of latents) {
    prior.dispose();
    start.dispose();
  }
}
