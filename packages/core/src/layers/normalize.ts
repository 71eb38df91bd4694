import * as z from "zod";
import { checkImage, invalidNetwork } from "./checks.js";
import type { LayerKind } from "./kind.js";

const schema = z.strictObject({
  type: z.literal("normalize"),
  /** The value that becomes 0, for each channel, where a pixel of 255 is 1. */
  offset: z.array(z.number().min(-1e6).max(1e6)).min(1).max(4),
  /** What its values are divided by; negative: dark becomes light. Not 0: at least 1e-6 from it. */
  scale: z
    .array(
      z
        .number()
        .min(-1e6)
        .max(1e6)
        .refine((value) => Math.abs(value) >= 1e-6, "a number at least 1e-6 from 0"),
    )
    .min(1)
    .max(4),
});

/**
 * How pixels become numbers: (pixel / 255 − offset) / scale, channel by channel. It can only be the first layer; without it
 * pixels are divided by 255. Zeros that a convolution pads with are the offset's colour.
 */
export type NormalizeLayer = z.infer<typeof schema>;

export const normalize = {
  schema,
  shape: ({ offset, scale }, input, subject) => {
    checkImage(input, subject);
    const channels = input[2];
    const wrong = Object.entries({ offset, scale }).find(([, values]) => values.length !== channels);
    if (wrong === undefined) return input;
    throw invalidNetwork(
      `${subject}, ${wrong[0]}`,
      `a number for each of the ${channels} channels`,
      `${wrong[1].length}`,
    );
  },
  reads: ({ offset, scale }) =>
    scale.map((divisor, channel) => ({ factor: 1 / (255 * divisor), addend: -offset[channel] / divisor })),
} satisfies LayerKind<NormalizeLayer>;
