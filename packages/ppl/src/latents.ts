import { NescioError } from "@nescio/core";
import { real } from "./constraints/index.js";
import type { Distribution } from "./distributions/distribution.js";
import { seed } from "./handlers/seed.js";
import { np, type JaxArray } from "./jax.js";
import { sizeOf } from "./memory.js";
import { dependsOnDraws } from "./outside-error.js";
import { foldIn, key as keyOf, uniform, type Key } from "./random/index.js";
import { runApart } from "./run-apart.js";
import { checkInside, handle, type Handler, type Program } from "./runtime/run.js";
import { labelOf, type SampleSite } from "./runtime/site.js";
import type { Transform } from "./transforms/transform.js";

/** A continuous random variable of a model, and the space of reals behind it. */
export interface Latent {
  readonly name: string;
  /** Its prior in the run that found it; it holds references of its own. */
  readonly prior: Distribution;
  readonly transform: Transform;
  /** Whether bounds of its support are arrays. They may come from other random variables: each run has its own transform. */
  readonly bounded: boolean;
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

// As many as Stan draws before it gives up.
const ATTEMPTS = 100;

export interface LatentOptions {
  /** Default "uniform". */
  readonly start?: Start | undefined;
  /** Of the starting points that are drawn, unsigned 32-bit. Default 0. */
  readonly seed?: number | undefined;
  /** Precision of the start and of the run that finds it. Default "float32". */
  readonly dtype?: "float32" | "float64" | undefined;
}

/**
 * The random variables of a model that are neither observed nor substituted, from a run of it at the point where inference
 * starts, hidden from all handlers around. A point that is drawn and at which a parameter is outside its constraint, or an
 * observation outside its support, is drawn again, up to 100 times: bounds may depend on other random variables. Borrows
 * the arrays among `args`.
 * @throws NescioError `invalid-program` naming a site that is discrete, drawn in a subsampled plate, given a start outside
 * its support, or with numbers where they may not be at every start; `invalid-option` for a start that names no random
 * variable.
 */
export function latentsOf<A extends readonly unknown[]>(
  model: Program<A>,
  args: A,
  { start = "uniform", seed: source = 0, dtype = "float32" }: LatentOptions = {},
): Latent[] {
  if (typeof start === "string" && !words.includes(start)) throw unknownStart(start, words.join(", "));
  for (let attempt = 1; ; attempt++) {
    const key = attempt === 1 ? keyOf(source) : foldIn(keyOf(source), attempt);
    const latents: Latent[] = [];
    try {
      runApart(handle(placing({ start, key, dtype: np[dtype] }, latents), seed(model, key)), args);
      checkNames(start, latents);
      return latents;
    } catch (error) {
      const drawn = latents.some(({ name }) => isDrawn(start, name));
      disposeLatents(latents);
      if (!dependsOnDraws(error) || !drawn) throw error;
      if (attempt === ATTEMPTS) throw gaveUp(error);
    } finally {
      key.dispose();
    }
  }
}

const words: readonly string[] = ["uniform", "zero", "prior"];

/** Whether chance decides where a random variable starts. */
function isDrawn(start: Start, name: string): boolean {
  return typeof start === "string" ? start !== "zero" : !Object.hasOwn(start, name);
}

function checkNames(start: Start, latents: readonly Latent[]): void {
  const names = latents.map(({ name }) => name);
  const unknown =
    typeof start === "string" ? undefined : Object.keys(start).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw unknownStart(unknown, `${words.join(", ")}, or values of ${names.join(", ")}`);
}

function unknownStart(found: string, known: string): NescioError {
  return new NescioError({
    code: "invalid-option",
    subject: "option start",
    expected: `one of ${known}`,
    found: `"${found}"`,
  });
}

function gaveUp({ code, subject, expected, found, cause }: NescioError): NescioError {
  return new NescioError({
    code,
    subject,
    expected,
    found: `${found}, at the last of ${ATTEMPTS} starting points that were drawn`,
    next: "Say where to start: start: { NAME: np.array(…) }, for the random variables that this depends on.",
    cause,
  });
}

interface Placement {
  readonly start: Start;
  /** Borrowed. */
  readonly key: Key;
  readonly dtype: JaxArray["dtype"];
}

/** Gives the random variables of a run the values to start at, and notes them in `latents`. */
function placing(placement: Placement, latents: Latent[]): Handler {
  return {
    process(site, frame) {
      if (site.type !== "sample" || site.observed || site.value !== undefined) return;
      const transform = transformOf(site);
      site.distribution.check(site.name);
      const { batchShape, eventShape } = site.distribution;
      const shape = [...batchShape, ...eventShape];
      const { value, start } = startOf(site, transform, shape, placement);
      const unconstrainedShape = start.shape;
      latents.push({
        name: site.name,
        prior: frame.keepDistribution(site.distribution),
        ...{ transform, shape, unconstrainedShape, start },
        bounded: (transform.arrays ?? []).length > 0,
        size: sizeOf(unconstrainedShape),
      });
      site.value = frame.own(value, labelOf(site));
    },
  };
}

/** The bijection behind a site that gradients can move. */
function transformOf({ name, distribution, plates }: SampleSite): Transform {
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
  return transform;
}

/** Where a random variable starts: its value, and the place of it in the unconstrained space. */
function startOf(
  { name, distribution, key: drawKey }: SampleSite,
  transform: Transform,
  shape: readonly number[],
  { start, key, dtype }: Placement,
): { value: JaxArray; start: JaxArray } {
  if (start === "prior") return placeOf(distribution.sample(drawKey!).astype(dtype), transform, name);
  if (typeof start !== "string" && Object.hasOwn(start, name)) {
    checkGiven(start[name], distribution, shape, name);
    return placeOf(start[name].ref.astype(dtype), transform, name);
  }
  const place = transform.inverseShape(shape);
  const at =
    start === "zero"
      ? np.zeros(place, { dtype })
      : uniform(foldIn(key.ref, `start of ${name}`), place)
          .mul(4)
          .sub(2)
          .astype(dtype);
  return { value: transform.forward(at.ref), start: at };
}

/** The place of a value, which is consumed. A value on the edge of its support has none. */
function placeOf(value: JaxArray, transform: Transform, name: string): { value: JaxArray; start: JaxArray } {
  const start = transform.inverse(value.ref);
  checkInside(real, start, `start of site "${name}", unconstrained`, true);
  return { value, start };
}

function checkGiven(
  given: JaxArray,
  { support }: Distribution,
  shape: readonly number[],
  name: string,
): void {
  const subject = `start of site "${name}"`;
  if (given.shape.join() !== shape.join()) {
    throw new NescioError({
      code: "invalid-program",
      subject,
      expected: `shape [${shape.join(", ")}]`,
      found: `shape [${given.shape.join(", ")}]`,
    });
  }
  checkInside(support, given, subject);
}

export function disposeLatents(latents: readonly Latent[]): void {
  for (const { prior, start } of latents) {
    prior.dispose();
    start.dispose();
  }
}
