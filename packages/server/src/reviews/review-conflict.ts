import { NescioError, type ErrorFacts } from "@nescio/core";

/** A verdict that cannot be kept as things are by now: another reviewer has the review, or the reviewer has said otherwise. */
export class ReviewConflict extends NescioError {
  constructor(facts: Omit<ErrorFacts, "code">) {
    super({ ...facts, code: "unmet" });
  }
}
