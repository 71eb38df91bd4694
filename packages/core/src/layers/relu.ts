import * as z from "zod";
import type { LayerKind } from "./kind.js";

const schema = z.strictObject({ type: z.literal("relu") });

/** max(x, 0), value by value. */
export type ReluLayer = z.infer<typeof schema>;

export const relu = {
  schema,
  shape: (_, input) => input,
  activation: "relu",
} satisfies LayerKind<ReluLayer>;
