import { createDataset } from "../../data/dataset.js";
import { decide, formatRule, parseRule } from "../../decision/quantile-rule.js";
import type { Decision } from "../../decision/rule.js";
import { posteriorOf } from "../../model/create-model.js";
import { imageToInput } from "../../node/decode-image.js";
import { loadModel } from "../../node/model-files.js";
import { meanProbs } from "../../predictive/summaries.js";
import type { CommandContext } from "../run-command.js";
import { formatTable } from "../ui.js";

/** What the command takes, beyond what all share. */
export interface PredictOptions {
  model: string;
  invert?: boolean;
  samples: number;
  rule?: string;
}

type Context = CommandContext<PredictOptions>;

export async function predict({ options, ui, signal }: Context, files: string[]): Promise<void> {
  const given = options.rule === undefined ? undefined : parseRule(options.rule);
  const model = await loadModel(options.model);
  const rule = given ?? model.rule;
  const { classes } = model;
  const [height, width, channels] = model.network.input;
  const shape = { height, width, channels };
  const { samples, seed, threads } = options;
  const posterior = posteriorOf(model);
  const ask = async (file: string) => {
    const pixels = await imageToInput(file, { ...shape, invert: options.invert === true });
    // Each by itself, so that what is said of an image does not depend on the others.
    const predictive = await posterior.predict(
      createDataset({ name: file, count: 1, ...shape, pixels, classes }),
      {
        samples,
        seed,
        threads,
        signal,
      },
    );
    const means = meanProbs(predictive);
    const [decision] = decide(predictive, rule);
    return {
      file,
      kind: decision.kind,
      answer: decision.kind === "answer" ? classes[decision.labels[0]] : null,
      candidates: decision.labels.map((label) => classes[label]),
      why: reason(decision, classes, rule.q, rule.threshold),
      score: decision.score,
      probabilities: classes.map((name, c) => ({
        class: name,
        quantile: decision.quantiles[c],
        mean: means[c],
      })),
    };
  };
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  for (const file of files) answers.push(await ask(file));
  ui.result({ model: options.model, rule, samples, seed, images: answers }, () => {
    const { bold, green, yellow, dim } = ui.colors;
    const blocks = answers.map(({ file, kind, answer, candidates, why, probabilities }) => {
      const says =
        kind === "answer"
          ? green(bold(answer))
          : yellow(bold(kind === "ambiguous" ? candidates.join(" or ") + "?" : "I don't know"));
      const table = formatTable(
        [
          { title: "CLASS" },
          ...probabilities.map(({ class: name }) => ({ title: name, align: "right" as const })),
        ],
        [
          [`q${rule.q}`, ...probabilities.map(({ quantile }) => quantile.toFixed(3))],
          ["mean", ...probabilities.map(({ mean }) => mean.toFixed(3))],
        ],
        dim,
      );
      return `${file}: ${says}  ${why}\n${table}`;
    });
    const rows = `q${rule.q}: the quantile ${rule.q} of a class's probability over ${samples} sampled networks`;
    return `${blocks.join("\n\n")}\n\n${dim(`${rows}; rule ${formatRule(rule)}`)}`;
  });
}

/** Why the rule came out as it did, in words. */
function reason(
  { kind, labels, best, quantiles }: Decision,
  classes: readonly string[],
  q: number,
  threshold: number,
): string {
  const networks = `${+((1 - q) * 100).toFixed(1)} % of the sampled networks`;
  // Rounded down, so that "at least" stays true.
  const value = (Math.floor(quantiles[best] * 1000) / 1000).toFixed(3);
  switch (kind) {
    case "answer":
      return `${networks} give it at least ${value}; the rule asks for more than ${threshold}`;
    case "ambiguous":
      return `${networks} give each of ${labels.map((label) => classes[label]).join(", ")} more than ${threshold}`;
    case "refuse":
      return `no class gets more than ${threshold} from ${networks}; ${classes[best]} comes nearest with ${value}`;
  }
}
