import { z } from "@nescio/core/internal";
import { defaultSeed, NescioError, type Random } from "@nescio/core";
import { checked } from "./checked.js";
import type { Kernel, Tuning } from "./kernel.js";
import { potentialSchema, type Potential } from "./potential.js";

const kernelNames = ["nuts", "hmc", "random-walk"] as const;
export type KernelName = (typeof kernelNames)[number];

/** Makes a kernel for a chain, for instance `(given) => hmc({ ...given, steps: 20 })`. Warm-up passes it other tunings. */
export type KernelFactory = (given: Tuning & { readonly potential: Potential }) => Kernel;

/** Draws a position for a chain (counted from 0) to start at. */
export type InitialPosition = (random: Random, chain: number) => ArrayLike<number>;

/** How far sampling has come. */
export interface McmcProgress {
  /** 0-based. */
  readonly chain: number;
  readonly chains: number;
  readonly phase: "warmup" | "samples";
  /** Steps made by this chain, of `iterations`, warm-up and thinned-out ones included. */
  readonly iteration: number;
  readonly iterations: number;
  /** Divergent transitions of this chain after warm-up. */
  readonly divergences: number;
  readonly stepSize: number;
  /** Since the first chain started. */
  readonly seconds: number;
}

function functionSchema<F>(words: string) {
  return z.custom<F>((value) => typeof value === "function", words);
}

/** Whether it is a list or typed array of numbers, of any length. */
export function isCoordinates(value: unknown): value is ArrayLike<number> {
  const list = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  return list && Array.from(value as ArrayLike<unknown>).every((x) => typeof x === "number");
}

const coordinates = z.custom<ArrayLike<number>>(isCoordinates, "a list of numbers");

const schema = z.strictObject({
  kernel: z
    .union([z.enum(kernelNames), functionSchema<KernelFactory>("a function that makes a kernel")])
    .default("nuts"),
  potential: potentialSchema,
  initial: z.union([
    functionSchema<InitialPosition>("a function (random, chain) => position"),
    z.array(coordinates).min(1),
  ]),
  chains: z.int().min(1).max(1000).default(4),
  warmup: z.int().min(0).max(10_000_000).default(1000),
  samples: z.int().min(1).max(10_000_000).default(1000),
  thinning: z.int().min(1).max(100_000).default(1),
  seed: z.int().min(0).max(0xffff_ffff).default(defaultSeed),
  targetAcceptance: z.number().gt(0).lt(1).optional(),
  mass: z.enum(["diagonal", "dense"]).default("diagonal"),
  stepSize: z.number().positive().optional(),
  maxTreeDepth: z.int().min(1).max(20).optional(),
  trajectoryLength: z.number().positive().optional(),
  signal: z.custom<AbortSignal>((value) => value instanceof AbortSignal, "an AbortSignal").optional(),
  onProgress: functionSchema<(progress: McmcProgress) => void>("a function").optional(),
});

export interface McmcOptions {
  /** The algorithm, or a function that makes a kernel. Default `nuts`. */
  readonly kernel?: KernelName | KernelFactory | undefined;
  readonly potential: Potential;
  /**
   * Where chains start: one position for each, or a function that draws one, asked up to 100 times for one with a
   * finite potential and gradient. `uniformStart` makes such a function.
   */
  readonly initial: InitialPosition | readonly ArrayLike<number>[];
  /** 1 to 1,000, one after another. Default 4. */
  readonly chains?: number | undefined;
  /** Steps of each chain that adapt and are thrown away, 0 to 10,000,000. Default 1,000. */
  readonly warmup?: number | undefined;
  /** Draws kept of each chain, 1 to 10,000,000. Default 1,000. */
  readonly samples?: number | undefined;
  /** Steps a draw, 1 to 100,000. Default 1: thinning saves memory, and never makes figures better. */
  readonly thinning?: number | undefined;
  /** Unsigned 32-bit. The same seed gives the same draws; a chain's do not depend on how many there are. */
  readonly seed?: number | undefined;
  /** Mean acceptance that warm-up aims at, in (0, 1). Default 0.8; for the random walk 0.234, or 0.44 in one dimension. */
  readonly targetAcceptance?: number | undefined;
  /** What warm-up estimates: variances, or the whole covariance. Default `diagonal`. */
  readonly mass?: "diagonal" | "dense" | undefined;
  /** Where warm-up starts its search; without warm-up, what is sampled with. Default: found at the initial position. */
  readonly stepSize?: number | undefined;
  /** Only for `nuts`: most doublings of a trajectory, 1 to 20. Default 10. */
  readonly maxTreeDepth?: number | undefined;
  /** Only for `hmc`: integration time, positive. Default π/2. */
  readonly trajectoryLength?: number | undefined;
  /** Heard about every 50 ms. */
  readonly signal?: AbortSignal | undefined;
  /** Called about every 50 ms, and at the end of every chain. */
  readonly onProgress?: ((progress: McmcProgress) => void) | undefined;
}

export type McmcSettings = Readonly<z.infer<typeof schema>>;

/** The options with their defaults. Throws `invalid-option` naming the one that does not fit. */
export function mcmcSettings(options: McmcOptions): McmcSettings {
  const settings = checked(schema, options, "MCMC");
  const { kernel, initial, chains } = settings;
  const belongs = { maxTreeDepth: "nuts", trajectoryLength: "hmc" } as const;
  for (const name of ["maxTreeDepth", "trajectoryLength"] as const) {
    if (settings[name] === undefined || kernel === belongs[name]) continue;
    throw new NescioError({
      code: "invalid-option",
      subject: `MCMC, option ${name}`,
      expected: `nothing, unless the kernel is "${belongs[name]}"`,
      found: String(settings[name]),
      next: "A kernel of one's own takes its options where it is made.",
    });
  }
  if (typeof initial !== "function" && initial.length !== chains) {
    throw new NescioError({
      code: "invalid-option",
      subject: "MCMC, option initial",
      expected: `one position for each of ${chains} chains, or a function`,
      found: `${initial.length} positions`,
    });
  }
  return settings;
}
