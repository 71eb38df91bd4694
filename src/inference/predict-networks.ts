import type { Dataset } from "../data/dataset.js";
import { Arena } from "../engine/arena.js";
import { stepChain, volumeSize, type Chain } from "../engine/chain.js";
import { CONTROL_BYTES, writeControl } from "../engine/control.js";
import { defaultThreads, Executor } from "../engine/executor.js";
import type { KernelVariant } from "../engine/kernels.js";
import { throwIfAborted } from "../errors.js";
import { defaultSeed } from "../math/random.js";
import { outputCount, type Network } from "../network/network.js";
import type { Predictive } from "../predictive/predictive.js";
import type { PredictOptions } from "./posterior.js";
import type { PredictionMemory, PredictionPlan } from "./prediction-plan.js";
import { checkPrediction, reserveLogProbs } from "./prediction.js";

/** Most images at a time: their moments stay in the last-level cache. */
const CHUNK = 1024;
/** Images of a unit of work; chunks are multiples of it, so that units are whole. */
const UNIT = 32;
/** Bytes of log-probabilities that the engine keeps at a time: with many samples, fewer images are in a chunk. */
const CHUNK_BYTES = 256 * 1024 * 1024;
/** Below about this much arithmetic, starting workers costs more than they save. */
const WORTH_THREADS = 2e9;

/** What every prediction on the engine takes. */
export interface NetworksOptions extends PredictOptions {
  readonly variant?: KernelVariant | undefined;
  /** About how many bytes of log-probabilities the engine keeps at a time. The result is the same for any. */
  readonly chunkBytes?: number | undefined;
  /** Whether dropout layers drop in prediction too (Gal and Ghahramani 2016). Default: they pass everything on. */
  readonly dropout?: boolean | undefined;
}

/** Lets sampled networks classify every image, on the wasm engine, a chunk of images and a group of samples at a time. */
export async function predictNetworks(
  network: Network,
  planFor: (chain: Chain, memory: PredictionMemory) => PredictionPlan,
  dataset: Dataset,
  options: NetworksOptions,
): Promise<Predictive> {
  const { samples = 100, seed = defaultSeed, signal, onProgress } = options;
  checkPrediction(network, dataset, samples, seed);
  const chain = stepChain(options.dropout === true ? network : withoutDropout(network));
  const size = volumeSize(chain.input);
  const classes = outputCount(network);
  const result = reserveLogProbs(dataset.count, samples, classes);
  const fitting = Math.floor((options.chunkBytes ?? CHUNK_BYTES) / (4 * samples * classes * UNIT)) * UNIT;
  const chunk = Math.min(CHUNK, Math.max(UNIT, fitting), Math.ceil(dataset.count / 8) * 8);

  const arena = new Arena();
  const control = arena.reserve(CONTROL_BYTES);
  const pixels = arena.reserve(chunk * size);
  const order = arena.reserve(chunk * 4);
  const logProbs = arena.reserve(Math.min(chunk, dataset.count) * samples * classes * 4);
  const memory = { arena, pixels, order, logProbs, panels: chunk / 8, samples };
  const plan = planFor(chain, memory);
  const executor = await Executor.start(arena, {
    threads: options.threads ?? (dataset.count * samples * plan.work < WORTH_THREADS ? 1 : defaultThreads()),
    variant: options.variant,
    scratchBytes: plan.scratchBytes,
  });
  try {
    plan.write(executor);
    executor.u32(order, chunk).forEach((_, i, all) => (all[i] = i));
    for (let from = 0; from < dataset.count; from += chunk) {
      const count = Math.min(chunk, dataset.count - from);
      executor.u8(pixels, count * size).set(dataset.pixels.subarray(from * size, (from + count) * size));
      writeControl(executor.buffer, control, { start: 0, count, seed });
      for (let sample = 0; sample < samples; sample += plan.groupSamples) {
        throwIfAborted(signal, "prediction");
        const group = Math.min(plan.groupSamples, samples - sample);
        const round = { from, count, sample, group };
        plan.prepare?.(executor, round);
        await executor.run(plan.program(round), control, 1, signal);
      }
      const values = count * samples * classes;
      result.set(executor.f32(logProbs, values), from * samples * classes);
      onProgress?.(from + count, dataset.count);
    }
    return { images: dataset.count, samples, classes, logProbs: result };
  } finally {
    await executor.close();
  }
}

function withoutDropout(network: Network): Network {
  return { ...network, layers: network.layers.filter(({ type }) => type !== "dropout") };
}
