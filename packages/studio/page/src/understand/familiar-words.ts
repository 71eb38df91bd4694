import { grouped } from "./words.js";

/** How many of the held-out images score no higher than a picture with such a p-value. */
export function strangerCount(pValue: number, heldOut: number): number {
  return Math.round(pValue * (heldOut + 1)) - 1;
}

/**
 * The least score that a rule with such an alpha does not refuse: a picture is refused where it scores lower. undefined where none
 * is, as there are too few held-out images.
 *
 * @param heldOut Scores in increasing order.
 */
export function refusalLine(heldOut: Float32Array, alpha: number): number | undefined {
  // p is (1 + held-out images that score no higher) / (their number + 1), as a 32-bit float.
  let most = 0;
  while (most < heldOut.length && Math.fround((1 + most) / (heldOut.length + 1)) <= Math.fround(alpha))
    most++;
  return most === 0 ? undefined : heldOut[most - 1];
}

/** The p-value in words. */
export function familiarSentence(pValue: number, heldOut: number): string {
  const count = strangerCount(pValue, heldOut);
  const genuine = `Of ${grouped(heldOut)} genuine images that were kept out of training, `;
  const p = `p = ${+pValue.toPrecision(2)}`;
  if (count === 0) return `${genuine}none looks as strange as this (${p}).`;
  return `${genuine}${grouped(count)} ${count === 1 ? "looks" : "look"} as strange as this or stranger (${p}).`;
}

/** What the rule makes of the p-value. */
export function alphaSentence(pValue: number, alpha: number | undefined): string {
  if (alpha === undefined) return "The rule that is chosen does not look at that.";
  const refuses = Math.fround(pValue) <= Math.fround(alpha);
  return `The rule refuses where p is at most ${alpha}: this is ${refuses ? "refused as unfamiliar" : "familiar enough"}.`;
}
