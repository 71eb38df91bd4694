import * as z from "zod";
import { call } from "../engine/call.js";
import type { Call, Task } from "../engine/program.js";
import { volumeSize } from "../engine/volume.js";
import { invalidNetwork, name, windowsIn } from "./checks.js";
import type { WeightedKind, WeightedStepBase } from "./kind.js";

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

export interface ConvStep extends WeightedStepBase {
  readonly kind: "conv2d";
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** Positions whose gradients the kernel lays out at a time, or one row of them. */
const BLOCK = 128;

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
  record: () => ({ code: 0 }),

  gradientQuads: false,
  inputSquares: true,
  train: (arena, memory, { local, span, slots, continues }) => {
    const { step, window, index, units, from, fromSquares, out, outSquares, ratio, dz, dv } = memory;
    const { params: mu, drawn } = memory;
    const { source, target, inputs, outputs, kernel } = step;
    const slotBytes = units * 2 * (inputs + 1) * 16;
    const gradients = arena.reserve(slots * slotBytes);
    const gradientsV = local ? arena.reserve(slots * slotBytes) : 0;
    const gradient = (x: number, dz: number, gradients: number): Call =>
      call("convolutionGradient", { window, x, dz, gradients, slotBytes, span });

    // For the backward pass: each quad of channels, with room for one quad of outputs more.
    const transposedBytes = Math.ceil(source.channels / 4) * (kernel ** 2 * outputs + 4) * 16;
    const transposed = continues ? arena.reserve(transposedBytes) : 0;
    const transposedV = continues && local ? arena.reserve(transposedBytes) : 0;
    const transpose = (w: number, to: number): Task => ({
      ...call("transposeKernels", { window, w, to }),
      units: Math.ceil(source.channels / 4),
    });
    const prepare = local
      ? [transpose(mu, transposed), transpose(drawn, transposedV)]
      : [transpose(drawn, transposed)];
    return {
      forward: local
        ? call("convolveLocal", {
            window,
            mu,
            variance: drawn,
            x: from,
            squares: fromSquares,
            out,
            outSquares,
            ratio,
            layer: index,
          })
        : call("convolveDrawn", { window, w: drawn, x: from, out }),
      backward: (previous) =>
        call("backwardConvolution", {
          window,
          w: transposed,
          variance: transposedV,
          dz,
          dv,
          x: previous.out,
          relu: previous.step.relu ? 1 : 0,
          ratio: previous.ratio,
          dx: previous.dz,
          dxv: previous.dv,
        }),
      gradients: [gradient(from, dz, gradients), ...(local ? [gradient(fromSquares, dv, gradientsV)] : [])],
      prepare: continues ? prepare : [],
      source: { kind: "slots", gradients, gradientsV, slotBytes },
      // Two pairs of quads of gradients; a row's normals; a block's gradients as two quads.
      scratchBytes: Math.max((inputs + 1) * 64, target.width * 128, Math.max(BLOCK, target.width) * 256),
    };
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
