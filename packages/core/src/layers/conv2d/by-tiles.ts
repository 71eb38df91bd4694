import { call } from "../../engine/call.js";
import type { Arena } from "../../engine/arena.js";
import type { Task } from "../../engine/program.js";
import type { ConvStep } from "./step.js";
import type { LayerMemory, TrainingContext, WeightedCalls } from "../kind.js";

/** Tiles of 2×2 outputs that the kernels transform at a time, and quads of outputs that they multiply them with. */
const TILES = 4;
const QUADS = 4;

/** Fewer channels on either side, and the transforms take what the products save. */
const LEAST_CHANNELS = 8;

/**
 * Whether a convolution is trained by tiles, with 16 multiplications for 2×2 outputs instead of 36 (kernels/winograd.ts). The
 * local estimator is not: its variances are sums of squares, of which differences would lose the small ones.
 */
export function paysByTiles(
  { kernel, stride, padding, source, outputs }: ConvStep,
  { local, exact }: TrainingContext,
): boolean {
  return (
    !local &&
    !exact &&
    kernel === 3 &&
    stride === 1 &&
    padding <= 2 &&
    Math.min(source.channels, outputs) >= LEAST_CHANNELS
  );
}

export function trainByTiles(
  arena: Arena,
  { step, window, units, from, out, dz, drawn: w }: LayerMemory<ConvStep>,
  { span, slots, continues }: TrainingContext,
): WeightedCalls {
  const { source, inputs, outputs } = step;
  const { channels } = source;
  const quads = (features: number): number => Math.ceil(features / 4);
  const kernels = arena.reserve(16 * quads(outputs) * channels * 16);
  const turned = continues ? arena.reserve(16 * quads(channels) * outputs * 16) : 0;
  const before: Task[] = [{ ...call("transformKernels", { window, w, to: kernels }), units: quads(outputs) }];
  if (continues) {
    before.push({ ...call("transformTurnedKernels", { window, w, to: turned }), units: quads(channels) });
  }

  // Two quads of outputs, 16 entries of each, and the bias.
  const slotBytes = units * (channels * 512 + 32);
  const transformed = arena.reserve(slots * slotBytes);
  const gradients = arena.reserve(units * 2 * (inputs + 1) * 16);
  return {
    forward: call("convolveByTiles", { window, w, kernels, x: from, out }),
    backward: (previous) =>
      call("backwardByTiles", {
        window,
        kernels: turned,
        dz,
        x: previous.out,
        relu: previous.step.relu ? 1 : 0,
        dx: previous.dz,
      }),
    gradients: [call("gradientByTiles", { window, x: from, dz, slots: transformed, slotBytes, span })],
    before,
    prepare: [],
    after: [
      {
        ...call("gatherGradient", { window, slots: transformed, slotBytes, span, to: gradients }),
        units,
      },
    ],
    // One slot for all panels, however many there are.
    source: { kind: "slots", gradients, gradientsV: 0, slotBytes: 0, span: 2 ** 20 },
    scratchBytes: Math.max(
      64 + Math.max(channels, outputs) * (32 + 16 * TILES * 32) + TILES * QUADS * 2048,
      64 + channels * 32 + 256 + 32 * TILES * 128 + 16 * TILES * channels * 32,
      (inputs + 1) * 64,
    ),
  };
}
