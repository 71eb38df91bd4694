import { answer, createDataset, encodeRule, formatRule, parseRule, type SetRule } from "@nescio/core";
import { ruleKindOf } from "@nescio/core/internal";
import { imageToInput, loadModel } from "@nescio/node";
import type { CommandContext } from "../run-command.js";
import { formatTable } from "../ui.js";

/** What the command takes, beyond what all share. */
export interface PredictOptions {
  model: string;
  invert?: boolean;
  samples?: number;
  rule?: string;
}

type Context = CommandContext<PredictOptions>;

export async function predict({ options, ui, signal }: Context, files: string[]): Promise<void> {
  const wanted = options.rule === undefined ? undefined : parseRule(options.rule);
  const model = await loadModel(options.model);
  const rule = wanted ?? model.rule;
  const statistic = ruleKindOf(rule).statistic(rule);
  const { classes } = model;
  const [height, width, channels] = model.network.input;
  const shape = { height, width, channels };
  const { seed, threads } = options;
  const samples = options.samples ?? model.samples ?? 100;
  const ask = async (file: string) => {
    const pixels = await imageToInput(file, { ...shape, invert: options.invert === true });
    // Each by itself, so that what is said of an image does not depend on the others.
    const image = createDataset({ name: file, count: 1, ...shape, pixels, classes });
    const [given] = await answer(model, image, { rule, samples, seed, threads, signal });
    const { decision, labels, set, probabilities } = given;
    return {
      file,
      kind: decision.kind,
      refused: given.refused,
      answer: decision.kind === "answer" ? labels[0] : null,
      candidates: labels,
      why: given.explanation,
      score: decision.score,
      ...(given.pValue === undefined ? {} : { familiarity: given.pValue }),
      ...(set === undefined ? {} : { set }),
      probabilities: classes.map((name, c) => ({
        class: name,
        ...(statistic !== "mean" ? { quantile: decision.probabilities[c] } : {}),
        mean: probabilities[c],
      })),
    };
  };
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  for (const file of files) answers.push(await ask(file));
  ui.result({ model: options.model, rule: encodeRule(rule), samples, seed, images: answers }, () => {
    const { bold, green, yellow, dim } = ui.colors;
    const blocks = answers.map(({ file, refused, candidates, why, set, probabilities }) => {
      const says = refused
        ? yellow(bold("I don't know"))
        : candidates.length === 1
          ? green(bold(candidates[0]))
          : yellow(bold(`${candidates.join(" or ")}?`));
      const table = formatTable(
        [
          { title: "CLASS" },
          ...probabilities.map(({ class: name }) => ({ title: name, align: "right" as const })),
        ],
        [
          ...(statistic !== "mean"
            ? [[`q${statistic}`, ...probabilities.map(({ quantile = NaN }) => quantile.toFixed(3))]]
            : []),
          ["mean", ...probabilities.map(({ mean }) => mean.toFixed(3))],
        ],
        dim,
      );
      return `${file}: ${says}  ${why}\n${set === undefined ? "" : setLine(set, rule.sets!)}${table}`;
    });
    const rows =
      statistic !== "mean"
        ? `q${statistic}: the quantile ${statistic} of a class's probability over ${samples} sampled networks`
        : `mean: of a class's probability over ${samples} sampled networks`;
    return `${blocks.join("\n\n")}\n\n${dim(`${rows}; rule ${formatRule(rule)}`)}`;
  });
}

/** The prediction set, with what it promises. */
function setLine(set: readonly string[], { coverage, method }: SetRule): string {
  const share = `${+(100 * coverage).toFixed(4)} %`;
  return `set: {${set.join(", ")}} (${method}; such sets hold the true class of ${share} of genuine images)\n`;
}
