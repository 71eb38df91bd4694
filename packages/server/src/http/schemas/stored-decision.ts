import * as z from "zod";
import type { Json } from "@nescio/core";

const shares = z.record(z.string(), z.number());

/** What a stored decision may say. All of it may be missing: a queue can come from elsewhere. */
export const decisionFields = {
  decision: z.string().optional().describe('"answer", "ambiguous", "unfamiliar", …'),
  refused: z.boolean().optional(),
  labels: z.array(z.string()).optional().describe("The classes that were answered."),
  reason: z.string().optional().describe("Why, in a sentence."),
  probabilities: shares.optional().describe("Of each class, the mean over the networks."),
  quantiles: shares.optional(),
  uncertainty: z
    .object({ entropy: z.number(), expectedEntropy: z.number(), mutualInformation: z.number() })
    .optional()
    .describe("In nats."),
  familiarity: z.number().nullable().optional().describe("p-value in (0, 1]."),
  set: z.array(z.string()).nullable().optional().describe("The prediction set."),
  nearest: z.array(z.number()).optional().describe("Places of the nearest training images."),
  hints: z.array(z.string()).optional(),
};

export type StoredDecision = z.infer<z.ZodObject<typeof decisionFields, z.core.$loose>>;

/** A stored decision as far as it is one: what is not as a service writes it is left out, and what is more stays. */
export function readDecision(stored: Json): StoredDecision {
  if (typeof stored !== "object" || stored === null || Array.isArray(stored)) return {};
  const fields = Object.entries(stored).filter(([name, value]) => {
    const field = Object.hasOwn(decisionFields, name)
      ? decisionFields[name as keyof typeof decisionFields]
      : undefined;
    return field === undefined || field.safeParse(value).success;
  });
  return Object.fromEntries(fields);
}
