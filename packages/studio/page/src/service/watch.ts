import { askJson } from "./request.js";
import type { Counts } from "./review.js";

/** How a model does at work. */
export interface WatchedModel {
  readonly name: string;
  /** SHA-256 of its file, hex. */
  readonly digest: string;
  /** Since when it is watched: an ISO date, or milliseconds since 1970. */
  readonly since: string | number;
  readonly counts: { readonly answered: number; readonly refused: Readonly<Record<string, number>> };
  /** Null where the model has no familiarity. */
  readonly drift: Drift | null;
  /** Null where nothing is audited. */
  readonly audit: Audit | null;
}

/** The bet that inputs are no longer as those of the calibration were. */
export interface Drift {
  readonly count: number;
  /** ln of the capital, which begins with 1. */
  readonly logCapital: number;
  readonly logHighest: number;
  /** The capital at which there is an alarm. */
  readonly alarmAt: number;
  /** At which input it was reached; null: not yet. */
  readonly alarm: number | null;
  /** After how many inputs the logarithm of the capital was what. */
  readonly history: readonly (readonly [count: number, logCapital: number])[];
}

/** Errors among the answers that were looked at. */
export interface Audit {
  readonly labelled: number;
  readonly errors: number;
  /** Upper bound of the share of wrong answers; null before the first label. */
  readonly bound: number | null;
  readonly confidence: number;
  /** The share that was promised; null where nothing was. */
  readonly contract: number | null;
}

export interface Watch {
  readonly models: readonly WatchedModel[];
  readonly queue: Counts | null;
}

export function watch(): Promise<Watch> {
  return askJson("/v1/watch");
}
