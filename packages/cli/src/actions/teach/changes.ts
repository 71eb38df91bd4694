import { answer, type Answer, type Dataset, type Model } from "@nescio/core";
import { isRows, mcnemar } from "@nescio/core/internal";
import { formatCount, formatShare } from "../../format.js";
import type { CommandContext } from "../../run-command.js";
import { formatTable, type Ui } from "../../ui.js";
import { samplesOf } from "../promises.js";
import { answerRows } from "../rows/row-answers.js";

/** What a model does on some inputs under its own rule. */
interface Done {
  /** Share whose most probable class is right, were all answered. */
  readonly accuracy: number;
  readonly answered: number;
  /** Share of wrong answers among the answered; null where nothing is. */
  readonly wrong: number | null;
}

/** Two models on the same inputs. */
export interface Change {
  readonly set: string;
  readonly inputs: number;
  readonly before: Done;
  readonly after: Done;
  /** Inputs that the model before alone has right, and the model after alone. */
  readonly lost: number;
  readonly won: number;
  /** Of so great a difference by chance. */
  readonly pValue: number;
  /** Whether accuracy fell by more than chance would explain, at 5 %. */
  readonly worse: boolean;
}

/** What training changed on inputs that neither model has learned from. */
export async function changesOn(
  context: CommandContext<object>,
  models: readonly [before: Model, after: Model],
  inputs: Dataset,
): Promise<Change> {
  const [before, after] = [
    await rightsOf(context, models[0], inputs),
    await rightsOf(context, models[1], inputs),
  ];
  const { firstOnly, secondOnly, pValue } = mcnemar(before.right, after.right);
  return {
    ...{ set: inputs.name, inputs: inputs.count, before: before.done, after: after.done },
    ...{ lost: firstOnly, won: secondOnly, pValue, worse: firstOnly > secondOnly && pValue < 0.05 },
  };
}

async function rightsOf(
  { options, ui, signal }: CommandContext<object>,
  model: Model,
  inputs: Dataset,
): Promise<{ right: boolean[]; done: Done }> {
  const bar = ui.progress({ title: "comparing", format: formatCount });
  const how = {
    ...{ samples: samplesOf(model), seed: options.seed, threads: options.threads, signal },
    onProgress: (done: number, total: number) => bar.update(done, inputs.name, total),
  };
  const answers: Answer[] = isRows(inputs)
    ? await answerRows(model, inputs, how)
    : await answer(model, inputs, how);
  bar.stop();
  const right = answers.map(({ decision }, i) => decision.best === inputs.labels![i]);
  const answered = answers.flatMap(({ refused, decision }, i) =>
    refused ? [] : [decision.labels[0] === inputs.labels![i]],
  );
  const share = (of: readonly boolean[], count: number): number => of.filter(Boolean).length / count;
  return {
    right,
    done: {
      accuracy: share(right, inputs.count),
      answered: answered.length / inputs.count,
      wrong: answered.length === 0 ? null : 1 - share(answered, answered.length),
    },
  };
}

/** A line for each set. */
export function changesTable(changes: readonly Change[], { colors }: Ui): string {
  const twoOf = (before: number | null, after: number | null): string =>
    [before, after].map((share) => (share === null ? "–" : formatShare(share, 2))).join(" → ");
  const right = (title: string) => ({ title, align: "right" as const });
  return formatTable(
    [
      { title: "INPUTS" },
      ...["COUNT", "RIGHT WERE ALL ANSWERED", "ANSWERED", "WRONG AMONG THESE"].map(right),
      { title: "" },
    ],
    changes.map(({ set, inputs, before, after, lost, won, pValue, worse }) => [
      set,
      formatCount(inputs),
      twoOf(before.accuracy, after.accuracy),
      twoOf(before.answered, after.answered),
      twoOf(before.wrong, after.wrong),
      worse
        ? { text: `worse: ${lost} lost, ${won} won`, style: colors.red }
        : `${lost} lost, ${won} won${pValue >= 0.05 ? ", which may be chance" : ""}`,
    ]),
    colors.bold,
  );
}
