import { NescioError, type CalibrateRuleOptions, type Contract } from "@nescio/core";
import { checkFraction } from "@nescio/core/internal";
import type { MaxErrors } from "../options.js";

/** What can be asked of a calibration. */
export interface PromiseOptions {
  readonly maxError?: MaxErrors;
  readonly perClass?: boolean;
  readonly confidence: number;
  readonly maxRefusal?: number;
  readonly coverage?: number;
}

/** Throws `invalid-option` unless something is asked for, and all shares that are given lie between 0 and 1. */
export function checkAsked({ alpha, ...options }: PromiseOptions & { readonly alpha?: number }): void {
  const { maxError, perClass = false, maxRefusal, coverage } = options;
  const given = [
    ["--max-error", maxError?.share],
    ...(maxError?.ofClasses ?? []).map(({ name, share }) => [`--max-error of ${name}`, share] as const),
    ["--confidence", options.confidence],
    ["--max-refusal", maxRefusal],
    ["--coverage", coverage],
    ["--alpha", alpha],
  ] as const;
  for (const [name, value] of given) if (value !== undefined) checkFraction(name, value);
  if (perClass && maxError?.share === undefined) {
    throw wrong("--per-class", "--max-error beside it, the share of each class", "none", undefined);
  }
  if (maxError !== undefined || maxRefusal !== undefined || coverage !== undefined) return;
  const next = "Say --max-error 0.005, --max-refusal 0.02, or --coverage 0.99 for prediction sets.";
  throw wrong("calibrate", "something to promise", "nothing", next);
}

/** What of a calibration the contract decides. */
export type Asked = Pick<CalibrateRuleOptions, "hopeless"> & { readonly contract: Contract | undefined };

/**
 * The contract that is asked for; undefined where only prediction sets are.
 *
 * @param classes The classes' names, in their order.
 * @throws NescioError `invalid-option` where one that is named is not there, or twice.
 */
export function contractOf(
  { maxError, perClass = false, confidence, maxRefusal }: PromiseOptions,
  classes: readonly string[],
): Asked {
  if (maxRefusal !== undefined) return { contract: { maxRefusal } };
  if (maxError === undefined) return { contract: undefined };
  const { share, ofClasses } = maxError;
  const named = new Map(ofClasses.map((own) => [labelOf(own.name, classes), own.share]));
  const twice = ofClasses.find(({ name }, i) => ofClasses.findIndex((own) => own.name === name) < i);
  if (twice !== undefined) throw wrong("--max-error", "each class once", `${twice.name} twice`, undefined);
  if (perClass) {
    const byClass = classes.map((_, label) => ({ label, maxError: named.get(label) ?? share! }));
    return { contract: { byClass, confidence }, hopeless: "never-answered" };
  }
  if (named.size === 0) return { contract: { maxError: share!, confidence } };
  const byClass = Array.from(named, ([label, own]) => ({ label, maxError: own }));
  byClass.sort((a, b) => a.label - b.label);
  // Of no other class there is anything to promise.
  const others = share === undefined || named.size === classes.length ? {} : { others: share };
  return { contract: { byClass, ...others, confidence } };
}

function labelOf(name: string, classes: readonly string[]): number {
  const label = classes.indexOf(name);
  if (label >= 0) return label;
  const shown = classes.slice(0, 8).map((each) => JSON.stringify(each));
  const all = `${shown.join(", ")}${classes.length > 8 ? ", …" : ""}`;
  throw wrong("--max-error", `a share, or one behind the name of a class (${all})`, name, undefined);
}

function wrong(subject: string, expected: string, found: string, next: string | undefined): NescioError {
  return new NescioError({ code: "invalid-option", subject, expected, found, next });
}
