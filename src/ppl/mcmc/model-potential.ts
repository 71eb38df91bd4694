import { checkArguments } from "../check-arguments.js";
import { hostProgram } from "../host/host-program.js";
import { handle, isolated, type Program } from "../runtime/run.js";
import type { PlateFrame } from "../runtime/site.js";
import { seed } from "../handlers/seed.js";
import { trace } from "../handlers/trace.js";
import { jit, np, valueAndGrad, type JaxArray } from "../jax.js";
import { disposeLatents, latentsOf, type Latent, type Start } from "../latents.js";
import { NescioError } from "../../errors.js";
import { arraysIn, hostData, mapArrays } from "../memory.js";
import { part } from "../part.js";
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
  dispose(): void;
}

export interface ModelPotentialOptions {
  /** Precision of the density. Default "float64"; WebGPU has only "float32". */
  readonly dtype?: "float32" | "float64" | undefined;
  /** Default "uniform". */
  readonly start?: Start | undefined;
}

type Gradient = ((z: JaxArray, arrays: JaxArray[]) => [JaxArray, JaxArray]) & { dispose(): void };
type Sites = ((z: JaxArray, arrays: JaxArray[]) => Record<string, JaxArray>) & { dispose(): void };

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
  const borrow = (): A => mapArrays(args, (array) => array.ref);
  const latents = latentsOf(model, borrow(), { start });
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
  const slope = (z: JaxArray, given: JaxArray[]): unknown =>
    (valueAndGrad(((at: JaxArray) => energy(at, given)) as never) as (z: JaxArray) => unknown)(z);
  const gradient = jit(slope as never) as unknown as Gradient;
  const host = hostProgram((z) => slope(z, borrowed()) as JaxArray[], vector(new Float64Array(dimension)));

  const sitesOf = (z: JaxArray, given: JaxArray[]): Record<string, JaxArray> => {
    const run = trace(place(seed(model, 0), latents, z, []))(...rebuild(given));
    const kept = [...run.sites.values()].filter(
      (site) => site.type === "deterministic" || (site.type === "sample" && !site.observed),
    );
    const values = Object.fromEntries(kept.map(({ name, value }) => [name, value.ref]));
    run.dispose();
    return values;
  };
  const sites = jit(sitesOf as never) as unknown as Sites;
  const shapes: { readonly name: string; readonly shape: readonly number[] }[] = [];
  const hostSites = hostProgram(
    (z) =>
      Object.entries(sitesOf(z, borrowed())).map(([name, value]) => {
        shapes.push({ name, shape: value.shape });
        return value;
      }),
    vector(new Float64Array(dimension)),
  );

  return {
    dimension,
    latents: latents.map(({ name, shape }) => ({ name, shape })),
    potential(position, into) {
      if (host !== undefined) {
        const [[energy], gradient] = host(position);
        into.set(gradient);
        return energy;
      }
      const [value, slope] = gradient(vector(position), borrowed());
      into.set(hostData(slope));
      return value.item();
    },
    sitesAt(position) {
      if (hostSites !== undefined) {
        const values = hostSites(position);
        return new Map(shapes.map(({ name, shape }, i) => [name, { shape, data: values[i] }]));
      }
      const values = sites(vector(position), borrowed());
      return new Map(
        Object.entries(values).map(([name, value]) => {
          const { shape } = value;
          return [name, { shape, data: hostData(value) }];
        }),
      );
    },
    start(source) {
      const drawn = latentsOf(model, borrow(), { start, seed: source });
      const position = drawn.flatMap((latent) => Array.from(hostData(latent.start.ref)));
      disposeLatents(drawn);
      return Float64Array.from(position);
    },
    dispose() {
      disposeLatents(latents);
      for (const array of arrays) array.dispose();
      gradient.dispose();
      sites.dispose();
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
        const x = part(z.ref, offset, latent.size).reshape([...latent.unconstrainedShape]);
        const y = transform.forward(x.ref);
        volume.push(transform.logDetJacobian(x, y.ref).sum());
        site.value = frame.own(y, `site "${site.name}"`);
      },
    },
    model,
  );
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
