import { sql } from "kysely";
import { firstReviewIdAt } from "./review-id.js";
import type { Database } from "./tables.js";

/** What the queue may keep; of both limits the stricter one holds. */
export interface Retention {
  /** Milliseconds after which a review goes, whatever its state. */
  readonly age?: number | undefined;
  /** How many reviews stay, the latest ones. */
  readonly count?: number | undefined;
}

/**
 * Deletes a review with its input and its verdicts.
 *
 * @returns Whether it was there.
 */
export async function deleteReview(database: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await database.queries
    .deleteFrom("reviews")
    .where("id", "=", id)
    .executeTakeFirst();
  if (numDeletedRows > 0) await forget(database);
  return numDeletedRows > 0;
}

/**
 * Deletes what is older, or more, than may be kept.
 *
 * @returns How many reviews were deleted.
 */
export async function retainReviews(database: Database, { age, count }: Retention): Promise<number> {
  const { queries, now } = database;
  let deleted = 0;
  if (age !== undefined) {
    const first = firstReviewIdAt((await now(queries)) - age);
    const { numDeletedRows } = await queries.deleteFrom("reviews").where("id", "<", first).executeTakeFirst();
    deleted += Number(numDeletedRows);
  }
  if (count !== undefined) {
    const { numDeletedRows } = await queries
      .deleteFrom("reviews")
      .where("id", "<=", (where) =>
        where
          .selectFrom("reviews as latest")
          .select("latest.id")
          .orderBy("latest.id", "desc")
          .limit(1)
          .offset(count),
      )
      .executeTakeFirst();
    deleted += Number(numDeletedRows);
  }
  if (deleted > 0) await forget(database);
  return deleted;
}

/**
 * Of SQLite, what was deleted is overwritten in the file, but may stand in the log, which is emptied here. PostgreSQL has no
 * such promise: its vacuum frees the space, its log and its backups keep what they have for as long as they are kept.
 */
async function forget({ kind, queries }: Database): Promise<void> {
  if (kind === "sqlite") await sql`pragma wal_checkpoint(truncate)`.execute(queries);
}
