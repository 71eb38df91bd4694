import {
  calibrateRule,
  confidenceScores,
  NescioError,
  selectiveRisk,
  type Contract,
  type Dataset,
  type Measure,
  type Model,
  type Rule,
} from "@nescio/core";
import { measures } from "@nescio/core/internal";
import type { CommandContext } from "../../run-command.js";
import { predictAll } from "../calibration-data.js";
import { samplesOf } from "../promises.js";

/** A sample of the traffic, and what is known of it. */
export interface Sample {
  readonly inputs: Dataset;
  /** undefined: nobody has settled what it is. */
  readonly labels: readonly (number | undefined)[];
}

/**
 * The contract that the model is to keep: what is asked for, or what it promised before; undefined where neither is.
 *
 * @param asked Whether the user asked for it: what cannot be promised is then an error.
 */
export interface Wanted {
  readonly contract: Contract;
  readonly asked: boolean;
}

/**
 * The rule that keeps a contract on the traffic that the sample is of. An input whose label is not settled counts as a wrong
 * answer where it is answered: nobody knows that it is right, and to leave out what reviewers found hard would flatter.
 *
 * @throws NescioError `unmet`, saying what the sample allows.
 */
export async function promiseBy(
  context: CommandContext<object>,
  model: Model,
  { inputs, labels }: Sample,
  contract: Contract,
): Promise<Rule> {
  const { options, signal } = context;
  const { rule, familiarity, classes } = model;
  const measure = (measures as readonly string[]).includes(rule.kind)
    ? (rule.kind as Measure)
    : "max-probability";
  const predictive = await predictAll(context, model, inputs, samplesOf(model));
  const familiar =
    rule.alpha === undefined || familiarity === undefined
      ? undefined
      : {
          alpha: rule.alpha,
          pValues: (await familiarity.score(inputs, { threads: options.threads, signal })).pValues,
        };
  const { best } = confidenceScores(predictive, measure, familiar);
  const known = labels.map((label, i) => label ?? (best[i] + 1) % classes.length);
  return calibrateRule(predictive, known, {
    ...{ measure, contract, familiar, classes, dataset: inputs.name, seed: options.seed! },
    hopeless: "byClass" in contract ? "never-answered" : undefined,
  });
}

/**
 * Before anything long: throws `unmet` where there is no sample to promise anything by, or one so small that no contract of this
 * kind could be kept were all answers right.
 */
export function checkSample(count: number, contract: Contract): void {
  if (count === 0) {
    throw new NescioError({
      code: "unmet",
      subject: "promise",
      expected: "a sample of the model's traffic to promise anything by",
      found:
        "reviews of which none is of an audit slice of this model; what it refused, and what somebody asked for, was selected",
      next: "Let the service audit a share of what is answered, and label it; or leave the promise out.",
    });
  }
  if (!("maxError" in contract)) return;
  const distinct = Float64Array.from({ length: count }, (_, i) => i / count);
  const flawless = selectiveRisk(distinct, new Array<boolean>(count).fill(true), contract);
  if (flawless.met) return;
  throw new NescioError({
    code: "unmet",
    subject: "promise",
    expected: `at least ${flawless.imagesNeeded} inputs in the sample of the traffic`,
    found: `${count}`,
    next: "Label more of the audit slice, audit a greater share, or promise less: a greater --max-error, or less --confidence.",
  });
}
