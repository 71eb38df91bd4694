import type { Dataset } from "../../data/dataset.js";
import { Arena } from "../../engine/arena.js";
import { stepChain, type DenseStep } from "../../engine/chain.js";
import { CONTROL_BYTES, writeControl } from "../../engine/control.js";
import { defaultThreads, Executor } from "../../engine/executor.js";
import type { KernelVariant } from "../../engine/kernels.js";
import type { Phase, Task } from "../../engine/program.js";
import { quadLength, toQuads } from "../../engine/quads.js";
import { throwIfAborted } from "../../errors.js";
import { defaultSeed } from "../../math/random.js";
import type { Network } from "../../network/network.js";
import type { Predictive } from "../../predictive/predictive.js";
import type { GaussianTensor, PredictOptions } from "../posterior.js";
import { checkPrediction, reserveLogProbs } from "../prediction.js";

/** Most images at a time: their moments stay in the last-level cache. */
const CHUNK = 1024;
/** Images of a unit of work; chunks are multiples of it, so that units are whole. */
const UNIT = 32;
/** Bytes of log-probabilities that the engine keeps at a time: with many samples, fewer images are in a chunk. */
const CHUNK_BYTES = 256 * 1024 * 1024;
/** Bytes of drawn weights kept at a time; samples beyond are drawn in further rounds. */
const DRAWN_BYTES = 32 * 1024 * 1024;
/** Quads of outputs in one unit of the moments. */
const GROUP = 16;
/** Below about this much arithmetic, starting workers costs more than they save. */
const WORTH_THREADS = 2e9;

/**
 * Samples networks and lets them classify every image. For the first layer each image's pre-activations are
 * drawn — exactly independent Gaussians with mean μ·x and variance σ²·x² (Kingma, Salimans and Welling 2015) —
 * and for later layers each sample's weights. Every image's predictive distribution is that of drawn networks;
 * only the first layer's noise is independent between images where one drawn network would share it.
 */
export async function predictMeanField(
  posterior: { readonly network: Network; readonly tensors: ReadonlyMap<string, GaussianTensor> },
  dataset: Dataset,
  options: PredictOptions & {
    readonly variant?: KernelVariant | undefined;
    /** About how many bytes of log-probabilities the engine keeps at a time. The result is the same for any. */
    readonly chunkBytes?: number;
  },
): Promise<Predictive> {
  const { samples = 100, seed = defaultSeed, signal, onProgress } = options;
  checkPrediction(posterior.network, dataset, samples, seed);
  const chain = stepChain(posterior.network).steps as DenseStep[];
  const size = chain[0].inputs;
  const first = chain[0].outputs;
  const classes = chain.at(-1)!.outputs;
  const later = chain.slice(1);
  const result = reserveLogProbs(dataset.count, samples, classes);
  const fitting = Math.floor((options.chunkBytes ?? CHUNK_BYTES) / (4 * samples * classes * UNIT)) * UNIT;
  const chunk = Math.min(CHUNK, Math.max(UNIT, fitting), Math.ceil(dataset.count / 8) * 8);
  const panels = chunk / 8;

  const arena = new Arena();
  const control = arena.reserve(CONTROL_BYTES);
  const pixels = arena.reserve(chunk * size);
  const order = arena.reserve(chunk * 4);
  const x = arena.reserve(panels * (size + 1) * 32);
  const squares = arena.reserve(panels * (size + 1) * 32);
  const mean = arena.reserve(panels * first * 32);
  const sd = arena.reserve(panels * first * 32);
  const logProbs = arena.reserve(Math.min(chunk, dataset.count) * samples * classes * 4);
  const parameters = chain.map(({ inputs, outputs }) => {
    const bytes = quadLength(inputs, outputs) * 4;
    return { loc: arena.reserve(bytes), scale: arena.reserve(bytes) };
  });
  // One sample's weights of the later layers lie together, a layer after the other.
  const offsets: number[] = [];
  let weightBytes = 0;
  for (const { inputs, outputs } of later) {
    offsets.push(weightBytes);
    weightBytes += Math.ceil((quadLength(inputs, outputs) * 4) / 64) * 64;
  }
  const groupSamples = Math.min(samples, Math.max(1, Math.floor(DRAWN_BYTES / Math.max(1, weightBytes))));
  const drawn = arena.reserve(groupSamples * weightBytes);
  const descriptors = arena.reserve(chain.length * 16);
  const widest = Math.max(...chain.map(({ outputs }) => Math.ceil(outputs / 4) * 4));
  const widestIn = Math.max(...chain.map(({ inputs }) => inputs)) + 1;

  const work =
    dataset.count * samples * later.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, first * 8);
  const executor = await Executor.start(arena, {
    threads: options.threads ?? (work < WORTH_THREADS ? 1 : defaultThreads()),
    variant: options.variant,
    scratchBytes: 64 + 2048 + 128 + Math.max(2 * (widest + 1) * 32, (widestIn + 1) * 16),
  });
  try {
    chain.forEach(({ name, inputs, outputs }, l) => {
      const weight = posterior.tensors.get(`${name}.weight`)!;
      const bias = posterior.tensors.get(`${name}.bias`)!;
      const length = quadLength(inputs, outputs);
      const scale = executor.f32(parameters[l].scale, length);
      toQuads(weight.loc, bias.loc, inputs, outputs, executor.f32(parameters[l].loc, length));
      toQuads(weight.scale, bias.scale, inputs, outputs, scale);
      if (l === 0) scale.forEach((value, i) => (scale[i] = value * value));
      const row = executor.u32(descriptors + l * 16, 4);
      row.set([inputs + 1, outputs, chain[l].relu ? 1 : 0, l === 0 ? 0 : drawn + offsets[l - 1]]);
    });
    executor.u32(order, chunk).forEach((_, i, all) => (all[i] = i));
    for (let from = 0; from < dataset.count; from += chunk) {
      const count = Math.min(chunk, dataset.count - from);
      const active = Math.ceil(count / 8);
      executor.u8(pixels, count * size).set(dataset.pixels.subarray(from * size, (from + count) * size));
      writeControl(executor.buffer, control, { start: 0, count, seed });
      const gather: Task = {
        kernel: "gatherPixels",
        units: active,
        args: [pixels, order, 1, size, size, 0, size + 1, x, squares],
      };
      const { loc, scale } = parameters[0];
      const moments: Task = {
        kernel: "moments",
        units: Math.ceil(Math.ceil(first / 4) / GROUP),
        args: [loc, scale, x, squares, size + 1, active, mean, sd, first, GROUP],
      };
      for (let sample = 0; sample < samples; sample += groupSamples) {
        throwIfAborted(signal, "prediction");
        const group = Math.min(groupSamples, samples - sample);
        // Where all samples fit, their weights stay from chunk to chunk.
        const draw = groupSamples < samples || from === 0 ? drawTasks(sample, group) : [];
        const run: Task = {
          kernel: "sampleNetworks",
          units: Math.ceil(active / 4),
          args: [
            ...[mean, sd, descriptors, chain.length, weightBytes, sample, group, samples, count],
            ...[from, logProbs, widest],
          ],
        };
        const program: Phase[] = sample === 0 ? [[gather], [moments, ...draw], [run]] : [draw, [run]];
        await executor.run(program, control, 1, signal);
      }
      const values = count * samples * classes;
      result.set(executor.f32(logProbs, values), from * samples * classes);
      onProgress?.(from + count, dataset.count);
    }
    return { images: dataset.count, samples, classes, logProbs: result };
  } finally {
    await executor.close();
  }

  function drawTasks(firstSample: number, group: number): Task[] {
    return later.map(({ inputs, outputs }, i): Task => {
      const quads = Math.ceil(outputs / 4);
      const { loc, scale } = parameters[i + 1];
      return {
        kernel: "drawWeights",
        units: group * quads,
        args: [loc, scale, inputs + 1, quads, drawn + offsets[i], weightBytes, i + 1, firstSample],
      };
    });
  }
}
