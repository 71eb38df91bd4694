import * as z from "zod";
import { call } from "../engine/call.js";
import { windowsIn } from "./checks.js";
import type { StepBase, StepKind } from "./kind.js";

type PoolType = "maxPool2d" | "avgPool2d";

/** Square windows of pixels; those that do not fit whole are dropped. `stride` is `size` where it is left out. */
const schemaOf = <T extends PoolType>(type: T) =>
  z
    .strictObject({
      type: z.literal(type),
      size: z.int().min(1).max(256),
      stride: z.int().min(1).max(256).optional(),
    })
    .transform((layer) => ({ ...layer, stride: layer.stride ?? layer.size }));

/** The largest, or the mean, of the values under each window, channel by channel. */
export type PoolLayer<T extends PoolType = PoolType> = z.output<ReturnType<typeof schemaOf<T>>>;

export interface PoolStep<T extends PoolType = PoolType> extends StepBase {
  readonly kind: T;
  readonly size: number;
  readonly stride: number;
}

const pool = <T extends PoolType>(type: T, code: number) => {
  const isMax = type === "maxPool2d" ? 1 : 0;
  return {
    schema: schemaOf(type),
    shape: ({ size, stride }, input, subject) => [...windowsIn(input, size, stride, 0, subject), input[2]],
    step: ({ size, stride }, source, target): PoolStep<T> => {
      return { kind: type, size, stride, source, target, relu: false, border: 0 };
    },
    window: ({ size, stride }) => ({ kernel: size, stride, padding: 0 }),
    keepsOrder: type === "maxPool2d",
    random: false,
    multiplications: () => 0,
    record: () => ({ code }),

    gradientQuads: false,
    inputSquares: false,
    train: (_, { window, from, out, outSquares, dz }) => ({
      forward: call("poolForward", { isMax, window, x: from, out, squares: outSquares }),
      backward: (previous) =>
        call("poolBackward", {
          isMax,
          window,
          x: previous.out,
          dz,
          relu: previous.step.relu ? 1 : 0,
          ratio: previous.ratio,
          dx: previous.dz,
          dxv: previous.dv,
        }),
      scratchBytes: 0,
    }),
  } satisfies StepKind<PoolLayer<T>, PoolStep<T>>;
};

export const maxPool2d = pool("maxPool2d", 1);
export const avgPool2d = pool("avgPool2d", 2);
