import { checkArguments } from "../check-arguments.js";
import { handle, isolated, type Program } from "../runtime/run.js";
import type { PlateFrame } from "../runtime/site.js";
import { seed } from "../handlers/seed.js";
import { trace } from "../handlers/trace.js";
import { np, valueAndGrad, type JaxArray } from "../jax.js";
import { disposeLatents, latentsOf, type Latent, type Start } from "../latents.js";
import { NescioError, type Random } from "@nescio/core";
import { randomStream } from "@nescio/core/internal";
import { arraysIn, hostData } from "../memory.js";
import { notFinite } from "../not-finite.js";
import { checkGradient } from "./check-gradient.js";
import { compileProgram } from "../tape/compile.js";
import { splitArguments } from "../static-arguments.js";
import type { Potential } from "./potential.js";

/** A random variable's place in the vector that a sampler moves. */
export interface LatentPlace {
  readonly name: string;
  /** Of a draw, batch and event axes. */
  readonly shape: readonly number[];
}

/** A site's value at one position, on the host. */
export interface SiteValue {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** A model with its data as a density over one vector of reals. It owns the data until `dispose`. */
export interface ModelPotential {
  /** Numbers in the vector. */
  readonly dimension: number;
  readonly latents: readonly LatentPlace[];
  readonly potential: Potential;
  /** Random variables and deterministic sites at a position. */
  sitesAt(position: ArrayLike<number>): Map<string, SiteValue>;
  /** A position to start at. */
  start(seed: number): Float64Array;
  /** Which site is to blame for a density that is no finite number at a position, in words, if it is one. */
  explain(position: ArrayLike<number>): string | undefined;
  dispose(): void;
}

export interface ModelPotentialOptions {
  /** Precision of the density. Default "float64"; WebGPU has only "float32". */
  readonly dtype?: "float32" | "float64" | undefined;
  /** Default "uniform". */
  readonly start?: Start | undefined;
}

/**
 * U(z) = −log p(x(z), data) − log |det ∂x/∂z| over the reals z behind the model's random variables x, compiled. Consumes
 * the arrays among `args`.
 * @throws NescioError `invalid-program` for a model without continuous random variables, with discrete ones, or with a
 * subsampled plate; `invalid-option`.
 */
export function modelPotential<A extends readonly unknown[]>(
  model: Program<A>,
  args: A,
  options: ModelPotentialOptions = {},
): ModelPotential {
  checkArguments("mcmc", args);
  const made: { dispose(): void }[] = arraysIn(args);
  try {
    return isolated(() => potentialOf(model, args, options, made));
  } catch (error) {
    for (const thing of made) thing.dispose();
    throw error;
  }
}

/** Adds to `made` what is to be freed should it throw. */
function potentialOf<A extends readonly unknown[]>(
  model: Program<A>,
  args: A,
  { dtype = "float64", start = "uniform" }: ModelPotentialOptions,
  made: { dispose(): void }[],
): ModelPotential {
  if (!["float64", "float32"].includes(dtype)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "option dtype",
      expected: '"float64" or "float32"',
      found: dtype,
    });
  }
  const latents = latentsOf(model, args, { start, dtype });
  made.push({
    dispose: () => {
      disposeLatents(latents);
    },
  });
  const dimension = latents.reduce((sum, { size }) => sum + size, 0);
  if (dimension === 0) throw noLatents();
  const { arrays, rebuild } = splitArguments(args);
  const borrowed = (): JaxArray[] => arrays.map((array) => array.ref);
  const vector = (position: ArrayLike<number>): JaxArray =>
    np.array(dtype === "float64" ? Float64Array.from(position) : Float32Array.from(position));

  const energy = (z: JaxArray, given: JaxArray[]): JaxArray => {
    const volume: JaxArray[] = [];
    const run = trace(place(seed(model, 0), latents, z, volume))(...rebuild(given));
    const density = volume.reduce((sum, term) => sum.add(term), run.logDensity());
    // Tracers go away by themselves; arrays that the model made or captured do not.
    run.dispose();
    return density.mul(-1);
  };
  // The data are closed over: as arguments of what is differentiated, they would be differentiated too, and thrown away.
  const slope = (z: JaxArray): unknown =>
    (valueAndGrad(((at: JaxArray) => energy(at, borrowed())) as never) as (z: JaxArray) => unknown)(z);
  const example = vector(new Float64Array(dimension));
  const compiled = compileProgram(slope, [example]);
  checkGradient(compiled, dimension, vector);
  const { program: density } = compiled;
  const [energyAt, slopeAt] = density.outputs;

  let names: string[] = [];
  const sitesOf = (z: JaxArray): JaxArray[] => {
    const run = trace(place(seed(model, 0), latents, z, []))(...rebuild(borrowed()));
    const kept = [...run.sites.values()].filter(
      (site) => site.type === "deterministic" || (site.type === "sample" && !site.observed),
    );
    names = kept.map(({ name }) => name);
    const values = kept.map(({ value }) => value.ref);
    run.dispose();
    return values;
  };
  const sites = compileProgram(sitesOf, [example]);
  example.dispose();

  return {
    dimension,
    latents: latents.map(({ name, shape }) => ({ name, shape })),
    potential(position, into) {
      density.inputs[0].set(position);
      density.run();
      into.set(slopeAt);
      return energyAt[0];
    },
    sitesAt(position) {
      sites.program.inputs[0].set(position);
      sites.program.run();
      return new Map(
        names.map((name, i) => [name, { shape: sites.results[i].shape, data: sites.program.outputs[i] }]),
      );
    },
    start(source) {
      // Places are drawn without running the model, unless values are given that their bounds decide the place of.
      const moves = start === "prior" || latents.some(({ name, bounded }) => bounded && isGiven(start, name));
      if (!moves) return placesOf(latents, start, randomStream("chainStart", source));
      const drawn = latentsOf(model, args, { start, seed: source, dtype });
      const position = drawn.flatMap((latent) => Array.from(hostData(latent.start.ref)));
      disposeLatents(drawn);
      return Float64Array.from(position);
    },
    explain(position) {
      const z = vector(position);
      const volume: JaxArray[] = [];
      try {
        const run = isolated(() => trace(place(seed(model, 0), latents, z, volume))(...rebuild(borrowed())));
        const words = notFinite(run);
        run.dispose();
        for (const array of arraysIn(run.result)) array.dispose();
        return words;
      } catch (error) {
        if (error instanceof NescioError) return error.message;
        throw error;
      } finally {
        for (const array of [z, ...volume]) array.dispose();
      }
    },
    dispose() {
      disposeLatents(latents);
      for (const array of arrays) array.dispose();
    },
  };
}

/**
 * Gives each random variable its part of `z`, through the bijection that belongs to its support in this very run: bounds
 * may depend on other sites. What the bijections do to volumes goes to `volume`.
 */
function place<A extends readonly unknown[]>(
  model: Program<A>,
  latents: readonly Latent[],
  z: JaxArray,
  volume: JaxArray[],
): (...args: A) => unknown {
  const offsets = new Map<string, number>();
  let next = 0;
  for (const { name, size } of latents) {
    offsets.set(name, next);
    next += size;
  }
  return handle(
    {
      process(site, frame) {
        if (site.type === "plate" && site.plate.subsampleSize !== site.plate.size)
          throw subsampled(site.plate);
        if (site.type !== "sample" || site.observed || site.value !== undefined) return;
        const latent = latents.find(({ name }) => name === site.name);
        const transform = site.distribution.support.transform;
        if (latent === undefined || transform === undefined) throw changed(site.name);
        const offset = offsets.get(site.name)!;
        const x = z.ref.slice([offset, offset + latent.size]).reshape([...latent.unconstrainedShape]);
        const y = transform.forward(x.ref);
        volume.push(transform.logDetJacobian(x, y.ref).sum());
        site.value = frame.own(y, `site "${site.name}"`);
      },
    },
    model,
  );
}

const isGiven = (start: Start, name: string): boolean =>
  typeof start !== "string" && Object.hasOwn(start, name);

/** Given places, and uniforms on (−2, 2) for the others, as Stan has them; or the origin. */
function placesOf(latents: readonly Latent[], start: Start, random: Random): Float64Array {
  const places = latents.flatMap((latent) =>
    start === "zero" || isGiven(start, latent.name)
      ? Array.from(hostData(latent.start.ref))
      : Array.from({ length: latent.size }, () => 4 * random.uniform() - 2),
  );
  return Float64Array.from(places);
}

function noLatents(): NescioError {
  return new NescioError({
    code: "invalid-program",
    subject: "the model",
    expected: "at least one random variable to infer",
    found: "none that is not observed",
  });
}

function subsampled({ name, size, subsampleSize }: PlateFrame): NescioError {
  return new NescioError({
    code: "invalid-program",
    subject: `plate "${name}"`,
    expected: "all of its members: chains need the density of all data, not an estimate of it",
    found: `${subsampleSize} of ${size}`,
    next: "Leave subsampleSize out, or use svi.",
  });
}

function changed(name: string): NescioError {
  return new NescioError({
    code: "invalid-program",
    subject: `site "${name}"`,
    expected: "the same random variables in every run",
    found: "one that the first run did not have",
    next: "A model for MCMC may not decide by its draws which sites it has.",
  });
}
