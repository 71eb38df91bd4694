import type { Json } from "@nescio/core";

/** Why an input is in the queue: the decision on it, somebody's wish, or chance (the audit slice). */
export const arrivals = ["refused", "ambiguous", "asked", "audit"] as const;
export type Arrival = (typeof arrivals)[number];

/**
 * `waiting` for a reviewer, `claimed` by one until the lease ends, `labelled` by as many as were wanted, or `skipped` by
 * somebody who could not tell.
 */
export const reviewStates = ["waiting", "claimed", "labelled", "skipped"] as const;
export type ReviewState = (typeof reviewStates)[number];

/** An input that somebody is to decide. */
export interface NewReview {
  /** From `newReviewId`; it tells when the input came. */
  readonly id: string;
  readonly model: {
    readonly name: string;
    /** SHA-256 of the model's file, hex. */
    readonly digest: string;
  };
  readonly arrival: Arrival;
  /** Of the audit slice, the probability with which it was drawn, above 0 and at most 1; otherwise null. */
  readonly auditRate: number | null;
  readonly input: {
    /** As they came: the file of an image, or numbers. */
    readonly bytes: Uint8Array;
    readonly mediaType: string;
    /** What the network takes, `[height, width, channels]` or `[columns]`. */
    readonly shape: readonly number[];
  };
  /** The network's decision, as the service tells it. */
  readonly decision: Json;
  /** Between the label and the weights, in nats. */
  readonly mutualInformation: number;
  /** The familiarity's p-value; null where the model has none. */
  readonly familiarity: number | null;
  /** What tells inputs apart when the order is to be diverse; null where nothing was kept. */
  readonly features: Float32Array | null;
  /** The queue's order: the highest is handed out first, of equal ones the earliest. */
  readonly score: number;
  /** How many reviewers are to label it. */
  readonly labelsWanted: 1 | 2;
}

/** What a reviewer said of an input. */
export interface Verdict {
  readonly reviewer: string;
  /** The class's name; null: skipped. */
  readonly label: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** An input in the queue, without its bytes. */
export interface Review extends Omit<NewReview, "input"> {
  readonly input: Omit<NewReview["input"], "bytes">;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly state: ReviewState;
  /** Who has it, and until when; null where nobody does. */
  readonly claim: { readonly reviewer: string; readonly until: number } | null;
  /** In the order in which they were given. */
  readonly verdicts: readonly Verdict[];
}

/** An input with all that is known of it, as it is carried from one queue to another. */
export interface ReviewRecord extends NewReview {
  readonly verdicts: readonly Verdict[];
}
