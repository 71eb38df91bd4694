import * as z from "zod";
import type { LayerKind } from "./kind.js";

const schema = z.strictObject({ type: z.literal("flatten") });

/** Makes a row of features of an image, in the order height, width, channels, in which they lie already. */
export type FlattenLayer = z.infer<typeof schema>;

export const flatten = {
  schema,
  shape: (_, input) => [input.reduce((a, b) => a * b, 1)],
} satisfies LayerKind<FlattenLayer>;
