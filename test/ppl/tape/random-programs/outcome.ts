/** What a program gives at one point: values and gradients, row-major. */
export interface Numbers {
  readonly value: number;
  readonly gradients: readonly (readonly number[])[];
  /** Other results, whatever their type; truth values as 0 and 1. */
  readonly others: readonly (readonly number[])[];
}

/** What came of a check. */
export type Outcome =
  | { readonly kind: "agrees" }
  /** Nothing can be said: the point lies at a kink, or rounding decides. */
  | { readonly kind: "skipped"; readonly reason: string }
  | Failure;

export interface Failure {
  readonly kind: "failed";
  /** What is wrong, in words that are the same for the same fault of other programs. */
  readonly fault: string;
  /** The numbers that show it, a line each. */
  readonly details: readonly string[];
}

export function failed(fault: string, details: readonly string[]): Failure {
  return { kind: "failed", fault, details };
}

export function skipped(reason: string): Outcome {
  return { kind: "skipped", reason };
}

/** Whether all numbers are finite and of a size at which rounding can be told from faults. */
export function isBounded({ value, gradients }: Numbers): boolean {
  return [value, ...gradients.flat()].every((number) => Math.abs(number) < 1e4);
}

/** A message without the numbers of one program. */
export function messageOf(error: unknown): string {
  return String(error)
    .split("\n")[0]
    .replace(/\b\d+\b/g, "#")
    .slice(0, 160);
}

/**
 * The outcome of a check whose tolerance grows with what rounding may do. How much that is takes a second evaluation, in
 * the other float type: it is asked for only where the check fails without.
 * @param noiseOf What rounding may do, absolutely and relative to the largest number.
 */
export function forgivingRounding(
  check: (noise: number) => Outcome,
  noiseOf: () => { readonly absolute: number; readonly relative: number },
): Outcome {
  const strict = check(0);
  if (strict.kind !== "failed") return strict;
  const { absolute, relative } = noiseOf();
  return relative > 1e-2 ? skipped("rounding decides") : check(absolute);
}
