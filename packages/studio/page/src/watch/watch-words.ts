import type { Audit, Drift } from "../service/watch.js";
import { percent } from "../review/review-words.js";

/** A capital, from its natural logarithm: it may be larger than any number. */
export function capitalText(log: number): string {
  if (Math.abs(log) < Math.log(1e4)) return (+Math.exp(log).toPrecision(2)).toLocaleString("en");
  const tens = log / Math.LN10;
  return `10${superscript(Math.round(tens))}`;
}

export function superscript(whole: number): string {
  return String(whole).replace(/[-\d]/g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
}

/** What the bet says, in sentences. */
export function driftWords({ count, logCapital, logHighest, alarmAt, alarm }: Drift): string {
  const promise = `false with a probability of at most 1/${alarmAt.toLocaleString("en")}, over all time together`;
  if (count === 0)
    return `No input yet. There is an alarm at a capital of ${alarmAt.toLocaleString("en")}: ${promise}.`;
  if (alarm !== null) {
    return (
      `Alarm at input ${alarm.toLocaleString("en")}: what comes in is no longer as the calibration’s inputs were. ` +
      `Such an alarm is ${promise}. What the model promises holds for inputs like those of its calibration: look at what came, ` +
      `and calibrate it anew.`
    );
  }
  const inputs = count === 1 ? "one input" : `${count.toLocaleString("en")} inputs`;
  return (
    `No sign of a change in ${inputs}. The capital is ${capitalText(logCapital)}, at its highest it was ` +
    `${capitalText(logHighest)}; there is an alarm at ${alarmAt.toLocaleString("en")}, which is ${promise}.`
  );
}

/** What the audited answers say about the others, in sentences, and whether the contract is kept. */
export function auditWords({ labelled, errors, bound, confidence, contract }: Audit): {
  readonly text: string;
  readonly kept: boolean | undefined;
} {
  const promised = contract === null ? "" : `The contract allows ${percent(contract)}`;
  if (bound === null || labelled === 0) {
    const first = "None of the answers drawn for the audit has been labelled yet.";
    return { text: promised === "" ? first : `${first} ${promised}.`, kept: undefined };
  }
  const looked =
    `Of ${labelled.toLocaleString("en")} answers that were looked at, ${errors.toLocaleString("en")} ` +
    `${errors === 1 ? "was" : "were"} wrong or could not be told to be right. With ${percent(confidence)} confidence, at all times together, at most ` +
    `${percent(bound)} of all answers are wrong.`;
  if (contract === null) return { text: looked, kept: undefined };
  if (bound <= contract) return { text: `${looked} ${promised}: it is kept.`, kept: true };
  const isBroken = errors / labelled > contract;
  return {
    text: isBroken
      ? `${looked} ${promised}, and among those looked at there were more: it is probably broken.`
      : `${looked} ${promised}: whether it is kept cannot be told from so few. Label more of the audit.`,
    kept: isBroken ? false : undefined,
  };
}
