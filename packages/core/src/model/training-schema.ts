import * as z from "zod";

const positive = z.int().min(1);
const duration = z.number().min(0);

/** How a model came about, as its file says it; see `ModelTraining`. */
export const trainingSchema = z.strictObject({
  preset: z.string(),
  dataset: z.string(),
  epochs: positive,
  lossPerImageByEpoch: z.array(z.number()),
  seconds: duration,
  msPerStep: duration,
  threads: positive,
  options: z.json(),
  seed: z.int().min(0).max(0xffff_ffff),
  images: positive.optional(),
  total: positive.optional(),
  heldOut: z.int().min(0).optional(),
  split: z
    .strictObject({
      seed: z.int().min(0).max(0xffff_ffff),
      training: z.int().min(1),
      validation: z.int().min(0),
      familiarity: z.int().min(0),
      promise: z.int().min(0),
      groupBy: z.string().optional(),
    })
    .optional(),
  continued: z.strictObject({ epochs: positive.optional() }).optional(),
  data: z.array(
    z.strictObject({
      name: z.string(),
      sources: z.array(
        z.strictObject({ file: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 hex digits") }),
      ),
    }),
  ),
  version: z.string().min(1),
});
