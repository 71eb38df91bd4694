import * as z from "zod";
import { call } from "../engine/call.js";
import { pixelWindow } from "../engine/window.js";
import { invalidNetwork, name } from "./checks.js";
import type { WeightedKind, WeightedStepBase } from "./kind.js";

const schema = z.strictObject({
  type: z.literal("groupNorm"),
  name,
  /** Groups of neighbouring channels, whose number they divide: 1 for all channels together. */
  groups: z.int().min(1).max(4096),
});

/**
 * Group normalisation of an image (Wu and He 2018, arXiv 1803.08494): brings the values of each group of channels to mean
 * 0 and variance 1 (plus 10⁻⁵, as in PyTorch) over all positions, and scales and shifts each channel. Of flat features each is a
 * channel at one position: one group is layer normalisation (Ba, Kiros and Hinton 2016). Scales (the weight) and shifts (the bias)
 * are `[channels]` and have a posterior like any weights; training begins them around 1 and 0.
 */
export type GroupNormLayer = z.infer<typeof schema>;

/** As a layer of one input: what meets in an output is the channel's normalised value. */
export interface GroupNormStep extends WeightedStepBase {
  readonly kind: "groupNorm";
  readonly groups: number;
}

export const groupNorm = {
  schema,
  shape: ({ groups }, input, subject) => {
    const channels = input.at(-1)!;
    if (channels % groups === 0) return input;
    throw invalidNetwork(subject, `a number of groups that divides the ${channels} channels`, `${groups}`);
  },
  weightShape: (_, input) => [input.at(-1)!],
  label: () => undefined,

  step: ({ name, groups }, source, target): GroupNormStep => {
    const { channels } = target;
    return {
      kind: "groupNorm",
      name,
      groups,
      inputs: 1,
      outputs: channels,
      source,
      target,
      relu: false,
      border: 0,
    };
  },
  window: () => pixelWindow,
  keepsOrder: false,
  random: false,
  initialWeight: (_, scale) => ({ mean: 1, scale: scale === "he" ? 0 : scale }),
  multiplications: () => 0,
  record: ({ groups }) => ({ code: 4, integer: groups }),

  gradientQuads: false,
  // The variance is a product with squares of normalised values, which the kernels make themselves.
  inputSquares: false,
  train: (arena, memory, { local, span, slots, quadBytes }) => {
    const { step, window, index, units, from, out, outSquares, ratio, dz, dv, params: mu, drawn } = memory;
    const { groups, inputs, target } = step;
    const slotBytes = units * 2 * (inputs + 1) * 16;
    const gradients = arena.reserve(slots * slotBytes);
    const gradientsV = local ? arena.reserve(slots * slotBytes) : 0;
    const norm = { window, groups };
    return {
      forward: local
        ? call("groupNormLocal", {
            ...norm,
            mu,
            variance: drawn,
            x: from,
            out,
            outSquares,
            ratio,
            layer: index,
          })
        : call("groupNormDrawn", { ...norm, w: drawn, x: from, out }),
      backward: (previous) =>
        call("groupNormBackward", {
          ...norm,
          w: local ? mu : drawn,
          variance: local ? drawn : 0,
          dz,
          dv,
          x: previous.out,
          relu: previous.step.relu ? 1 : 0,
          ratio: previous.ratio,
          dx: previous.dz,
          dxQuads: previous.dzQuads,
          dxv: previous.dv,
          dxvQuads: previous.dvQuads,
          quadBytes,
        }),
      gradients: [
        call("groupNormGradient", { ...norm, x: from, dz, dv, gradients, gradientsV, slotBytes, span }),
      ],
      prepare: [],
      source: { kind: "slots", gradients, gradientsV, slotBytes, span },
      // A row's normals, and the groups' statistics.
      scratchBytes: target.width * 128 + groups * 64,
    };
  },
} satisfies WeightedKind<GroupNormLayer, GroupNormStep>;
