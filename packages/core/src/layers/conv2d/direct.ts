import { call } from "../../engine/call.js";
import type { Arena } from "../../engine/arena.js";
import type { Call, Task } from "../../engine/program.js";
import type { LayerMemory, TrainingContext, WeightedCalls } from "../kind.js";
import type { ConvStep } from "./step.js";

/** Positions whose gradients the kernel lays out at a time, or one row of them. */
const BLOCK = 128;

/** The kernels that multiply every input with every weight. */
export function trainDirectly(
  arena: Arena,
  memory: LayerMemory<ConvStep>,
  { local, span, slots, continues }: TrainingContext,
): WeightedCalls {
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
    source: { kind: "slots", gradients, gradientsV, slotBytes, span },
    // Two pairs of quads of gradients; a row's normals; a block's gradients as two quads.
    scratchBytes: Math.max((inputs + 1) * 64, target.width * 128, Math.max(BLOCK, target.width) * 256),
  };
}
