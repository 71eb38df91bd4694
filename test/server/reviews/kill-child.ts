// A service that works on a queue until it is killed. What is acknowledged goes into a pipe at once, a line each.
import { writeSync } from "node:fs";
import { NescioError } from "@nescio/core";
import { newReviewId } from "../../../packages/server/src/reviews/review-id.js";
import { openReviewStore } from "../../../packages/server/src/reviews/review-store.js";
import { aReview } from "../../helpers/reviews.js";

const acknowledge = (...words: readonly (string | number)[]): number => writeSync(1, `${words.join(" ")}\n`);

async function work(address: string): Promise<never> {
  const store = await openReviewStore(address);
  for (let step = 0; ; step++) {
    const ids = Array.from({ length: 1 + (step % 3) }, () => newReviewId());
    await store.put(ids.map((id) => aReview({ id, score: step })));
    for (const id of ids) acknowledge("put", id);
    const [review] = await store.claim("ann");
    await store.label(review.id, "ann", `label ${step}`);
    acknowledge("label", review.id, step);
    const count = await store.changeSetting("count", (before) => Number(before ?? 0) + 1);
    acknowledge("count", Number(count));
  }
}

try {
  await work(process.argv[2]);
} catch (error) {
  // The database was killed first. Anything else is a fault.
  if (!(error instanceof NescioError) || error.code !== "unavailable") throw error;
  setInterval(() => undefined, 1000);
}
