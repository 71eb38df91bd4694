import { call } from "../../engine/call.js";
import type { Arena } from "../../engine/arena.js";
import type { Task } from "../../engine/program.js";
import type { ConvStep } from "./step.js";
import { blockBytes, entriesOf, kernelBytes, productBytes, TILES, WORK } from "./tiles.js";
import type { LayerMemory, TrainingContext, WeightedCalls } from "../kind.js";

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
