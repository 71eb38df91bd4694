import type { Review } from "./review.js";
import { reviewsOf } from "./rows.js";
import type { Database } from "./tables.js";

export interface ClaimOptions {
  /** How many. Default 1, at most 1000. */
  readonly count?: number | undefined;
  /** How long they are the reviewer's, in milliseconds. Default 10 minutes. */
  readonly lease?: number | undefined;
  /**
   * Whether those that the reviewer has already are handed out with the others, and their leases begin anew: for a page that
   * was loaded again. Default false.
   */
  readonly again?: boolean | undefined;
}

/** @see ClaimOptions */
export const claimDefaults = { count: 1, lease: 600_000, most: 1000 };

/**
 * Hands the next reviews to a reviewer: of those that wait or whose lease has ended, or that are the reviewer's `again`, and that the reviewer has not judged yet,
 * the ones of the highest score.
 *
 * In PostgreSQL the rows are locked as they are found and rows that another service has locked are passed over (`skip
 * locked`), so that two never hand out the same one; a row that changed since the query began is looked at again when it is
 * locked. SQLite has one connection, on which transactions follow one another.
 */
export async function claimReviews(
  { kind, queries, now }: Database,
  reviewer: string,
  { count = claimDefaults.count, lease = claimDefaults.lease, again = false }: ClaimOptions,
): Promise<Review[]> {
  return queries.transaction().execute(async (transaction) => {
    const time = await now(transaction);
    const found = await transaction
      .selectFrom("reviews")
      .select("id")
      .where((where) =>
        where.or([
          where("state", "=", "waiting"),
          where.and([where("state", "=", "claimed"), where("lease_until", "<=", time)]),
          ...(again ? [where("claimed_by", "=", reviewer)] : []),
        ]),
      )
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom("review_verdicts")
              .select("review_verdicts.id")
              .whereRef("review_verdicts.review_id", "=", "reviews.id")
              .where("review_verdicts.reviewer", "=", reviewer),
          ),
        ),
      )
      .orderBy("score", "desc")
      .orderBy("id")
      .limit(count)
      .$if(kind === "postgres", (query) => query.forUpdate().skipLocked())
      .execute();
    if (found.length === 0) return [];
    const ids = found.map(({ id }) => id);
    await transaction
      .updateTable("reviews")
      .set({ state: "claimed", claimed_by: reviewer, lease_until: time + lease })
      .where("id", "in", ids)
      .execute();
    const rows = await transaction
      .selectFrom("reviews")
      .selectAll()
      .where("id", "in", ids)
      .orderBy("score", "desc")
      .orderBy("id")
      .execute();
    return reviewsOf(rows, transaction, time);
  });
}
