import {
  decideOutputs,
  decodeOutputRule,
  explainDecision,
  meanProbs,
  NescioError,
  predictionSets,
  predictiveFrom,
  withTemperature,
  type Features,
  type OutputRule,
  type TableRow,
} from "@nescio/core";
import { openTable, readRegularFile, type Table } from "@nescio/node/internal";
import { formatCount, formatShare } from "../../format.js";
import type { CommandContext } from "../../run-command.js";
import { prepareOutputs } from "../outputs.js";
import { inBatches, rowWriter, writeRows, type RowOutputOptions } from "../rows/row-output.js";
import type { NamedColumn } from "./class-columns.js";
import { openFeatures, placesOf, type FeatureReader } from "./features.js";
import { pushNumbers } from "./numbers.js";
import { inFile } from "./read-outputs.js";

/** What `decide` takes, beyond what all share. */
export interface DecideOptions extends RowOutputOptions {
  readonly rule: string;
  readonly features?: string;
  readonly from?: Table["format"];
}

/** What is said of a row, behind what is in it already. */
interface Said {
  readonly decision: string | null;
  readonly refused: boolean;
  readonly reason: string | null;
  readonly probability: number;
  readonly set?: string;
}

/** What is said of every row. */
const facts = ["decision", "refused", "reason", "probability"] as const;

/** Rows that are decided on at a time. */
const BATCH = 512;

/**
 * Decides on rows of another model's outputs by a rule file, and writes them on in their order, each with what came out. On stdout
 * they come some hundreds at a time, so that the command can stand in a pipe.
 */
export async function decideRows(context: CommandContext<DecideOptions>, path: string): Promise<void> {
  const { options, signal } = context;
  const { rule: ruleFile, out } = options;
  const input = path === "-" ? undefined : path;
  await prepareOutputs({ "--out": out }, [input, ruleFile, options.features], { regular: ["--out"] });
  const rule = decodeOutputRule(new TextDecoder().decode(await readRegularFile(ruleFile)), ruleFile);
  const format = options.from ?? (input === undefined ? "csv" : undefined);
  const table = await openTable(input ?? process.stdin, { format, signal });
  try {
    const features = await openFeatures(table, rule, options.features, signal);
    try {
      await decideTable(context, table, rule, features);
    } finally {
      await features.close();
    }
  } finally {
    await table.close();
  }
}

async function decideTable(
  context: CommandContext<DecideOptions>,
  table: Table,
  rule: OutputRule,
  features: FeatureReader,
): Promise<void> {
  const columns = outputColumns(table, rule);
  const added = rule.rule.sets === undefined ? facts : [...facts, "set" as const];
  const writer = rowWriter(table, added, context.options);
  let [rows, refused] = [0, 0];
  async function* lines(): AsyncIterable<string> {
    yield writer.head;
    for await (const batch of inBatches(table.rows(), BATCH)) {
      const said = decideBatch(table, columns, batch, rule, await features.next(batch));
      rows += said.length;
      refused += said.filter((one) => one.refused).length;
      const cells = said.map((one) => added.map((name) => one[name] ?? null));
      yield cells.map((own, i) => writer.line(batch[i], own)).join("");
    }
    await features.end();
  }
  if (!(await writeRows(context, lines()))) return;
  const share = rows === 0 ? "" : `, ${formatShare(refused / rows, 1)} of them refused`;
  context.ui.notice(`${formatCount(rows)} rows${share}`);
}

/** The columns that the rule is for. Throws `invalid-data` where they are not all there. */
function outputColumns(table: Table, { classes, outputs }: OutputRule): NamedColumn[] {
  const { name: file, columns } = table;
  const wrong = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: file, expected, found });
  const names = outputs.columns ?? columns;
  if (outputs.samples > 1 && outputs.columns === undefined) {
    throw wrong("one sample of each row", `a rule for ${outputs.samples} samples, which programs decide by`);
  }
  const count = classes.length * outputs.samples;
  if (names.length !== count) throw wrong(`${count} columns, one for each class`, `${names.length} columns`);
  return placesOf(table, names);
}

function decideBatch(
  { name: file }: Table,
  columns: readonly NamedColumn[],
  batch: readonly TableRow[],
  outputRule: OutputRule,
  features: Features | undefined,
): Said[] {
  const { classes, outputs, temperature, rule } = outputRule;
  const { kind, samples } = outputs;
  const numbers: number[] = [];
  for (const row of batch) pushNumbers(numbers, row, columns, file, kind);
  const given = inFile(file, () =>
    predictiveFrom(numbers, { kind, classes: classes.length, samples, firstRow: batch[0].number }),
  );
  const predictive = temperature === undefined ? given : withTemperature(given, temperature);
  const means = meanProbs(predictive);
  const sets = rule.sets && predictionSets(predictive, rule.sets);
  return decideOutputs(given, outputRule, features).map((decision, i) => ({
    decision: decision.refused ? null : classes[decision.best],
    refused: decision.refused,
    reason: decision.refused ? explainDecision(decision, rule, classes) : null,
    probability: +means[i * classes.length + decision.best].toPrecision(6),
    ...(sets === undefined ? {} : { set: sets[i].map((label) => classes[label]).join(" ") }),
  }));
}
