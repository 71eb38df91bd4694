import { NescioError } from "@nescio/core";
import type { Review, ReviewState } from "./review.js";
import { ReviewConflict } from "./review-conflict.js";
import { newReviewId } from "./review-id.js";
import { reviewsOf } from "./rows.js";
import type { Database, Queries, ReviewRow } from "./tables.js";

/** What a reviewer says of a review. */
export interface Judgement {
  readonly id: string;
  readonly reviewer: string;
  /** The class's name; null skips. */
  readonly label: string | null;
  /** Whether it may take the place of another one that the reviewer gave before. */
  readonly replace: boolean;
}

/**
 * Keeps a reviewer's verdict. The same one again changes nothing, so that a call may be made again; another one of the same
 * reviewer is refused unless it says that it replaces the first, since it may come from a page that was left open. A review
 * that nobody has claimed, or that has all its labels, takes further verdicts: what somebody decided is not thrown away
 * because a lease ended.
 *
 * @throws NescioError `not-found`; ReviewConflict where another reviewer has it, or the verdict contradicts the reviewer's own.
 */
export async function judgeReview(
  database: Database,
  { id, reviewer, label, replace }: Judgement,
): Promise<Review> {
  return database.queries.transaction().execute(async (transaction) => {
    const row = await lockReview(database, transaction, id);
    if (row === undefined) throw notThere(id);
    const time = await database.now(transaction);
    const own = await transaction
      .selectFrom("review_verdicts")
      .select("label")
      .where("review_id", "=", id)
      .where("reviewer", "=", reviewer)
      .executeTakeFirst();
    if (own?.label !== label) {
      if (own !== undefined && !replace) throw contradicts(id, own.label);
      if (own === undefined && isAnothers(row, reviewer, time)) throw claimed(id, row);
      const verdict = { id: newReviewId(), review_id: id, reviewer, label, at: time };
      await transaction
        .insertInto("review_verdicts")
        .values(verdict)
        .onConflict((conflict) =>
          conflict.columns(["review_id", "reviewer"]).doUpdateSet({ id: verdict.id, label, at: time }),
        )
        .execute();
      await settle(transaction, row, reviewer, time);
    }
    return theReview(transaction, id, time);
  });
}

/**
 * Takes the reviewer's last verdict back and hands the review out to them again, unless somebody else has it by now.
 *
 * @returns The review; undefined where the reviewer has given no verdict.
 */
export async function undoVerdict(
  database: Database,
  reviewer: string,
  lease: number,
): Promise<Review | undefined> {
  return database.queries.transaction().execute(async (transaction) => {
    const last = await transaction
      .selectFrom("review_verdicts")
      .select(["id", "review_id"])
      .where("reviewer", "=", reviewer)
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst();
    if (last === undefined) return undefined;
    const row = await lockReview(database, transaction, last.review_id);
    if (row === undefined) return undefined;
    await transaction.deleteFrom("review_verdicts").where("id", "=", last.id).execute();
    const time = await database.now(transaction);
    await settle(transaction, row, reviewer, time);
    if (!isAnothers(row, reviewer, time)) {
      await transaction
        .updateTable("reviews")
        .set({ state: "claimed", claimed_by: reviewer, lease_until: time + lease })
        .where("id", "=", row.id)
        .execute();
    }
    return theReview(transaction, row.id, time);
  });
}

/** What a review's verdicts make of it. */
function stateAfter(labels: readonly (string | null)[], wanted: number): ReviewState {
  const given = labels.filter((label) => label !== null).length;
  if (given >= wanted) return "labelled";
  return given < labels.length ? "skipped" : "waiting";
}

/** Gives a review the state that its verdicts make, and takes it out of the hands of whoever has just given one. */
export async function settle(
  queries: Queries,
  row: ReviewRow,
  reviewer: string | undefined,
  time: number,
): Promise<void> {
  const verdicts = await queries
    .selectFrom("review_verdicts")
    .select("label")
    .where("review_id", "=", row.id)
    .execute();
  const state = stateAfter(
    verdicts.map(({ label }) => label),
    row.labels_wanted,
  );
  // Who else has it, to label it a second time, keeps it.
  if (state === "waiting" && isAnothers(row, reviewer, time)) return;
  await queries
    .updateTable("reviews")
    .set({ state, claimed_by: null, lease_until: null })
    .where("id", "=", row.id)
    .execute();
}

/** A review's row, which no other transaction changes before this one ends. */
async function lockReview({ kind }: Database, queries: Queries, id: string): Promise<ReviewRow | undefined> {
  return queries
    .selectFrom("reviews")
    .selectAll()
    .where("id", "=", id)
    .$if(kind === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}

function isAnothers(row: ReviewRow, reviewer: string | undefined, time: number): boolean {
  return row.claimed_by !== null && row.claimed_by !== reviewer && row.lease_until! > time;
}

async function theReview(queries: Queries, id: string, time: number): Promise<Review> {
  const rows = await queries.selectFrom("reviews").selectAll().where("id", "=", id).execute();
  const [review] = await reviewsOf(rows, queries, time);
  return review;
}

export function notThere(id: string): NescioError {
  return new NescioError({
    code: "not-found",
    subject: `review ${id}`,
    expected: "one that is in the queue",
    found: "no such review",
    next: "It may have been deleted, or have passed the retention limit.",
  });
}

function contradicts(id: string, label: string | null): ReviewConflict {
  return new ReviewConflict({
    subject: `review ${id}`,
    expected: "no other verdict of the same reviewer",
    found: label === null ? "one that skips it" : `the label ${JSON.stringify(label)}`,
    next: "Say that the new one replaces it, or undo the first.",
  });
}

function claimed(id: string, { claimed_by, lease_until }: ReviewRow): ReviewConflict {
  return new ReviewConflict({
    subject: `review ${id}`,
    expected: "one that no other reviewer has",
    found: `one that ${claimed_by} has until ${new Date(lease_until!).toISOString()}`,
    next: "Claim another one; or wait until the lease has ended.",
  });
}
