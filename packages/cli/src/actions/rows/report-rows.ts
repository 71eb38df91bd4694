import type { EvaluationResult } from "@nescio/core";
import { writeFileAtomic } from "@nescio/node";
import type { CommandContext } from "../../run-command.js";

/** What said something of the rows. */
interface ReportedModel {
  readonly classes: readonly string[];
  /** Its network, where it is one of ours. */
  readonly network?: string;
}

/** Renders the report on rows, which have no pictures, and writes it. */
export async function writeRowsReport(
  { ui, signal, commandLine }: CommandContext<object>,
  path: string,
  { evaluation, decisions }: EvaluationResult,
  { classes, network }: ReportedModel,
): Promise<void> {
  const { renderReport } = await import("@nescio/report");
  ui.notice("drawing the report …");
  const { inDistribution, outOfDistribution } = evaluation;
  const sets = [inDistribution, ...outOfDistribution];
  const html = renderReport({
    title: `${inDistribution.dataset}: what the model knows, and what it does not`,
    ...{ classes, command: commandLine, evaluation, galleries: [] },
    ...(network === undefined ? {} : { network }),
    scores: [decisions.inDistribution, ...decisions.outOfDistribution].map((of, i) => ({
      dataset: sets[i].dataset,
      inDistribution: i === 0,
      scores: of.map(({ score }) => score),
    })),
  });
  await writeFileAtomic(path, html, { signal });
}
