import {
  compareEvaluations,
  formatRule,
  NescioError,
  parseRule,
  type ComparedFigure,
  type ImageDataset,
  type Evaluation,
  type Model,
} from "@nescio/core";
import { checkRuleOf, networkName, printable, readingFor } from "@nescio/core/internal";
import { loadModel, writeFileAtomic } from "@nescio/node";
import { formatShare } from "../format.js";
import type { CommandContext } from "../run-command.js";
import { formatTable, type Ui } from "../ui.js";
import { loadOutOfDistribution, loadTestSet, studyRules, trainedOn } from "./evaluate.js";
import { storedEvaluation } from "./figures.js";
import { prepareOutputs } from "./outputs.js";
import { noticeSeen } from "./notice-seen.js";
import { ruleInForce } from "./promises.js";

/** What the command takes, beyond what all share. */
export interface CompareOptions {
  dataset?: string;
  ood: string[];
  samples?: number;
  rule?: string[];
  report?: string;
}

type Context = CommandContext<CompareOptions>;

/** One model under one rule. */
export interface Entrant {
  /** File. */
  readonly model: string;
  /** Kind of posterior, and its network; not there: another program's model, of which the file is what it said. */
  readonly posterior?: string;
  readonly network?: string;
  readonly rule: string;
  readonly evaluation: Evaluation;
}

export async function compare(context: Context, paths: string[]): Promise<void> {
  const { options, ui } = context;
  const rules = options.rule?.map(parseRule);
  const twice = paths.find((path, i) => paths.indexOf(path) < i);
  if (twice !== undefined) {
    throw new NescioError({
      code: "invalid-option",
      subject: "compare",
      expected: "every model once",
      found: `${twice} twice`,
      next: "For one model under several rules, name it once and give the rules with --rule.",
    });
  }
  const inputs = [...paths, options.dataset, ...options.ood];
  await prepareOutputs({ "--report": options.report, "--json": options.json }, inputs);
  const models: Model[] = [];
  for (const path of paths) models.push(await loadModel(path));
  checkComparable(models, paths);
  const rulesOf = models.map((model) => rules ?? [ruleInForce(ui, model, options.samples)]);
  models.forEach((model, i) => {
    for (const rule of rulesOf[i]) checkRuleOf(model, rule);
  });
  const [first] = models;
  const name = options.dataset ?? trainedOn(first, paths[0]);
  const testSet = await loadTestSet(context, first, name);
  noticeSeen(ui, models, { ...testSet, name });
  const outOfDistribution = await loadOutOfDistribution(context, first, options.ood);
  tellReadings(ui, models, paths, [testSet, ...outOfDistribution]);
  const entrants: Entrant[] = [];
  for (const [i, model] of models.entries()) {
    const ofModel = rulesOf[i];
    const studies = await studyRules(context, paths[i], model, testSet, outOfDistribution, ofModel);
    studies.forEach(({ evaluation }, r) =>
      entrants.push({
        model: paths[i],
        posterior: model.posterior.kind,
        network: networkName(model.network),
        rule: formatRule(ofModel[r]),
        evaluation,
      }),
    );
  }
  await reportComparison(context, testSet.name, entrants);
}

/** Shows entrants side by side: as a page, as JSON and as a table, as the options say. */
export async function reportComparison(
  { options, ui, signal, commandLine }: CommandContext<{ readonly report?: string }>,
  name: string,
  entrants: readonly Entrant[],
): Promise<void> {
  const figures = compareEvaluations(entrants.map(({ evaluation }) => evaluation));
  if (options.report !== undefined) {
    const { renderComparison } = await import("@nescio/report");
    const html = renderComparison({
      title: `${name}: models and rules side by side`,
      command: commandLine,
      entrants: entrants.map(({ model, ...entrant }) => ({ name: model, ...entrant })),
    });
    await writeFileAtomic(options.report, html, { signal });
  }
  const stored = entrants.map(({ evaluation, ...entrant }) => ({
    ...entrant,
    evaluation: storedEvaluation(evaluation),
  }));
  if (typeof options.json === "string") {
    await writeFileAtomic(options.json, `${JSON.stringify(stored, null, 2)}\n`, { signal });
  }
  ui.result(stored, () => {
    const lines = [comparisonTable(entrants, figures, name, ui)];
    if (options.report !== undefined) lines.push(`wrote ${options.report}`);
    return lines.join("\n");
  });
}

/** Throws unless all models take the same images and answer with the same classes. */
function checkComparable(models: readonly Model[], paths: readonly string[]): void {
  const [first] = models;
  models.forEach(({ classes, network }, i) => {
    const facts = ({ input }: Model["network"], names: readonly string[]): string =>
      `images of ${input.join("×")} and the classes ${names.join(", ")}`;
    const [expected, found] = [facts(first.network, first.classes), facts(network, classes)];
    if (expected === found) return;
    throw new NescioError({
      code: "invalid-data",
      subject: paths[i],
      expected: `${expected}, as ${paths[0]}`,
      found,
      next: "Compare models of the same images.",
    });
  });
}

/** Pictures are read once for all models, as the first has it: says so where that is not as the others were trained. */
function tellReadings(
  ui: Ui,
  models: readonly Model[],
  paths: readonly string[],
  sets: readonly ImageDataset[],
): void {
  if (sets.every(({ files }) => files === undefined)) return;
  const [first, ...others] = models.map((model) => {
    const { reading, invert = false, background } = readingFor(model);
    return JSON.stringify([reading, invert, background]);
  });
  const otherwise = paths.slice(1).filter((_, i) => others[i] !== first);
  if (otherwise.length === 0) return;
  ui.notice(
    `pictures are read as ${paths[0]} has it; trained on pictures read otherwise: ${otherwise.join(", ")}`,
  );
}

/** A row for each figure and a column for each entrant, the best of each figure marked. */
function comparisonTable(
  entrants: readonly Entrant[],
  figures: readonly ComparedFigure[],
  own: string,
  { colors }: Ui,
): string {
  const columns = entrants.map((_, i) => ({ title: `[${i + 1}]`, align: "right" as const }));
  const rows = figures.map(({ name, dataset, values, best, scale }) => [
    dataset ?? own,
    name,
    ...values.map((value, i) => {
      const text = value === null ? "–" : written(value, scale);
      // Figures stand beneath each other whether marked or not.
      return best[i] ? { text: `${text} *`, style: colors.green } : `${text}  `;
    }),
  ]);
  const { things = "images" } = entrants[0].evaluation;
  const table = formatTable(
    [{ title: things.toUpperCase() }, { title: "FIGURE" }, ...columns],
    rows,
    colors.bold,
  );
  const legend = entrants.map(
    ({ model, posterior, network, rule, evaluation }, i) =>
      `[${i + 1}] ${printable(model)}: ` +
      (network === undefined ? "" : `${posterior}, ${network}, ${evaluation.samples} networks, `) +
      `rule ${rule}`,
  );
  return `${legend.join("\n")}\n\n${table}\n\n${colors.dim("* the best; a difference may still be chance: --json has 95 % intervals")}`;
}

function written(value: number, scale: ComparedFigure["scale"]): string {
  if (scale === "share") return formatShare(value, 2);
  if (value === Infinity) return "∞";
  // Four digits, of which no rounding makes a perfect area.
  return scale === "area" && value < 1 ? (Math.floor(value * 1e4) / 1e4).toFixed(4) : value.toPrecision(4);
}
