import { NescioError, parseRule, type Model } from "@nescio/core";
import { checkRuleOf, networkName } from "@nescio/core/internal";
import type { CommandContext } from "../../run-command.js";
import { studyModel } from "../evaluate.js";
import { classTable, evaluationTable, reportFigures } from "../figures.js";
import { noticeSeen } from "../notice-seen.js";
import { ruleInForce } from "../promises.js";
import { checkDifferent, nameOf } from "./file-names.js";
import { readLabelledRows, readOtherRows, type TargetOptions } from "./read-model-rows.js";
import { writeRowsReport } from "./report-rows.js";

/** What evaluations of models of rows take, beyond what all share. */
export interface EvaluateRowsOptions extends TargetOptions {
  readonly dataset?: string;
  readonly ood?: string[];
  readonly samples?: number;
  readonly rule?: string;
  readonly report?: string;
}

/** How right a model is on rows whose classes are known, and what it makes of rows that it should refuse. */
export async function evaluateRows(
  context: CommandContext<EvaluateRowsOptions>,
  model: Model,
  path: string,
): Promise<void> {
  const { options, ui, signal } = context;
  const { dataset, ood = [], report, json } = options;
  const wanted = options.rule === undefined ? undefined : parseRule(options.rule);
  if (dataset === undefined) throw noRows(path);
  const files = [dataset, ...ood];
  checkDifferent("--ood", ood);
  const rule = wanted ?? ruleInForce(ui, model, options.samples);
  checkRuleOf(model, rule);
  const rows = await readLabelledRows(dataset, model, options, signal);
  const testSet = { ...rows, name: nameOf(dataset, files) };
  noticeSeen(ui, [model], testSet);
  const others = [];
  for (const file of ood)
    others.push({ ...(await readOtherRows(file, model, signal)), name: nameOf(file, files) });
  const study = await studyModel(context, model, testSet, others, rule);
  const { evaluation } = study;
  if (report !== undefined) {
    await writeRowsReport(context, report, study, {
      classes: model.classes,
      network: networkName(model.network),
    });
  }
  const render = (): string => {
    const lines = [evaluationTable(evaluation, ui), "", classTable(evaluation, ui)];
    if (report !== undefined) lines.push("", `wrote ${report}`);
    return lines.join("\n");
  };
  await reportFigures(ui, json, evaluation, render, signal);
}

function noRows(path: string): NescioError {
  return new NescioError({
    code: "invalid-option",
    subject: "evaluate",
    expected: "a table of labelled rows that the model was not trained on",
    found: "none",
    next: `nescio evaluate ${path} test.csv`,
  });
}
