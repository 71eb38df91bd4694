import { reviewStates, type Arrival, type Review, type ReviewState } from "./review.js";
import { reviewsOf } from "./rows.js";
import type { Database } from "./tables.js";

export interface ListOptions {
  /** Only those in this state. Default: all. */
  readonly state?: ReviewState | undefined;
  /** Only those of the model whose file has this digest. */
  readonly digest?: string | undefined;
  /** Only those of models of this name, whatever their file. */
  readonly model?: string | undefined;
  /** Only those that came so. */
  readonly arrival?: Arrival | undefined;
  /** The last review of the page before. */
  readonly after?: Pick<Review, "id" | "score"> | undefined;
  /** Default 100, at most 1000. */
  readonly count?: number | undefined;
}

/** @see ListOptions */
export const listDefaults = { count: 100, most: 1000 };

/** Reviews in the queue's order: the highest score first, of equal ones the earliest. */
export async function listReviews(
  { queries, now }: Database,
  { state, digest, model, arrival, after, count = listDefaults.count }: ListOptions,
): Promise<Review[]> {
  const time = await now(queries);
  let query = queries.selectFrom("reviews").selectAll().orderBy("score", "desc").orderBy("id").limit(count);
  if (digest !== undefined) query = query.where("model_digest", "=", digest);
  if (model !== undefined) query = query.where("model_name", "=", model);
  if (arrival !== undefined) query = query.where("arrival", "=", arrival);
  if (state === "waiting") {
    query = query.where((where) =>
      where.or([
        where("state", "=", "waiting"),
        where.and([where("state", "=", "claimed"), where("lease_until", "<=", time)]),
      ]),
    );
  } else if (state !== undefined) {
    query = query.where("state", "=", state);
    if (state === "claimed") query = query.where("lease_until", ">", time);
  }
  if (after !== undefined) {
    query = query.where((where) =>
      where.or([
        where("score", "<", after.score),
        where.and([where("score", "=", after.score), where("id", ">", after.id)]),
      ]),
    );
  }
  return reviewsOf(await query.execute(), queries, time);
}

export async function findReview({ queries, now }: Database, id: string): Promise<Review | undefined> {
  const rows = await queries.selectFrom("reviews").selectAll().where("id", "=", id).execute();
  return (await reviewsOf(rows, queries, await now(queries))).at(0);
}

/** The input's bytes, as they came. */
export async function findInput({ queries }: Database, id: string): Promise<Uint8Array | undefined> {
  const row = await queries
    .selectFrom("review_inputs")
    .select("bytes")
    .where("review_id", "=", id)
    .executeTakeFirst();
  return row === undefined ? undefined : new Uint8Array(row.bytes);
}

/** How many reviews are in each state. */
export async function countReviews({ queries, now }: Database): Promise<Record<ReviewState, number>> {
  const time = await now(queries);
  const rows = await queries
    .selectFrom("reviews")
    .select((make) => [
      make
        .case()
        .when(make.and([make("state", "=", "claimed"), make("lease_until", "<=", time)]))
        .then<ReviewState>("waiting")
        .else(make.ref("state"))
        .end()
        .as("now"),
      make.fn.countAll<number>().as("count"),
    ])
    .groupBy("now")
    .execute();
  const counts = Object.fromEntries(reviewStates.map((state) => [state, 0])) as Record<ReviewState, number>;
  for (const { now: state, count } of rows) counts[state] = count;
  return counts;
}
