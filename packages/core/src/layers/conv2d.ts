import * as z from "zod";
import { volumeSize } from "../engine/volume.js";
import { invalidNetwork, name, windowsIn } from "./checks.js";
import { tilesOf, trainByTiles } from "./conv2d/by-tiles.js";
import { trainDirectly } from "./conv2d/direct.js";
import type { ConvStep } from "./conv2d/step.js";
import type { WeightedKind } from "./kind.js";

const schema = z.strictObject({
  type: z.literal("conv2d"),
  name,
  /** Channels of what comes out. */
  outputs: z.int().min(1).max(4096),
  /** Pixels along a side of the square kernel. */
  kernel: z.int().min(1).max(15),
  /** Pixels from one position of the kernel to the next. */
  stride: z.int().min(1).max(15).default(1),
  /** Rows and columns of zeros around the image; fewer than the kernel's. */
  padding: z.int().min(0).max(14).default(0),
});

/** A convolution of an image with square kernels, and a bias. The weight is `[outputs, channels, kernel, kernel]`. */
export type ConvLayer = z.infer<typeof schema>;

export const conv2d = {
  schema,
  shape: ({ kernel, stride, padding, outputs }, input, subject) => {
    if (padding >= kernel)
      throw invalidNetwork(subject, `a padding below the kernel's ${kernel}`, `${padding}`);
    return [...windowsIn(input, kernel, stride, padding, subject), outputs];
  },
  weightShape: ({ outputs, kernel }, [, , channels]) => [outputs, channels, kernel, kernel],
  label: ({ outputs, kernel }) => `${outputs}c${kernel}`,

  step: ({ type: kind, ...rest }, source, target): ConvStep => {
    const inputs = rest.kernel ** 2 * source.channels;
    return { kind, ...rest, inputs, source, target, relu: false, border: 0 };
  },
  window: (step) => step,
  keepsOrder: false,
  random: false,
  // The kernels meet inputs in the order row, column, channel.
  toKernel: ({ source, kernel }, weight) => swapAxes(weight, source.channels, kernel ** 2),
  fromKernel: ({ source, kernel }, weight) => swapAxes(weight, kernel ** 2, source.channels),
  initialWeight: ({ inputs }, scale) => ({ mean: 0, scale: scale === "he" ? Math.sqrt(2 / inputs) : scale }),
  multiplications: ({ inputs, target }) => inputs * volumeSize(target),
  record: (step) => ({ code: 0, integer: tilesOf(step)?.size ?? 0 }),
  tiles: tilesOf,

  gradientQuads: false,
  inputSquares: true,
  train: (arena, memory, context) => {
    const tiles = context.local || context.exact ? undefined : tilesOf(memory.step);
    return tiles === undefined
      ? trainDirectly(arena, memory, context)
      : trainByTiles(arena, memory, tiles.size, context);
  },
} satisfies WeightedKind<ConvLayer, ConvStep>;

/** `[outputs, first, second]` as `[outputs, second, first]`. */
function swapAxes(weight: Float32Array, first: number, second: number): Float32Array {
  const size = first * second;
  return weight.map((_, at) => {
    const within = at % size;
    return weight[at - within + (within % first) * second + Math.floor(within / first)];
  });
}
