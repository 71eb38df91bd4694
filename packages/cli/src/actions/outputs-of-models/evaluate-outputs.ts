import {
  NescioError,
  withTemperature,
  type EvaluationResult,
  type Features,
  type Predictive,
} from "@nescio/core";
import { evaluatePredictives, scoreFeatures } from "@nescio/core/internal";
import type { CommandContext } from "../../run-command.js";
import { classTable, evaluationTable, reportFigures } from "../figures.js";
import { prepareOutputs } from "../outputs.js";
import { checkDifferent, nameOf } from "../rows/file-names.js";
import { writeRowsReport } from "../rows/report-rows.js";
import { readFeatures } from "./features.js";
import { readingOf, readRule, type GivenRule } from "./output-rules.js";
import { labelsOf, type OutputsOptions } from "./outputs-options.js";
import { readLabelledOutputs, readOutputs, type LabelledOutputs } from "./read-outputs.js";

/** What `evaluate --predictions` takes, beyond what all share. */
export interface EvaluateOutputsOptions extends OutputsOptions {
  readonly rule?: string;
  readonly features?: string;
  readonly ood?: string[];
  readonly report?: string;
}

/** A confusion matrix of more is no matrix that anybody reads, and takes gigabytes. */
const MAX_CLASSES = 2048;

/** How right another model is on rows whose classes are known, and what a rule makes of them and of rows that it should refuse. */
export async function evaluateOutputs(context: CommandContext<EvaluateOutputsOptions>): Promise<void> {
  const { options, ui, signal } = context;
  const { predictions, report, json, rule: ruleText, ood = [] } = options;
  const labels = labelsOf(options);
  const files = [predictions, ...ood];
  await prepareOutputs({ "--report": report, "--json": json }, [...files, ruleText]);
  const rule = await readRule(ruleText);
  const read = await readLabelledOutputs(predictions, { ...readingOf(options, rule), labels, signal });
  const own = await withFeatures(read, rule, options.features, ood, signal);
  const others = await readOthers(context, ood, rule, read);
  const result = context.busy(() => studyOutputs(context, nameOf(predictions, files), own, others, rule));
  const { evaluation } = result;
  if (report !== undefined) await writeRowsReport(context, report, result, { classes: read.classes });
  const render = (): string => {
    const lines = [evaluationTable(evaluation, ui), "", classTable(evaluation, ui)];
    if (report !== undefined) lines.push("", `wrote ${report}`);
    return lines.join("\n");
  };
  await reportFigures(ui, json, evaluation, render, signal);
}

/** Rows that should be refused, and what they are called. */
interface OtherOutputs extends Pick<LabelledOutputs, "predictive" | "features"> {
  readonly name: string;
}

/**
 * The outputs with what their rows are like, where the rule looks at it.
 *
 * @param file Of features, where they are not in the outputs' own columns.
 */
export async function withFeatures(
  read: LabelledOutputs,
  { file: rule }: GivenRule,
  file: string | undefined,
  ood: readonly string[],
  signal: AbortSignal,
): Promise<LabelledOutputs> {
  const wants = rule?.familiarity !== undefined && rule.familiarity.columns === undefined;
  const wrong = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-option", subject: "--features", expected, found });
  if (!wants && file !== undefined) throw wrong("a rule that looks at a file of features", "another rule");
  if (!wants) return read;
  if (file === undefined) throw wrong("the file of the rows' features, which the rule looks at", "nothing");
  if (ood.length > 0)
    throw wrong("features in columns of the predictions, to look at those of --ood too", file);
  return { ...read, features: await readFeatures(file, { signal }) };
}

/** Reads what should be refused, by the columns that the model's own rows have. */
export async function readOthers(
  { options, signal }: CommandContext<Partial<OutputsOptions>>,
  names: readonly string[],
  rule: GivenRule,
  like: LabelledOutputs,
): Promise<OtherOutputs[]> {
  checkDifferent("--ood", names);
  const { kind } = readingOf(options, rule);
  const others: OtherOutputs[] = [];
  for (const name of names) {
    const { predictive, features } = await readOutputs(name, { kind, like, signal });
    others.push({ name: nameOf(name, names), predictive, features });
  }
  return others;
}

/** The figures of some outputs under a rule. */
export function studyOutputs(
  { options: { seed } }: CommandContext<object>,
  name: string,
  { predictive, features, labels, classes }: LabelledOutputs,
  others: readonly OtherOutputs[],
  { rule, file }: GivenRule,
): EvaluationResult {
  if (classes.length > MAX_CLASSES) {
    throw new NescioError({
      code: "unsupported",
      subject: name,
      expected: `at most ${MAX_CLASSES} classes to evaluate`,
      found: String(classes.length),
    });
  }
  if (file !== undefined && file.outputs.samples !== predictive.samples) {
    throw new NescioError({
      code: "invalid-data",
      subject: name,
      expected: `${file.outputs.samples} samples of each row, as the rule was calibrated with`,
      found: String(predictive.samples),
    });
  }
  const temperature = file?.temperature;
  const scaled = (each: Predictive): Predictive =>
    temperature === undefined ? each : withTemperature(each, temperature);
  const familiar = (of: Features | undefined) =>
    file?.familiarity === undefined || of === undefined ? {} : scoreFeatures(file.familiarity, of);
  const began = performance.now();
  const result = evaluatePredictives({
    ...{ rule, seed: seed!, things: "rows" },
    inDistribution: {
      ...{ dataset: name, predictive: scaled(predictive), labels, classes },
      ...familiar(features),
    },
    outOfDistribution: others.map((each) => ({
      dataset: each.name,
      predictive: scaled(each.predictive),
      ...familiar(each.features),
    })),
    prediction: {
      seconds: 0,
      images: others.reduce((sum, each) => sum + each.predictive.images, predictive.images),
    },
  });
  const seconds = (performance.now() - began) / 1000;
  return {
    ...result,
    evaluation: { ...result.evaluation, prediction: { ...result.evaluation.prediction, seconds } },
  };
}
