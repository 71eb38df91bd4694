import * as z from "zod";
import { isNested, listOf, takenBy } from "./first-fault.js";

/** What clients send and get, for the checks of requests, the OpenAPI document, and the client made of it. */

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Pixels `[height][width]` or `[height][width][channels]`, or all in a row. */
const values = takenBy(
  (value) => isNested(value, 3, { least: 1, isElement: Number.isFinite }),
  z.union([
    z.array(z.number()).min(1),
    z.array(z.array(z.number()).min(1)).min(1),
    z.array(z.array(z.array(z.number()).min(1)).min(1)).min(1),
  ]),
  "numbers, in up to three dimensions",
);

const row = takenBy(
  isRow,
  z.record(z.string().min(1).max(1000), cell),
  "an object of columns and their cells",
);

function isRow(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([name, one]) => name.length > 0 && name.length <= 1000 && cell.safeParse(one).success,
  );
}

export const jsonInput = z
  .union([
    values.describe(
      "Numbers: pixels from 0 to 255, [height][width][channels] or flat; or a row of a model without named columns",
    ),
    z.strictObject({
      image: z
        .base64({ error: "a file as base64" })
        .min(1)
        .describe("A PNG, JPEG, WebP, GIF or TIFF file, base64"),
    }),
    z.strictObject({
      row: row.describe("A row of a table by its columns; null: missing"),
    }),
  ])
  .describe("One input");

export const predictBody = z.strictObject({ inputs: listOf(jsonInput, { least: 1 }) }).meta({
  id: "PredictRequest",
  examples: [{ inputs: [{ image: "iVBORw0KGgo…" }] }],
});

const reviewChoices = ["policy", "none", "refused", "all"] as const;

export const predictQuery = z.strictObject({
  review: z
    .enum(reviewChoices)
    .default("policy")
    .describe(
      "What is put into the review queue: what the service does by itself, nothing, what is refused or ambiguous, or all",
    ),
  timeoutMs: z.coerce
    .number()
    .pipe(z.int().min(1))
    .optional()
    .describe(
      "When it is too late for an answer, in milliseconds from now; the service's own deadline holds beside it",
    ),
});

const probabilities = z.record(z.string(), z.number());

const prediction = z
  .object({
    decision: z
      .string()
      .describe("answer; or why there is none or more than one: ambiguous, uncertain, unfamiliar"),
    refused: z.boolean().describe('Whether this is an "I don\'t know"'),
    labels: z
      .array(z.string())
      .describe("Classes, the most probable first: the answer, or those in question"),
    reason: z.string().describe("Why it came out so, in a sentence"),
    probabilities: probabilities.describe("Mean probability of each class over the sampled networks"),
    quantiles: probabilities.optional().describe("Of each class, where the rule looks at quantiles"),
    uncertainty: z
      .object({
        entropy: z.number().describe("Of the mean probabilities"),
        expectedEntropy: z
          .number()
          .describe("Of one network's probabilities, on average: what is ambiguous in the input"),
        mutualInformation: z.number().describe("The difference: what the networks disagree about"),
      })
      .describe("In nats"),
    familiarity: z
      .number()
      .nullable()
      .describe("p-value in (0, 1]: how many genuine inputs look as strange; null: the model does not know"),
    set: z.array(z.string()).nullable().describe("The conformal prediction set, where the rule has one"),
    nearest: z.array(z.number()).describe("Places of the nearest training inputs, in the training set"),
    hints: z.array(z.string()).describe("What the reading of a picture noticed, in words"),
    review: z.string().nullable().describe("Its id in the review queue; null: it is not there"),
  })
  .meta({ id: "Prediction" });

export const predictResponse = z
  .object({
    model: z.object({ name: z.string(), digest: z.string().describe("SHA-256 of the model's file") }),
    predictions: z.array(prediction).describe("One for each input, in their order"),
  })
  .meta({ id: "PredictResponse" });
