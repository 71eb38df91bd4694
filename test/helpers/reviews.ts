import { createHash } from "node:crypto";
import { newReviewId } from "../../packages/server/src/reviews/review-id.js";
import type { NewReview } from "../../packages/server/src/reviews/review.js";

/** A review with an input of its own; what a test is about is given. */
export function aReview(given: Partial<NewReview> = {}): NewReview {
  const id = given.id ?? newReviewId();
  return {
    id,
    model: { name: "mnist", digest: "ab".repeat(32) },
    arrival: "refused",
    auditRate: null,
    input: { bytes: bytesFor(id), mediaType: "image/png", shape: [28, 28, 1] },
    decision: {
      kind: "refuse",
      reason: "unfamiliar",
      probabilities: [0.1, 1e-12, 0.25],
      text: "häuser 🙂 \\ \u0000",
    },
    mutualInformation: 0.125,
    familiarity: 0.01,
    features: Float32Array.of(1.5, -0.25, 3e-8),
    score: 0.5,
    labelsWanted: 1,
    ...given,
  };
}

/** Bytes that belong to an id, between a hundred and a hundred thousand, so that a half input is told from a whole one. */
export function bytesFor(id: string): Uint8Array {
  const hash = createHash("sha256").update(id).digest();
  const length = 100 + (hash.readUInt32LE(0) % 100_000);
  return new Uint8Array(Buffer.alloc(length, hash));
}
