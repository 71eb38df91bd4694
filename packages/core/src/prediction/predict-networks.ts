import type { Dataset } from "../data/dataset.js";
import { Arena } from "../engine/arena.js";
import { CONTROL_BYTES, writeControl } from "../engine/control.js";
import { checkThreads, defaultThreads, Executor, threadsFor } from "../engine/executor.js";
import type { KernelVariant } from "../engine/kernels.js";
import { volumeSize } from "../engine/volume.js";
import { NescioError, throwIfAborted } from "../errors.js";
import { defaultSeed } from "../math/random.js";
import { stepChain, type Chain } from "../layers/chain.js";
import { inputBytes, someValues, writeInputs } from "../layers/chain-input.js";
import { outputCount, withoutRandomLayers, type Network } from "../layers/network.js";
import type { Predictive } from "../predictive/predictive.js";
import type { PredictOptions } from "./posterior.js";
import { LANES } from "./network-weights.js";
import type { PredictionMemory, PredictionPlan } from "./plan.js";
import { checkPrediction, reserveLogProbs } from "./prediction.js";

/** Most images at a time: their moments stay in the last-level cache. */
const CHUNK = 1024;
/** Images of a unit of work; chunks are multiples of it, so that units are whole. */
const UNIT = 32;
/** Bytes of log-probabilities that the engine keeps at a time: with many samples, fewer images are in a chunk. */
const CHUNK_BYTES = 256 * 1024 * 1024;
/** Bytes of inputs that it keeps at a time: of large images, fewer are in a chunk. */
const INPUT_BYTES = 256 * 1024 * 1024;
/** So many images count as few where nobody says: what they need stays in memory for the next ones. */
export const FEW = 8;
/** Most memory that is kept for the next few images. */
const MAX_KEPT_BYTES = 128 * 1024 * 1024;
/** Kept of one owner at most: one image at a time, and many together. */
const MAX_KEPT = 2;

/** What every prediction on the engine takes. */
export interface NetworksOptions extends PredictOptions {
  readonly variant?: KernelVariant | undefined;
  /** About how many bytes of log-probabilities the engine keeps at a time. The result is the same for any. */
  readonly chunkBytes?: number | undefined;
  /** Whether dropout layers drop in prediction too (Gal and Ghahramani 2016). Default: they pass everything on. */
  readonly dropout?: boolean | undefined;
}

/** Makes plans. */
export interface Planner {
  /** Whether they take `lanes`. */
  readonly takesLanes: boolean;
  plan(chain: Chain, memory: PredictionMemory): PredictionPlan;
}

/**
 * Lets sampled networks classify every image, on the wasm engine, a chunk of images and a group of samples at a time.
 *
 * @param owner Whose networks they are. A few images on the calling thread leave the engine's memory with it, the drawn
 * weights too, so that the next image costs what its networks compute and no more.
 */
export async function predictNetworks(
  owner: object,
  network: Network,
  planner: Planner,
  dataset: Dataset,
  options: NetworksOptions,
): Promise<Predictive> {
  const { samples = 100, seed = defaultSeed } = options;
  checkPrediction(network, dataset, samples, seed);
  // Before anything long or large.
  const result = reserveLogProbs(dataset.count, samples, outputCount(network));
  throwIfAborted(options.signal, "prediction");
  const most = mostFew(options);
  const few = dataset.count <= most;
  const lanes = few && planner.takesLanes && paySideBySide(dataset.count, samples);
  const { variant, dropout, chunkBytes } = options;
  if (options.aside !== undefined) checkThreads(options.aside);
  const aside = few && options.aside !== undefined && defaultThreads() > 1;
  const threads = aside ? options.aside : options.threads;
  const key = [samples, lanes, threads, variant, dropout, chunkBytes, aside, most].join();
  const before = endings;
  const session =
    (few ? takeKept(owner, key) : undefined) ??
    (await PredictionSession.start(network, planner, few ? most : dataset.count, lanes, {
      ...options,
      ...{ threads, background: aside },
    }));
  let keep = false;
  try {
    const predictive = await session.predict(dataset, options, result);
    keep = few && session.isLight && (aside ? before === endings : session.isAlone);
    return predictive;
  } finally {
    // In the place of one that was put there meanwhile.
    if (keep) await putKept(owner, key, { session, aside });
    else await session.close();
  }
}

/** How many images count as few. */
export function mostFew({ few = FEW }: Pick<PredictOptions, "few">): number {
  if (Number.isInteger(few) && few >= 1 && few <= CHUNK) return few;
  throw new NescioError({
    code: "invalid-option",
    subject: "few images",
    expected: `a whole number from 1 to ${CHUNK}`,
    found: String(few),
  });
}

/**
 * Whether eight networks side by side, one image after the other, cost less than eight images side by side, one network after
 * the other: a quarter more for each panel, as every network has weights of its own to be read.
 */
export function paySideBySide(images: number, networks: number): boolean {
  return 5 * images * Math.ceil(networks / LANES) < 4 * Math.ceil(images / 8) * networks;
}

interface Kept {
  readonly session: PredictionSession;
  /** Whether it has threads of its own. */
  readonly aside: boolean;
}

/** By what they were started with, the one that was used last at the end. */
const kept = new WeakMap<object, Map<string, Kept>>();
/** Whose sessions have threads of their own. */
const owners = new Set<object>();
/** How often those were ended. */
let endings = 0;

/** Takes out what is kept for an owner while it works: a prediction that comes meanwhile makes its own. */
function takeKept(owner: object, key: string): PredictionSession | undefined {
  const all = kept.get(owner);
  const session = all?.get(key)?.session;
  all?.delete(key);
  return session;
}

/** Keeps a session, and closes those that have to go for it. */
async function putKept(owner: object, key: string, next: Kept): Promise<void> {
  const all = kept.get(owner) ?? new Map<string, Kept>();
  kept.set(owner, all);
  const left = [...(all.has(key) ? [all.get(key)!] : [])];
  all.delete(key);
  all.set(key, next);
  for (const [old, one] of all) {
    if (all.size <= MAX_KEPT) break;
    all.delete(old);
    left.push(one);
  }
  if (next.aside) owners.add(owner);
  await Promise.all(left.map(({ session }) => session.close()));
}

/** Ends the threads that wait for the next prediction with `aside`; one that is at work ends when it is done. */
export async function endAside(): Promise<void> {
  endings++;
  const ended: PredictionSession[] = [];
  for (const owner of owners) {
    for (const [key, { session, aside }] of kept.get(owner) ?? []) {
      if (!aside) continue;
      kept.get(owner)!.delete(key);
      ended.push(session);
    }
  }
  owners.clear();
  await Promise.all(ended.map((session) => session.close()));
}

/** The engine's memory for predictions of up to so many images with so many samples. */
class PredictionSession {
  /** The seed that the weights in memory were drawn with. */
  #seed: number | undefined;

  private constructor(
    private readonly plan: PredictionPlan,
    private readonly executor: Executor,
    private readonly places: { control: number; inputs: number; logProbs: number },
    private readonly chunk: number,
    private readonly samples: number,
    private readonly classes: number,
    /** Entries of `order` for each image. */
    private readonly copies: number,
  ) {}

  static async start(
    network: Network,
    planner: Planner,
    images: number,
    lanes: boolean,
    options: NetworksOptions & { readonly background?: boolean },
  ): Promise<PredictionSession> {
    const { samples = 100 } = options;
    const chain = stepChain(options.dropout === true ? network : withoutRandomLayers(network));
    const size = volumeSize(chain.input);
    const classes = outputCount(network);
    const fitting = Math.floor((options.chunkBytes ?? CHUNK_BYTES) / (4 * samples * classes * UNIT)) * UNIT;
    // Of each input its own bytes, and what becomes of them in front of the first layer.
    const large = Math.floor(INPUT_BYTES / (inputBytes(chain) + 4 * size) / UNIT) * UNIT;
    const chunk = Math.min(CHUNK, Math.max(UNIT, Math.min(fitting, large)), Math.ceil(images / 8) * 8);
    const arena = new Arena();
    const control = arena.reserve(CONTROL_BYTES);
    const inputs = arena.reserve(chunk * inputBytes(chain));
    // Side by side, networks see the same image.
    const copies = lanes ? LANES : 1;
    const order = arena.reserve(chunk * copies * 4);
    const logProbs = arena.reserve(Math.min(chunk, images) * samples * classes * 4);
    const panels = lanes ? chunk : chunk / 8;
    const plan = planner.plan(chain, { arena, inputs, order, logProbs, panels, samples, lanes });
    const executor = await Executor.start(arena, {
      threads: options.threads ?? threadsFor(images * samples * plan.work),
      background: options.background,
      variant: options.variant,
      scratchBytes: plan.scratchBytes,
    });
    plan.write(executor);
    executor.u32(order, chunk * copies).forEach((_, i, all) => (all[i] = Math.floor(i / copies)));
    return new PredictionSession(
      plan,
      executor,
      { control, inputs, logProbs },
      chunk,
      samples,
      classes,
      copies,
    );
  }

  /** Whether it computes on the calling thread: it may be left to the garbage collector. */
  get isAlone(): boolean {
    return this.executor.threads === 1;
  }

  /** Whether it has little memory. */
  get isLight(): boolean {
    return this.executor.buffer.byteLength <= MAX_KEPT_BYTES;
  }

  /** @param result Where the log-probabilities go. */
  async predict(dataset: Dataset, options: NetworksOptions, result: Float32Array): Promise<Predictive> {
    const { plan, executor, places, chunk, samples, classes, copies } = this;
    const { seed = defaultSeed, signal, onProgress } = options;
    let again = this.#seed === seed;
    // Until all is done again, what lies there may be of either seed.
    this.#seed = undefined;
    for (let from = 0; from < dataset.count; from += chunk) {
      const count = Math.min(chunk, dataset.count - from);
      writeInputs(executor, places.inputs, someValues(dataset, from, count));
      writeControl(executor.buffer, places.control, { start: 0, count: count * copies, seed });
      for (let sample = 0; sample < samples; sample += plan.groupSamples) {
        throwIfAborted(signal, "prediction");
        const group = Math.min(plan.groupSamples, samples - sample);
        const round = { from, count, sample, group, seed, again };
        await executor.run(plan.program(round, executor), places.control, 1, signal);
      }
      again = true;
      const values = count * samples * classes;
      result.set(executor.f32(places.logProbs, values), from * samples * classes);
      onProgress?.(from + count, dataset.count);
    }
    this.#seed = seed;
    return { images: dataset.count, samples, classes, logProbs: result };
  }

  close(): Promise<void> {
    return this.executor.close();
  }
}
