import { NescioError, type Contract } from "@nescio/core";
import { checkFraction } from "@nescio/core/internal";

/** What can be asked of a calibration. */
export interface PromiseOptions {
  readonly maxError?: number;
  readonly confidence: number;
  readonly maxRefusal?: number;
  readonly coverage?: number;
}

/** Throws `invalid-option` unless all shares that are given lie between 0 and 1. */
export function checkShares({ alpha, ...options }: PromiseOptions & { readonly alpha?: number }): void {
  const given = {
    "--max-error": options.maxError,
    "--confidence": options.confidence,
    "--max-refusal": options.maxRefusal,
    "--coverage": options.coverage,
    "--alpha": alpha,
  };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) checkFraction(name, value);
}

/**
 * The contract that is asked for; undefined where only prediction sets are.
 * @throws NescioError `invalid-option` where nothing is.
 */
export function contractOf({
  maxError,
  confidence,
  maxRefusal,
  coverage,
}: PromiseOptions): Contract | undefined {
  if (maxError !== undefined) return { maxError, confidence };
  if (maxRefusal !== undefined) return { maxRefusal };
  if (coverage !== undefined) return undefined;
  throw new NescioError({
    code: "invalid-option",
    subject: "calibrate",
    expected: "something to promise",
    found: "nothing",
    next: "Say --max-error 0.005, --max-refusal 0.02, or --coverage 0.99 for prediction sets.",
  });
}
