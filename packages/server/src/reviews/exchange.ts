import * as z from "zod";
import type { Json } from "@nescio/core";
import { checked } from "@nescio/core/internal";
import { settle } from "./judge.js";
import { insertReview } from "./put.js";
import type { ReviewRecord } from "./review.js";
import { newReviewId } from "./review-id.js";
import { checkRecord } from "./review-schema.js";
import { reviewsOf } from "./rows.js";
import type { Database } from "./tables.js";

/**
 * A page of all reviews with their inputs and verdicts, in the order in which they came. Claims are not part of it.
 *
 * @param after The last id of the page before.
 */
export async function exportPage(
  { queries, now }: Database,
  after: string | undefined,
  count: number,
): Promise<ReviewRecord[]> {
  let query = queries
    .selectFrom("reviews")
    .innerJoin("review_inputs", "review_inputs.review_id", "reviews.id")
    .selectAll("reviews")
    .select("review_inputs.bytes")
    .orderBy("reviews.id")
    .limit(count);
  if (after !== undefined) query = query.where("reviews.id", ">", after);
  const rows = await query.execute();
  const reviews = await reviewsOf(rows, queries, await now(queries));
  return reviews.map(({ createdAt: _, state: _state, claim: _claim, input, ...review }, i) => ({
    ...review,
    input: { bytes: new Uint8Array(rows[i].bytes), ...input },
  }));
}

/**
 * Takes reviews over from another queue, all or none. What is there already stays: a review by its id, a verdict by its
 * reviewer; the other verdicts are added.
 *
 * @returns How many reviews, and how many verdicts, were new.
 */
export async function importPage(
  { queries, now }: Database,
  records: readonly ReviewRecord[],
): Promise<{ reviews: number; verdicts: number }> {
  return queries.transaction().execute(async (transaction) => {
    const added = { reviews: 0, verdicts: 0 };
    const time = await now(transaction);
    for (const { verdicts, ...review } of records) {
      if (await insertReview(transaction, review)) added.reviews++;
      let changed = false;
      for (const { reviewer, label, at } of verdicts) {
        const inserted = await transaction
          .insertInto("review_verdicts")
          .values({ id: newReviewId(at), review_id: review.id, reviewer, label, at })
          .onConflict((conflict) => conflict.columns(["review_id", "reviewer"]).doNothing())
          .returning("id")
          .executeTakeFirst();
        if (inserted === undefined) continue;
        added.verdicts++;
        changed = true;
      }
      if (!changed) continue;
      const row = await transaction
        .selectFrom("reviews")
        .selectAll()
        .where("id", "=", review.id)
        .executeTakeFirstOrThrow();
      await settle(transaction, row, undefined, time);
    }
    return added;
  });
}

/** A record as JSON, a line of an export. */
export function recordToJson({ input, features, verdicts, ...record }: ReviewRecord): Json {
  return {
    ...record,
    input: { ...input, shape: [...input.shape], bytes: Buffer.from(input.bytes).toString("base64") },
    features: features === null ? null : [...features],
    verdicts: verdicts.map((verdict) => ({ ...verdict })),
  };
}

/** Only what is different in JSON; the rest is looked at with every record. */
const binary = z.looseObject({
  input: z.looseObject({ bytes: z.base64("bytes in base64") }),
  features: z.array(z.number()).nullable(),
  verdicts: z.array(z.unknown()),
});

/** @throws NescioError `invalid-option` for what is no such record. */
export function recordFromJson(value: Json): ReviewRecord {
  const { input, features, ...record } = checked(binary, value, (path) =>
    path === "" ? "the review" : `the review, ${path}`,
  );
  return checkRecord({
    ...record,
    input: { ...input, bytes: new Uint8Array(Buffer.from(input.bytes, "base64")) },
    features: features === null ? null : Float32Array.from(features),
  } as unknown as ReviewRecord);
}
