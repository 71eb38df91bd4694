import { call } from "../../engine/call.js";
import type { Arena } from "../../engine/arena.js";
import type { Task } from "../../engine/program.js";
import type { ConvStep } from "./step.js";
import type { LayerMemory, Tiles, TrainingContext, WeightedCalls } from "../kind.js";

/** Tiles that the kernels transform at a time, and quads of outputs that they multiply them with. */
const TILES = 4;
const QUADS = 4;
/** Bytes of their own at the start of scratch memory. */
const WORK = 768;

/** Fewer channels on either side, and the transforms take what the products save. */
const LEAST_CHANNELS = 8;

/**
 * How a convolution is computed by tiles, with 16 multiplications for 2×2 outputs instead of 36, 25 for 3×3 instead of 81, or
 * 36 for 4×4 instead of 144 (kernels/winograd.ts); undefined where that does not pay.
 */
export function tilesOf(step: ConvStep): Tiles | undefined {
  const { kernel, stride, padding, source, outputs } = step;
  if (kernel !== 3 || stride !== 1 || padding > 2 || Math.min(source.channels, outputs) < LEAST_CHANNELS) {
    return undefined;
  }
  const size = tileSize(step);
  return {
    size,
    kernelBytes: kernelBytes(size, source.channels, outputs),
    scratchBytes: productBytes(size, source.channels),
  };
}

/** Bytes of transformed kernels. */
function kernelBytes(size: number, channels: number, outputs: number): number {
  return entriesOf(size) * Math.ceil(outputs / 4) * channels * 16;
}

/** Scratch memory for the products of a block of tiles, whose inputs have so many `features`. */
function productBytes(size: number, features: number): number {
  return WORK + features * 32 + entriesOf(size) * (blockBytes(features) + TILES * QUADS * 128);
}

/** Bytes of an entry of a block's transformed inputs. */
function blockBytes(features: number): number {
  return TILES * features * 32 + 64;
}

/** Entries of a transformed tile. */
function entriesOf(size: number): number {
  return (size + 2) ** 2;
}

/** Outputs along a side of a tile: what makes the least work, edges that reach over the image counted. */
function tileSize({ target }: ConvStep): number {
  const products = (size: number): number =>
    Math.ceil(target.height / size) * Math.ceil(target.width / size) * entriesOf(size);
  return [2, 3, 4].reduce((best, size) => (products(size) < products(best) ? size : best));
}

/**
 * Trains a convolution by tiles. The local estimator does not: its variances are sums of squares, of which differences would
 * lose the small ones.
 */
export function trainByTiles(
  arena: Arena,
  { step, window, units, from, out, dz, drawn: w }: LayerMemory<ConvStep>,
  size: number,
  { span, slots, continues }: TrainingContext,
): WeightedCalls {
  const { source, inputs, outputs } = step;
  const { channels } = source;
  const entries = entriesOf(size);
  const quads = (features: number): number => Math.ceil(features / 4);
  const kernels = arena.reserve(kernelBytes(size, channels, outputs));
  const turned = continues ? arena.reserve(kernelBytes(size, outputs, channels)) : 0;
  const before: Task[] = [
    { ...call("transformKernels", { size, window, w, to: kernels }), units: quads(outputs) },
  ];
  if (continues) {
    before.push({
      ...call("transformTurnedKernels", { size, window, w, to: turned }),
      units: quads(channels),
    });
  }

  const widest = Math.max(channels, outputs);
  const slotBytes = units * 2 * (inputs + 1) * 16;
  const gradients = arena.reserve(slots * slotBytes);
  return {
    forward: call("convolveByTiles", { size, window, w, kernels, x: from, out }),
    backward: (previous) =>
      call("backwardByTiles", {
        size,
        window,
        kernels: turned,
        dz,
        x: previous.out,
        relu: previous.step.relu ? 1 : 0,
        dx: previous.dz,
      }),
    gradients: [call("gradientByTiles", { size, window, x: from, dz, gradients, slotBytes, span })],
    before,
    prepare: [],
    source: { kind: "slots", gradients, gradientsV: 0, slotBytes, span },
    // Products of a block; or a panel's gradients, with those of a block; or two pairs of quads of gradients.
    scratchBytes: Math.max(
      productBytes(size, widest),
      WORK +
        channels * 32 +
        16 * 128 +
        2 * entries * TILES * 128 +
        entries * blockBytes(channels) +
        units * (channels * entries * 32 + 32),
      (inputs + 1) * 64,
    ),
  };
}
