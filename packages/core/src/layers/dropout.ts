import * as z from "zod";
import { call } from "../engine/call.js";
import { pixelWindow } from "../engine/window.js";
import type { StepBase, StepKind } from "./kind.js";

const schema = z.strictObject({
  type: z.literal("dropout"),
  /** Share of the values that training sets to zero, in [0, 1); the others grow by 1 / (1 − rate). */
  rate: z.number().min(0).lt(1),
});

/** Sets a share of the values to zero at random (Srivastava et al. 2014). */
export type DropoutLayer = z.infer<typeof schema>;

export interface DropoutStep extends StepBase {
  readonly kind: "dropout";
  readonly rate: number;
}

export const dropout = {
  schema,
  shape: (_, input) => input,
  step: ({ rate }, source, target): DropoutStep => {
    return { kind: "dropout", rate, source, target, relu: false, border: 0 };
  },
  window: () => pixelWindow,
  keepsOrder: true,
  random: true,
  multiplications: () => 0,
  record: ({ rate }) => {
    const { threshold, scale } = kernelRate(rate);
    return { code: 3, integer: threshold, real: scale };
  },

  gradientQuads: false,
  inputSquares: false,
  train: (_, { step, place, window, from, out, outSquares, dz }, { quadBytes }) => {
    const mask = { window, layer: place, ...kernelRate(step.rate) };
    return {
      forward: call("dropoutForward", { ...mask, x: from, out, squares: outSquares }),
      backward: (previous) =>
        call("dropoutBackward", {
          ...mask,
          x: previous.out,
          dz,
          relu: previous.step.relu ? 1 : 0,
          ratio: previous.ratio,
          dx: previous.dz,
          dxQuads: previous.dzQuads,
          dxv: previous.dv,
          dxvQuads: previous.dvQuads,
          quadBytes,
        }),
      // The random bits of 64 features.
      scratchBytes: 2048,
    };
  },
} satisfies StepKind<DropoutLayer, DropoutStep>;

/** A rate as the kernels take it: in units of 2⁻²⁴, and what the values that stay grow by. */
function kernelRate(rate: number): { threshold: number; scale: number } {
  // Next to 1 as near as the unit allows, also for what the values that stay grow by, so that means stay what they are.
  const most = 2 ** 24 - 1;
  return {
    threshold: Math.min(Math.round(rate * 2 ** 24), most),
    scale: 1 / (1 - Math.min(rate, most / 2 ** 24)),
  };
}
