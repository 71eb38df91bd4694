import { createHash } from "node:crypto";
import type { ReviewRecord } from "./review.js";

/** What parts reviews. */
type Facts = Pick<ReviewRecord, "id" | "arrival" | "auditRate" | "model">;

export interface TrafficSample<R extends Facts> {
  /** With which each input of the traffic came into the sample, in (0, ½]; null where nothing was audited: there is none. */
  readonly rate: number | null;
  /** A random sample of a model's traffic. */
  readonly sample: readonly R[];
  /** All other reviews. */
  readonly others: readonly R[];
}

/** No more than half of the reviews are kept from being learned from. */
export const highestRate = 0.5;

/**
 * Parts the reviews into a random sample of a model's traffic, by which something can be promised, and the others, which may be
 * learned from.
 *
 * The queue is no such sample: what the model refused is all in it, of what it answered only the audit slice, each input with the
 * probability `auditRate`, and what somebody asked for was selected by them. But it can be thinned to one: of the audited inputs
 * each stays with probability rate / auditRate, of the refused ones each with probability rate, where the rate is the lowest
 * auditRate there is. Then each input of the traffic is in the sample with the same probability, whatever became of it and
 * independently of all others, and the sample may be treated as one that was drawn from the traffic at once. Who is drawn is
 * decided by a hash of the review's id, before anybody has labelled it, and always alike: what was left out once is left out again.
 *
 * That it is a sample rests on what the reviews themselves do not say: that everything that was refused came into the queue, and
 * that whatever was deleted from it was deleted by age.
 *
 * @param digest Of the model whose traffic it is. Reviews of other models are among the others: what those answered and refused
 * was parted in another way, and this model may have learned from them.
 */
export function trafficSample<R extends Facts>(reviews: readonly R[], digest: string): TrafficSample<R> {
  const rates = reviews.flatMap(({ auditRate, model }) =>
    auditRate === null || model.digest !== digest ? [] : [auditRate],
  );
  if (rates.length === 0) return { rate: null, sample: [], others: reviews };
  const rate = rates.reduce((lowest, each) => Math.min(lowest, each), highestRate);
  const isDrawn = ({ id, arrival, auditRate, model }: R): boolean =>
    model.digest === digest && arrival !== "asked" && isSampled(id, rate / (auditRate ?? 1));
  return {
    rate,
    sample: reviews.filter(isDrawn),
    others: reviews.filter((review) => !isDrawn(review)),
  };
}

/** Whether an id is drawn, with a probability that does not depend on what the id is made of, and always alike. */
export function isSampled(id: string, probability: number): boolean {
  const hash = createHash("sha256").update(`traffic sample\n${id}`).digest();
  return hash.readUIntBE(0, 6) / 2 ** 48 < probability;
}
