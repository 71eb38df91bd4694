import { invalidReport as wrong } from "./words.js";

/** Throws `invalid-data` naming the subject. */
export function checkShare(subject: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw wrong(subject, "a share between 0 and 1", String(value));
}

/** Throws `invalid-data` naming the subject. */
export function checkAmount(subject: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) throw wrong(subject, "a finite number, 0 or more", String(value));
}

/** Throws `invalid-data`, naming the subject, unless the value is from `least` to `greatest`, which may be Infinity. */
export function checkWithin(
  subject: string,
  value: number,
  [least, greatest]: readonly [least: number, greatest: number],
): void {
  if (value >= least && value <= greatest) return;
  const expected =
    greatest === Infinity
      ? `a number, ${least} or more`
      : `a ${greatest === 1 ? "share" : "number"} between ${least} and ${greatest}`;
  throw wrong(subject, expected, String(value));
}

/** Throws `invalid-data` naming the subject. */
export function checkCount(subject: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw wrong(subject, "a positive integer", String(value));
}

/** Throws `invalid-data` unless the interval's ends are numbers in order. */
export function checkInterval(subject: string, [low, high]: readonly [number, number]): void {
  if (!(low <= high)) throw wrong(subject, "an interval from low to high", `${low} to ${high}`);
}
