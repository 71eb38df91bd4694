import { NescioError } from "@nescio/core";
import type { ReviewRecord } from "@nescio/server";

/**
 * The JSON that a review's input is.
 *
 * @param expected What it is to be, in words.
 * @throws NescioError `unsupported` or `invalid-data`, naming the review.
 */
export function jsonInput(record: ReviewRecord, expected: string): unknown {
  const { bytes, mediaType } = record.input;
  if (!/^application\/json\b/.test(mediaType)) throw wrongInput(record, "unsupported", expected, mediaType);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    throw wrongInput(record, "invalid-data", expected, found);
  }
}

export function wrongInput(
  { id }: ReviewRecord,
  code: "unsupported" | "invalid-data",
  expected: string,
  found: string,
): NescioError {
  return new NescioError({ code, subject: `review ${id}`, expected, found });
}

/** An error as one that names the review. */
export function namingReview(error: unknown, { id }: ReviewRecord): unknown {
  if (!(error instanceof NescioError)) return error;
  const { code, expected, found, next } = error;
  return new NescioError({ code, subject: `review ${id}`, expected, found, next, cause: error });
}
