import type { Builder } from "../builder.js";
import { chance, oneOf } from "../draw.js";
import { use, type Expression } from "../expression.js";

/** Writes one operation on values in sight, or nothing where none fits. @returns The name of its value. */
export type Operation = (b: Builder) => string | undefined;

/** How far from a kink or a jump values keep: more than a step of finite differences moves them. */
export const margin = 0.04;

/** An operation on one float value of at least this rank. */
export function onFloat(write: (b: Builder, x: string) => string | undefined, rank = 0): Operation {
  return (b) => {
    const x = b.float(rank);
    return x === undefined ? undefined : write(b, x);
  };
}

/** An operation on one float value and numbers that are drawn for it. */
export function call1(
  callee: string,
  rest: (b: Builder, x: string) => readonly Expression[] = () => [],
  rank = 0,
): Operation {
  return onFloat((b, x) => b.add(callee, [use(x), ...rest(b, x)]), rank);
}

/** A value whose entries are all above 0 and not small. */
export function positive(b: Builder): string | undefined {
  const found = b.float(0, (name) => b.data(name).every((value) => value > 0.05));
  if (found !== undefined && chance(b.random, 0.5)) return found;
  const x = b.float();
  return x === undefined ? undefined : made(b, x);
}

function made(b: Builder, x: string): string | undefined {
  const [callee, offset] = oneOf(b.random, [
    ["np.square", 0.5],
    ["nn.softplus", 0.1],
    ["nn.sigmoid", 0.2],
  ] as const);
  const bounded = b.add(callee, [use(x)]);
  return bounded === undefined ? undefined : b.add(".add", [use(bounded), offset]);
}

/** A number as programs have them, not all of them exact in binary. */
export function number(b: Builder): number {
  return oneOf(b.random, [1 / 3, 2, -1, 0.5, 0.1, 3, -0.7]);
}

/** Whether no two of these numbers are near each other without being equal. */
export function areApart(values: readonly number[]): boolean {
  const sorted = values.toSorted((p, q) => p - q);
  return sorted.every((value, i) => i === 0 || value === sorted[i - 1] || value - sorted[i - 1] > margin);
}

/** Whether all numbers keep away from `from`. */
export function keepsAway(values: readonly number[], from: number): boolean {
  return values.every((value) => Math.abs(value - from) > margin);
}
