import type { Review } from "./review.js";
import type { ReviewStore } from "./review-store.js";

/** A label that somebody gave. */
export interface GivenLabel {
  readonly reviewer: string;
  readonly label: string;
}

/** All reviews that have their labels, page by page. One that moves in the queue meanwhile may come twice. */
export async function* labelledReviews(store: ReviewStore, model?: string): AsyncGenerator<Review> {
  let after: Review | undefined;
  do {
    const page: Review[] = await store.list({ state: "labelled", model, after, count: 500 });
    yield* page;
    after = page.at(-1);
  } while (after !== undefined);
}

/** What was said of a review by those who could tell, in the order in which they did. */
export function labelsOf({ verdicts }: Review): GivenLabel[] {
  return verdicts.flatMap(({ reviewer, label }) => (label === null ? [] : [{ reviewer, label }]));
}
