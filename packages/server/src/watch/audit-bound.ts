import { startErrorBound, updateErrorBound, type Json } from "@nescio/core";
import type { Review } from "../reviews/review.js";
import { settledLabel } from "../reviews/settled-label.js";
import type { ReviewStore } from "../reviews/review-store.js";

/** What the audit slice says about the errors among the answered. */
export interface AuditBound {
  /** Inputs of the slice that have been decided, in the order in which they came, up to the first that has not. */
  readonly labelled: number;
  readonly errors: number;
  /** No larger share of the answers is wrong, at all times together, with this confidence. null: nothing is known yet. */
  readonly bound: number | null;
  readonly confidence: number;
}

const pageSize = 1000;

/**
 * A running upper bound of the share of wrong answers among the answered, from the audit slice of a model.
 *
 * Only those count that came before the first one that is not decided yet: reviewers may decide what is easy first. One that was
 * skipped, or that two reviewers disagree about, counts as an error: it cannot be told that it is none.
 */
export async function auditBound(
  store: ReviewStore,
  model: string,
  digest: string,
  delta = 0.05,
): Promise<AuditBound> {
  let bound = startErrorBound({ delta });
  for await (const review of audited(store, model, digest)) {
    const isDecided = review.state === "labelled" || review.state === "skipped";
    if (!isDecided) break;
    bound = updateErrorBound(bound, isRight(review) ? 0 : 1);
  }
  const { count, sum, upper } = bound;
  return { labelled: count, errors: sum, bound: count === 0 ? null : upper, confidence: 1 - delta };
}

/** In the order in which they came: ids tell it. */
async function* audited(store: ReviewStore, model: string, digest: string): AsyncGenerator<Review> {
  const all: Review[] = [];
  let after: Review | undefined;
  for (;;) {
    const page = await store.list({ model, digest, arrival: "audit", count: pageSize, after });
    all.push(...page);
    if (page.length < pageSize) break;
    after = page.at(-1);
  }
  yield* all.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function isRight(review: Review): boolean {
  const label = settledLabel(review);
  return label !== null && label === answerOf(review.decision);
}

function answerOf(decision: Json): Json | undefined {
  if (typeof decision !== "object" || decision === null || !("labels" in decision)) return undefined;
  const { labels } = decision as { labels: Json };
  return Array.isArray(labels) ? (labels as readonly Json[])[0] : undefined;
}
