import * as z from "zod";
import { call } from "../engine/call.js";
import { volumeSize } from "../engine/volume.js";
import { pixelWindow } from "../engine/window.js";
import { invalidNetwork, name, size } from "./checks.js";
import type { WeightedKind, WeightedStepBase } from "./kind.js";

const schema = z.strictObject({ type: z.literal("dense"), name, outputs: size });

/** W·x + b of flat inputs x. The weight is `[outputs, inputs]`. */
export type DenseLayer = z.infer<typeof schema>;

export interface DenseStep extends WeightedStepBase {
  readonly kind: "dense";
}

/** Quads of outputs that one unit of the forward pass covers: 100 KB of weights for 784 inputs. */
const GROUP = 8;

export const dense = {
  schema,
  shape: (layer, input, subject) => {
    if (input.length === 1) return [layer.outputs];
    const found = `shape ${input.join("×")}`;
    throw invalidNetwork(subject, "a flat input (put a flatten layer before it)", found);
  },
  weightShape: ({ outputs }, [inputs]) => [outputs, inputs],
  label: ({ outputs }) => `${outputs}`,

  step: ({ name, outputs }, volume, target): DenseStep => {
    const inputs = volumeSize(volume);
    const source = { height: 1, width: 1, channels: inputs };
    return { kind: "dense", name, inputs, outputs, source, target, relu: false, border: 0 };
  },
  window: () => pixelWindow,
  keepsOrder: false,
  random: false,
  initialWeight: ({ inputs }, scale) => ({ mean: 0, scale: scale === "he" ? Math.sqrt(2 / inputs) : scale }),
  multiplications: ({ inputs, outputs }) => inputs * outputs,
  record: () => ({ code: 0 }),

  gradientQuads: true,
  inputSquares: true,
  // The weights are the larger part: each pass goes over all panels with a part of them.
  train: (_, memory, { local, quadBytes }) => {
    const { step, index, from, fromSquares, out, outSquares, ratio, dz, dzQuads, dv, dvQuads } = memory;
    const { outputs } = step;
    const inputs1 = step.inputs + 1;
    const product = { inputs1, outputs, out, relu: step.relu ? 1 : 0, groupSize: GROUP };
    const { params: mu, drawn } = memory;
    return {
      forward: local
        ? call("forwardLocal", {
            ...product,
            mu,
            variance: drawn,
            x: from,
            squares: fromSquares,
            outSquares,
            ratio,
            layer: index,
          })
        : call("forwardDrawn", { ...product, w: drawn, x: from }),
      backward: (previous) =>
        call("backwardDense", {
          w: local ? mu : drawn,
          variance: drawn,
          inputs1,
          outputs,
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
      units: {
        forward: Math.ceil(Math.ceil(outputs / 4) / GROUP),
        backward: Math.ceil(volumeSize(step.source) / 4),
      },
      gradients: [],
      prepare: [],
      source: { kind: "product", x: from, squares: fromSquares, dz: dzQuads, dv: dvQuads },
      // Two pairs of quads of gradients; a group's normals; the transposed weights of four inputs, twice.
      scratchBytes: Math.max(inputs1 * 64, GROUP * quadBytes, outputs * 32 + 256),
    };
  },
} satisfies WeightedKind<DenseLayer, DenseStep>;
