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
} from "@nescio/core";
import type { TableRow } from "@nescio/core/internal";
import { writeFileAtomic } from "@nescio/node";
import { openTable, readRegularFile, type Table } from "@nescio/node/internal";
import { csvLine } from "../../csv.js";
import { formatCount, formatShare } from "../../format.js";
import type { CommandContext } from "../../run-command.js";
import { prepareOutputs } from "../outputs.js";
import type { NamedColumn } from "./class-columns.js";
import { openFeatures, placesOf, type FeatureReader } from "./features.js";
import { pushNumbers } from "./numbers.js";
import { inFile } from "./read-outputs.js";

/** What `decide` takes, beyond what all share. */
export interface DecideOptions {
  readonly rule: string;
  readonly features?: string;
  readonly out?: string;
  readonly format?: "csv" | "jsonl";
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

/** Rows that are decided on at a time. */
const BATCH = 512;
/** Characters that are kept until a file is written whole. */
const MAX_TEXT = 2 ** 29;

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
  { options: { out, format }, ui, signal }: CommandContext<DecideOptions>,
  table: Table,
  rule: OutputRule,
  features: FeatureReader,
): Promise<void> {
  const columns = outputColumns(table, rule);
  const writer = writerFor(format ?? formatOf(out, table), table, rule);
  const kept: string[] = [];
  let length = 0;
  const write = async (text: string): Promise<boolean> => {
    if (out === undefined) return ui.write(text);
    kept.push(text);
    length += text.length;
    if (length > MAX_TEXT) throw tooLong(out);
    return true;
  };
  await write(writer.head);
  let [rows, refused] = [0, 0];
  for await (const batch of batches(table.rows(), BATCH)) {
    const said = decideBatch(table, columns, batch, rule, await features.next(batch));
    rows += said.length;
    refused += said.filter((one) => one.refused).length;
    if (!(await write(said.map((one, i) => writer.line(batch[i], one)).join("")))) return;
  }
  await features.end();
  if (out !== undefined) await writeFileAtomic(out, kept.join(""), { signal });
  const share = rows === 0 ? "" : `, ${formatShare(refused / rows, 1)} of them refused`;
  ui.notice(`${formatCount(rows)} rows${share}`);
}

async function* batches<T>(rows: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let batch: T[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
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

interface Writer {
  readonly head: string;
  line(row: TableRow, said: Said): string;
}

function writerFor(
  format: "csv" | "jsonl",
  { name, columns }: Table,
  { rule: { sets } }: OutputRule,
): Writer {
  const facts = ["decision", "refused", "reason", "probability"] as const;
  const added: readonly (keyof Said)[] = sets === undefined ? facts : [...facts, "set"];
  const taken = added.find((column) => columns.includes(column));
  if (taken !== undefined) {
    throw new NescioError({
      code: "invalid-data",
      subject: name,
      expected: `no column ${JSON.stringify(taken)}, which is what the decision is written to`,
      found: "one",
    });
  }
  if (format === "csv") {
    return {
      head: csvLine([...columns, ...added]),
      line: ({ cells }, said) => csvLine([...cells, ...added.map((name) => said[name])]),
    };
  }
  return {
    head: "",
    line: ({ cells }, said) =>
      `${JSON.stringify({ ...Object.fromEntries(columns.map((column, i) => [column, cells[i]])), ...said })}\n`,
  };
}

/** As the output's name says, else as the input is. */
function formatOf(out: string | undefined, { format }: Table): "csv" | "jsonl" {
  if (out !== undefined) return /\.(jsonl|ndjson)$/i.test(out) ? "jsonl" : "csv";
  return format === "jsonl" ? "jsonl" : "csv";
}

function tooLong(out: string): NescioError {
  return new NescioError({
    code: "unsupported",
    subject: out,
    expected: `at most ${MAX_TEXT} characters`,
    found: "more",
    next: `Leave --out away, and send what comes out there: nescio decide … > ${out}`,
  });
}
