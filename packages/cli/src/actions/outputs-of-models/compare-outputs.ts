import { formatRule, NescioError } from "@nescio/core";
import type { CommandContext } from "../../run-command.js";
import { reportComparison, type Entrant } from "../compare.js";
import { prepareOutputs } from "../outputs.js";
import { nameOf } from "../rows/file-names.js";
import { readOthers, studyOutputs, withFeatures } from "./evaluate-outputs.js";
import { readingOf, readRule, type GivenRule } from "./output-rules.js";
import { labelsOf, type OutputsOptions } from "./outputs-options.js";
import { readLabelledOutputs, type LabelledOutputs } from "./read-outputs.js";

/** What `compare --predictions` takes, beyond what all share. */
export interface CompareOutputsOptions extends Omit<OutputsOptions, "predictions"> {
  readonly predictions: string[];
  readonly rule?: string[];
  readonly ood?: string[];
  readonly report?: string;
}

/** What several models said of the same rows, or one under several rules, side by side. */
export async function compareOutputs(context: CommandContext<CompareOutputsOptions>): Promise<void> {
  const { predictions: paths, report, json, rule: ruleTexts = [], ood = [], ...reading } = context.options;
  const labels = labelsOf(reading);
  await prepareOutputs({ "--report": report, "--json": json }, [...paths, ...ruleTexts, ...ood]);
  const rules: GivenRule[] = [];
  for (const text of ruleTexts.length === 0 ? [undefined] : ruleTexts) rules.push(await readRule(text));
  const entrants: Entrant[] = [];
  const othersOf = otherFiles(paths, ood);
  const name = nameOf(paths[0], [paths[0]]);
  let first: LabelledOutputs | undefined;
  for (const [path, rule] of pairs(paths, rules)) {
    const read = await readLabelledOutputs(path, {
      ...readingOf(reading, rule),
      labels,
      signal: context.signal,
    });
    first ??= read;
    checkSameRows(first, read, paths[0], path);
    const own = await withFeatures(read, rule, undefined, [], context.signal);
    const others = await readOthers({ ...context, options: reading }, othersOf(path), rule, read);
    const { evaluation } = context.busy(() => studyOutputs(context, name, own, others, rule));
    // The rows are the same, whatever file each model said something of them in.
    const inDistribution = { ...evaluation.inDistribution, dataset: name };
    const outOfDistribution = evaluation.outOfDistribution.map((set, i) => ({
      ...set,
      dataset: nameOf(othersOf(paths[0])[i], othersOf(paths[0])),
    }));
    entrants.push({
      ...{ model: path, rule: rule.file === undefined ? formatRule(rule.rule) : rule.text },
      evaluation: { ...evaluation, inDistribution, outOfDistribution },
    });
  }
  await reportComparison(context, name, entrants);
}

/** Files with their rules: one rule for all, one for each in their order, or of one file any number. */
function pairs(paths: readonly string[], rules: readonly GivenRule[]): [string, GivenRule][] {
  if (paths.length === 1) return rules.map((rule) => [paths[0], rule]);
  if (rules.length === 1) return paths.map((path) => [path, rules[0]]);
  if (rules.length === paths.length) return paths.map((path, i) => [path, rules[i]]);
  throw new NescioError({
    code: "invalid-option",
    subject: "--rule",
    expected: `one for all predictions, or one for each of the ${paths.length}, in their order`,
    found: String(rules.length),
  });
}

/** Of each predictions the files of rows to refuse: any of one model, and of several one for each, of the same rows. */
function otherFiles(paths: readonly string[], ood: readonly string[]): (path: string) => readonly string[] {
  if (paths.length === 1 || ood.length === 0) return () => ood;
  if (ood.length === paths.length) return (path) => [ood[paths.indexOf(path)]];
  throw new NescioError({
    code: "invalid-option",
    subject: "--ood",
    expected: `a file for each of the ${paths.length} predictions, in their order: what each said of the same rows`,
    found: String(ood.length),
  });
}

function checkSameRows(first: LabelledOutputs, other: LabelledOutputs, name: string, path: string): void {
  const wrong = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: path, expected: `${expected}, as ${name}`, found });
  const names = ({ classes }: LabelledOutputs): string => `the classes ${classes.slice(0, 20).join(", ")}`;
  if (first.classes.join("\n") !== other.classes.join("\n")) throw wrong(names(first), names(other));
  if (first.labels.length !== other.labels.length) {
    throw wrong(`${first.labels.length} rows`, String(other.labels.length));
  }
  const at = first.labels.findIndex((label, row) => label !== other.labels[row]);
  if (at < 0) return;
  const of = ({ labels, classes }: LabelledOutputs): string => classes[labels[at]];
  throw wrong(`${of(first)} in row ${at + 1}`, `${of(other)}: these are other rows`);
}
