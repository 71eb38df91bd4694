import type { Model, RowDataset } from "@nescio/core";
import { z } from "@nescio/core/internal";
import { readRows, type ReviewRecord } from "@nescio/server";
import { jsonInput, namingReview, wrongInput } from "./review-input.js";

const schema = z.union([
  z.array(z.number()).transform((values) => ({ kind: "values" as const, values })),
  z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .transform((cells) => ({ kind: "row" as const, cells })),
]);

type RowInput = z.infer<typeof schema>;

/** Rows that were reviewed as the network takes them: JSON objects of its columns, or arrays of its numbers. */
export function rowsOfReviews(model: Model, records: readonly ReviewRecord[]): RowDataset {
  const inputs = records.map(inputOf);
  try {
    return readRows(model, inputs);
  } catch (error) {
    // Which of them it is, each alone says; where it is none, it is what they say together: other units than in training.
    for (const [i, record] of records.entries()) checkAlone(model, inputs[i], record);
    throw error;
  }
}

function checkAlone(model: Model, input: RowInput, record: ReviewRecord): void {
  try {
    readRows(model, [input]);
  } catch (error) {
    throw namingReview(error, record);
  }
}

function inputOf(record: ReviewRecord): RowInput {
  const expected = "a row as a JSON object of the model's columns, or an array of its numbers";
  const { data, success } = schema.safeParse(jsonInput(record, expected));
  if (!success) throw wrongInput(record, "invalid-data", expected, "other JSON");
  return data;
}
