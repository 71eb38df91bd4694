import { randomBytes } from "node:crypto";
import { reviewFeatures, type Json } from "@nescio/core";
import type { ServedModel } from "../models/model-registry.js";
import type { Predicted } from "../prediction/prediction.js";
import { newReviewId } from "../reviews/review-id.js";
import type { Arrival, NewReview } from "../reviews/review.js";
import type { ReviewStore } from "../reviews/review-store.js";
import { highestRate, isSampled } from "../reviews/traffic-sample.js";

/** What is put into the review queue by itself. */
export interface IntakePolicy {
  /** Whether what is refused or ambiguous is. */
  readonly review: boolean;
  /** Probability with which an answer is, whatever it is: the audit slice. 0: none. */
  readonly audit: number;
  /** How many reviewers are to label each. */
  readonly labelsWanted: 1 | 2;
}

/** What a request says of it: as the policy has it, nothing, what is refused or ambiguous, all. */
export type IntakeChoice = "policy" | "none" | "refused" | "all";

/** An input that may be put into the queue. */
export interface Candidate {
  readonly predicted: Predicted;
  readonly mediaType: string;
  readonly shape: readonly number[];
  readonly bytes: () => Uint8Array;
}

/**
 * What the audit slice comes with, and of what is refused the part that is a sample of the traffic beside it: what is promised
 * depends on them, so they are decided first, in the order in which they came.
 */
export const sampleScore = 1e6;

/** Puts inputs into the review queue. Those of requests that come together go in one transaction. */
export class Intake {
  #waiting: {
    readonly reviews: readonly NewReview[];
    resolve: () => void;
    reject: (error: Error) => void;
  }[] = [];
  #isWriting = false;

  constructor(
    private readonly store: ReviewStore,
    readonly policy: IntakePolicy,
    /** Told of what has come. */
    private readonly onArrival: () => void,
  ) {}

  /** Whether an answer is to be audited: drawn so that nobody can know it before. */
  drawsAudit(choice: IntakeChoice): boolean {
    const { audit } = this.policy;
    return choice === "policy" && audit > 0 && randomBytes(6).readUIntBE(0, 6) / 2 ** 48 < audit;
  }

  /**
   * Stores what is to be reviewed, and is fulfilled when it is on the disk.
   *
   * @param audited Whether each was drawn for the audit slice, if it was answered.
   * @returns Their ids, null for those that are not stored.
   */
  async take(
    model: ServedModel,
    candidates: readonly Candidate[],
    choice: IntakeChoice,
    audited: readonly boolean[],
  ): Promise<(string | null)[]> {
    const ids: (string | null)[] = [];
    const reviews: NewReview[] = [];
    for (const [i, candidate] of candidates.entries()) {
      const arrival = this.#arrival(candidate.predicted, choice, audited[i]);
      if (arrival === undefined) {
        ids.push(null);
        continue;
      }
      const review = this.#review(model, candidate, arrival);
      reviews.push(review);
      ids.push(review.id);
    }
    if (reviews.length > 0) await this.#put(reviews);
    return ids;
  }

  #arrival({ prediction }: Predicted, choice: IntakeChoice, isAudited: boolean): Arrival | undefined {
    const wantsRefused =
      choice === "refused" || choice === "all" || (choice === "policy" && this.policy.review);
    const { refused, decision } = prediction;
    if (refused || decision !== "answer")
      return wantsRefused ? (decision === "ambiguous" ? "ambiguous" : "refused") : undefined;
    if (isAudited) return "audit";
    return choice === "all" ? "asked" : undefined;
  }

  #review(
    model: ServedModel,
    { predicted, mediaType, shape, bytes }: Candidate,
    arrival: Arrival,
  ): NewReview {
    const { prediction, logProbs, samples } = predicted;
    const { name, digest, facts } = model;
    const { mutualInformation, entropy } = prediction.uncertainty;
    const isAlone = samples === 1;
    const id = newReviewId();
    const { audit } = this.policy;
    const isInSample =
      arrival === "audit" || (arrival !== "asked" && isSampled(id, Math.min(audit, highestRate)));
    return {
      id,
      model: { name, digest },
      arrival,
      auditRate: arrival === "audit" ? audit : null,
      input: { bytes: bytes(), mediaType, shape },
      decision: { ...prediction, model: { name, digest } } as unknown as Json,
      mutualInformation,
      familiarity: prediction.familiarity,
      features:
        logProbs === null || !facts.sharesNetworks || isAlone
          ? null
          : reviewFeatures(logProbs, samples, facts.classes.length),
      // One network cannot disagree: what it is least sure of comes first (uncertainty sampling; Lewis and Gale 1994).
      score: isInSample ? sampleScore : isAlone ? entropy : mutualInformation,
      labelsWanted: this.policy.labelsWanted,
    };
  }

  #put(reviews: readonly NewReview[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ reviews, resolve, reject });
      if (this.#isWriting) return;
      this.#isWriting = true;
      // Requests that are answered in the same turn come along.
      setImmediate(() => void this.#write());
    });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const all = this.#waiting.splice(0);
      try {
        await this.store.put(all.flatMap(({ reviews }) => reviews));
        for (const { resolve } of all) resolve();
        this.onArrival();
      } catch (error) {
        for (const { reject } of all) reject(error as Error);
      }
    }
    this.#isWriting = false;
  }
}
