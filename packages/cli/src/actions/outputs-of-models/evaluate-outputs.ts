import { basename } from "node:path";
import {
  NescioError,
  withTemperature,
  type EvaluationResult,
  type Features,
  type Predictive,
} from "@nescio/core";
import { evaluatePredictives, scoreFeatures } from "@nescio/core/internal";
import { writeFileAtomic } from "@nescio/node";
import type { CommandContext } from "../../run-command.js";
import { classTable, evaluationTable, reportFigures } from "../figures.js";
import { prepareOutputs } from "../outputs.js";
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
  if (report !== undefined) await writeReport(context, report, result, read.classes);
  const render = (): string => {
    const lines = [evaluationTable(evaluation, ui), "", classTable(evaluation, ui)];
    if (report !== undefined) lines.push("", `wrote ${report}`);
    return lines.join("\n");
  };
  await reportFigures(ui, json, evaluation, render, signal);
}

/** A file's name without its folder, where no other file has it too. */
export function nameOf(path: string, all: readonly string[]): string {
  const name = basename(path);
  return all.filter((other) => basename(other) === name).length > 1 ? path : name;
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
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new NescioError({
      code: "invalid-option",
      subject: "--ood",
      expected: "every file once",
      found: `"${twice}" twice`,
    });
  }
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

async function writeReport(
  { ui, signal, commandLine }: CommandContext<object>,
  path: string,
  { evaluation, decisions }: EvaluationResult,
  classes: readonly string[],
): Promise<void> {
  const { renderReport } = await import("@nescio/report");
  ui.notice("drawing the report …");
  const { inDistribution, outOfDistribution } = evaluation;
  const sets = [inDistribution, ...outOfDistribution];
  const html = renderReport({
    title: `${inDistribution.dataset}: what the model knows, and what it does not`,
    ...{ classes, command: commandLine, evaluation, galleries: [] },
    scores: [decisions.inDistribution, ...decisions.outOfDistribution].map((of, i) => ({
      dataset: sets[i].dataset,
      inDistribution: i === 0,
      scores: of.map(({ score }) => score),
    })),
  });
  await writeFileAtomic(path, html, { signal });
}
