import type { Json } from "@nescio/core";
import type { NewReview, Review, Verdict } from "./review.js";
import { timeOfReviewId } from "./review-id.js";
import type { Queries, ReviewRow } from "./tables.js";

/** A new review as a row, which waits. */
export function rowOf(review: NewReview): ReviewRow {
  const { model, input, features } = review;
  return {
    id: review.id,
    created_at: timeOfReviewId(review.id),
    model_name: model.name,
    model_digest: model.digest,
    arrival: review.arrival,
    audit_rate: review.auditRate,
    media_type: input.mediaType,
    shape: JSON.stringify(input.shape),
    decision: JSON.stringify(review.decision),
    mutual_information: review.mutualInformation,
    familiarity: review.familiarity,
    features: features === null ? null : bytesOf(features),
    score: review.score,
    labels_wanted: review.labelsWanted,
    state: "waiting",
    claimed_by: null,
    lease_until: null,
  };
}

/** Rows as reviews, in their order. A claim whose lease has ended is none. */
export async function reviewsOf(
  rows: readonly ReviewRow[],
  queries: Queries,
  now: number,
): Promise<Review[]> {
  const verdicts = await verdictsOf(
    rows.map(({ id }) => id),
    queries,
  );
  return rows.map((row) => reviewOf(row, verdicts.get(row.id) ?? [], now));
}

/** What was said of some reviews, by their ids. */
async function verdictsOf(ids: readonly string[], queries: Queries): Promise<Map<string, Verdict[]>> {
  const found = new Map<string, Verdict[]>();
  if (ids.length === 0) return found;
  const rows = await queries
    .selectFrom("review_verdicts")
    .select(["review_id", "reviewer", "label", "at"])
    .where("review_id", "in", ids)
    .orderBy("id")
    .execute();
  for (const { review_id, reviewer, label, at } of rows) {
    const verdict = { reviewer, label, at };
    const others = found.get(review_id);
    if (others === undefined) found.set(review_id, [verdict]);
    else others.push(verdict);
  }
  return found;
}

function reviewOf(row: ReviewRow, verdicts: readonly Verdict[], now: number): Review {
  const expired = row.lease_until !== null && row.lease_until <= now;
  const claim =
    row.claimed_by === null || row.lease_until === null || expired
      ? null
      : { reviewer: row.claimed_by, until: row.lease_until };
  return {
    id: row.id,
    createdAt: row.created_at,
    model: { name: row.model_name, digest: row.model_digest },
    arrival: row.arrival,
    auditRate: row.audit_rate,
    input: { mediaType: row.media_type, shape: JSON.parse(row.shape) as number[] },
    decision: JSON.parse(row.decision) as Json,
    mutualInformation: row.mutual_information,
    familiarity: row.familiarity,
    features: row.features === null ? null : floatsOf(row.features),
    score: row.score,
    labelsWanted: row.labels_wanted,
    state: expired ? "waiting" : row.state,
    claim,
    verdicts,
  };
}

function bytesOf(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}

function floatsOf(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
