import { basename } from "node:path";
import { buildTable, NescioError, parseRule, type TableBuild } from "@nescio/core";
import { networkName } from "@nescio/core/internal";
import { openCheckpoints } from "@nescio/node/internal";
import type { CommandContext } from "../run-command.js";
import { buildProgress } from "./build-progress.js";
import { save, summary, timing } from "./finish-training.js";
import { readNetwork } from "./network-of.js";
import { prepareOutputs } from "./outputs.js";
import { settingsOf } from "./settings-of.js";
import { columnsText, describeTable, tableFindingsText } from "./table-findings.js";
import type { TrainOptions } from "./train.js";
import { readTrainingTable } from "./training-table.js";
import { optionName } from "../option-name.js";

/** From a table to a model that refuses what it does not know. */
export async function trainTable(context: CommandContext<TrainOptions>, path: string): Promise<void> {
  const { options, ui, signal } = context;
  checkForTables(options);
  const { labels, out } = options;
  await prepareOutputs({ "--out": out }, [path, labels, options.network], { regular: ["--out"] });
  const network = await readNetwork(options);
  const rule = options.rule === undefined ? undefined : parseRule(options.rule);
  const { table, target } = await readTrainingTable(path, options, signal);
  ui.notice(describeTable(table, target));
  const checkpoints = options.checkpoint === true ? await openCheckpoints(`${out}.checkpoint`) : undefined;
  try {
    const built = await build(context, { table, target, network, checkpoints });
    const model = rule === undefined ? built.model : { ...built.model, rule };
    const { wrote, precision } = await save(context, model, checkpoints);
    const { findings } = built;
    const { table: reading, ...facts } = findings;
    const result = {
      ...{ model: out, network: networkName(model.network), training: model.training },
      ...{ columns: reading.columns, findings: facts, precision },
    };
    ui.result(result, () =>
      [
        columnsText(findings, ui.colors.bold),
        "",
        summary(model),
        ...tableFindingsText(findings, ui.colors.bold),
        "",
        timing(model),
        wrote,
      ].join("\n"),
    );
  } finally {
    await checkpoints?.release();
  }
}

type Parts = Pick<Awaited<ReturnType<typeof readTrainingTable>>, "table" | "target"> & {
  readonly network: Awaited<ReturnType<typeof readNetwork>>;
  readonly checkpoints: Awaited<ReturnType<typeof openCheckpoints>> | undefined;
};

async function build(
  { options, ui, signal }: CommandContext<TrainOptions>,
  { table, target, network, checkpoints }: Parts,
): Promise<TableBuild> {
  const { posterior, members, samples, threads, seed, validation, holdOut, calibrate, hidden } = options;
  const settings = settingsOf(options);
  const { name, count, columns } = table;
  const set = { name, count, columns: columns.map((column) => column.name), classes: target.classes };
  const { show, keep } = options;
  const parts = { validation, holdOut, calibrate, show, keep };
  const key = JSON.stringify({ ...set, ...parts, network, hidden, posterior, members, settings });
  const { stop, ...told } = buildProgress(ui);
  // Where a file lies on this machine is nobody's business who gets the model.
  const built = await buildTable(
    { ...table, name: basename(name) },
    {
      ...{ target, show: options.show, keep: options.keep, calibrate, validation, holdOut, network, hidden },
      ...{ posterior, members, samples, threads, seed, signal, checkpoints: checkpoints?.of(key) },
      settings: Object.keys(settings).some((name) => name !== "seed") ? settings : undefined,
      ...told,
    },
  );
  stop();
  return built;
}

/** Options that say something of images only. */
const ofImages = [
  ...["reading", "invert", "background", "augment", "groupBy", "channels", "kernel", "dropout"],
  ...["limit", "patience"],
] as const;

function checkForTables(options: TrainOptions): void {
  const given = options as unknown as Readonly<Record<string, unknown>>;
  const stray = ofImages.find((name) => given[name] !== undefined);
  const wrong = (subject: string, expected: string, found: string, next?: string): NescioError =>
    new NescioError({ code: "invalid-option", subject, expected, found, next });
  if (stray !== undefined) {
    throw wrong(optionName(stray), "an option for tables", "one for images");
  }
  if (options.preset !== "auto") {
    throw wrong(
      "--preset",
      "auto, for tables",
      options.preset,
      "What is trained is said by --network and --posterior.",
    );
  }
  if (typeof options.report === "string") {
    const next = "nescio evaluate MODEL TABLE --report FILE writes one of rows that training has not seen.";
    throw wrong("--report", "none, of a table's training", options.report, next);
  }
}
