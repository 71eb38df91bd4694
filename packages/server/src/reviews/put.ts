import type { NewReview } from "./review.js";
import { rowOf } from "./rows.js";
import type { Database, Queries } from "./tables.js";

/**
 * Stores reviews, all or none; those whose id is there already stay as they are, so that a call may be made again when its
 * answer did not arrive.
 *
 * @returns How many were new.
 */
export async function putReviews({ queries }: Database, reviews: readonly NewReview[]): Promise<number> {
  return queries.transaction().execute(async (transaction) => {
    let count = 0;
    for (const review of reviews) if (await insertReview(transaction, review)) count++;
    return count;
  });
}

/** @returns Whether it was new. */
export async function insertReview(queries: Queries, review: NewReview): Promise<boolean> {
  const inserted = await queries
    .insertInto("reviews")
    .values(rowOf(review))
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted === undefined) return false;
  await queries
    .insertInto("review_inputs")
    .values({ review_id: review.id, bytes: review.input.bytes })
    .execute();
  return true;
}
