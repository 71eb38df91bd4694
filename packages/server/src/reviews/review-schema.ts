import * as z from "zod";
import { checked } from "@nescio/core/internal";
import { arrivals, type NewReview, type ReviewRecord } from "./review.js";
import { isReviewId } from "./review-id.js";

/** Most bytes of an input; 64 MiB. */
const maxInputBytes = 2 ** 26;

/** A text that both databases give back as it was: PostgreSQL has no NUL, and UTF-8 no half of a character. */
const text = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine(
      (value) => !/\0|\p{Surrogate}/u.test(value),
      "a text without NUL and without halves of characters",
    );

const reviewId = z.string().refine(isReviewId, "an identifier from newReviewId");
export const reviewer = text(200);
export const label = text(1000);
export const modelName = text(200);
const bytes = z
  .instanceof(Uint8Array, { error: "bytes, a Uint8Array" })
  .refine((value) => value.length <= maxInputBytes, `at most ${maxInputBytes} bytes`);
const features = z
  .instanceof(Float32Array, { error: "a Float32Array" })
  .refine((values) => values.every(Number.isFinite), "finite numbers");

const newReview = z
  .strictObject({
    id: reviewId,
    model: z.strictObject({
      name: modelName,
      digest: z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 as hex"),
    }),
    arrival: z.enum(arrivals),
    auditRate: z.number().positive().max(1).nullable(),
    input: z.strictObject({
      bytes,
      mediaType: text(200),
      shape: z.array(z.int().positive()).min(1).max(4),
    }),
    decision: z.json(),
    mutualInformation: z.number(),
    familiarity: z.number().min(0).max(1).nullable(),
    features: features.nullable(),
    score: z.number(),
    labelsWanted: z.union([z.literal(1), z.literal(2)]),
  })
  .refine(({ arrival, auditRate }) => (arrival === "audit") === (auditRate !== null), {
    path: ["auditRate"],
    error: "a rate for what came by audit, and null for all else",
  });

const verdict = z.strictObject({ reviewer, label: label.nullable(), at: z.int().nonnegative() });
const verdicts = z
  .array(verdict)
  .refine((all) => new Set(all.map((one) => one.reviewer)).size === all.length, "one verdict of a reviewer");

const subjectOf = (what: string) => (path: string) => (path === "" ? what : `${what}, ${path}`);

export function checkNewReview(value: NewReview): NewReview {
  return checked(newReview, value, subjectOf("the review"));
}

export function checkRecord({ verdicts: given, ...review }: ReviewRecord): ReviewRecord {
  const checkedVerdicts = checked(verdicts, given, subjectOf("the review, verdicts"));
  return { ...checkNewReview(review), verdicts: checkedVerdicts };
}

export function checkReviewer(value: string): string {
  return checked(reviewer, value, subjectOf("the reviewer"));
}

export function checkLabel(value: string): string {
  return checked(label, value, subjectOf("the label"));
}

export function checkKey(value: string): string {
  return checked(text(200), value, subjectOf("the setting's name"));
}

/** @param most Of one call. */
export function checkCount(value: number, most: number): number {
  return checked(z.int().min(1).max(most), value, subjectOf("how many reviews"));
}

/** @param value Most reviews that stay. */
export function checkLimit(value: number): number {
  return checked(z.int().nonnegative(), value, subjectOf("how many reviews"));
}

export function checkMilliseconds(value: number, what: string): number {
  return checked(z.int().positive(), value, subjectOf(what));
}
