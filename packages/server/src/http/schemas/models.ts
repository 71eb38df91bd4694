import * as z from "zod";

export const modelSchema = z
  .object({
    name: z.string(),
    digest: z.string().describe("SHA-256 of the model's file"),
    loadedAt: z.number().describe("Milliseconds since 1970"),
    classes: z.array(z.string()),
    input: z.union([
      z.object({
        kind: z.literal("images"),
        height: z.int(),
        width: z.int(),
        channels: z.int(),
        reading: z.string().describe("How a picture becomes the network's input"),
      }),
      z.object({
        kind: z.literal("rows"),
        columns: z.array(z.object({ name: z.string(), type: z.string() })),
      }),
      z.object({ kind: z.literal("numbers"), count: z.int() }),
    ]),
    posterior: z.string(),
    samples: z.int().describe("Networks that are sampled for an input"),
    rule: z.string(),
    condition: z.string().describe('When the rule answers, to follow "answers where"'),
    calibration: z
      .looseObject({})
      .nullable()
      .describe("The contract that the rule was calibrated to, and what was found"),
    familiarity: z.boolean().describe("Whether it knows how familiar inputs are"),
    trainedOn: z.array(z.string()),
    problem: z.string().nullable().describe("Why its file, which has changed, is not served; null: it is"),
  })
  .meta({ id: "Model" });
