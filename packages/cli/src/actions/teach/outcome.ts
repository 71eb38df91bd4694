import { formatRule, type NescioError, type Rule, type Stabilised } from "@nescio/core";
import { formatShare } from "../../format.js";
import type { Change } from "./changes.js";
import type { Lessons } from "./lessons.js";
import type { Wanted } from "./promise.js";

/** What is told of a training that went on. */
export interface Outcome {
  readonly lessons: Pick<Lessons, "rate" | "unsettled" | "foreign" | "ofOthers"> & {
    readonly learned: number;
    readonly sample: number;
    readonly unsettledSample: number;
    /** Rows with cells of kinds that training had nothing like. */
    readonly unseen: number;
  };
  readonly withOwnData: boolean;
  readonly changes: readonly Change[];
  /** Why nothing is promised; undefined where something is. */
  readonly unmet: NescioError | undefined;
  readonly wanted: Wanted | undefined;
  readonly advice: Stabilised | undefined;
}

/** A line for each thing that there is to say. */
export function outcomeText({ lessons, withOwnData, unmet, wanted }: Outcome, rule: Rule): string[] {
  const { learned, sample, unsettledSample, rate, unsettled, foreign, ofOthers, unseen } = lessons;
  const beside = withOwnData ? ", with the data of its training" : ", alone";
  const lines = [`learned from ${learned} reviews${beside}`];
  if (ofOthers > 0) lines.push(`${ofOthers} reviews are of models of other names, and were left out`);
  if (unsettled > 0)
    lines.push(`${unsettled} reviews wait for a label, were skipped, or have two that differ`);
  if (foreign.length > 0) {
    const names = [...new Set(foreign)].slice(0, 8).join(", ");
    lines.push(`${foreign.length} reviews have labels that are no classes of the model: ${names}`);
  }
  if (unseen > 0) {
    lines.push(
      `${unseen} reviewed rows have cells of kinds that training had nothing like: only training anew, with such rows in the table, teaches them`,
    );
  }
  if (rate !== null) {
    const open =
      unsettledSample === 0
        ? ""
        : `, ${unsettledSample} of them without a settled label, which count as wrong answers`;
    lines.push(`a sample of ${formatShare(rate, 2)} of the traffic was kept apart: ${sample} inputs${open}`);
  }
  if (unmet !== undefined) lines.push(`It promises nothing. ${unmet.message}`);
  else if (rule.calibration !== undefined) {
    lines.push(
      `rule ${formatRule(rule)}, ${wanted?.asked === true ? "as was asked for" : "with the promise that it had"}, found anew on that sample`,
    );
  } else lines.push("It promises nothing, as before; --max-error asks for a promise.");
  return lines;
}

/** Whether more labels pay, by what changed on the traffic. */
export function adviceText(advice: Stabilised | undefined): string[] {
  if (advice === undefined) {
    return ["Whether more labels pay is not known: nothing of the traffic was audited."];
  }
  const { items, changed, changeBound, kappas, stop } = advice;
  const [kappa] = kappas;
  const seen =
    `Of ${items} inputs of the traffic ${formatShare(changed, 2)} changed their class (kappa ${kappa === null ? "–" : kappa.toFixed(3)}): ` +
    `accuracy changed by at most ${formatShare(changeBound, 2)}, with 95 % confidence.`;
  return [
    seen,
    stop
      ? "This round taught next to nothing: after three such rounds more labels no longer pay."
      : "More labels pay, as far as this sample can tell.",
  ];
}
