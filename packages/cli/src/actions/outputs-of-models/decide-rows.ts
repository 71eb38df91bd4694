import {
  decideOutputs,
  decodeOutputRule,
  explainDecision,
  meanProbs,
  NescioError,
  predictionSets,
  predictiveFrom,
  withTemperature,
  type OutputRule,
} from "@nescio/core";
import { writeFileAtomic } from "@nescio/node";
import { openTable, readRegularFile, type Cell, type Table, type TableRow } from "@nescio/node/internal";
import { csvLine } from "../../csv.js";
import { formatCount, formatShare } from "../../format.js";
import type { CommandContext } from "../../run-command.js";
import { prepareOutputs } from "../outputs.js";
import { inFile, pushNumbers } from "./read-outputs.js";

/** What `decide` takes, beyond what all share. */
export interface DecideOptions {
  readonly rule: string;
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
 * they come as they are decided, so that the command can stand in a pipe.
 */
export async function decideRows(
  { options, ui, signal }: CommandContext<DecideOptions>,
  path: string,
): Promise<void> {
  const { rule: ruleFile, out } = options;
  const input = path === "-" ? undefined : path;
  await prepareOutputs({ "--out": out }, [input, ruleFile], { regular: ["--out"] });
  const rule = decodeOutputRule(new TextDecoder().decode(await readRegularFile(ruleFile)), ruleFile);
  const format = options.from ?? (input === undefined ? "csv" : undefined);
  const table = await openTable(input ?? process.stdin, { format, signal });
  const writer = writerFor(options.format ?? formatOf(out, table), table, rule);
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
    const said = decideBatch(table, batch, rule);
    rows += said.length;
    refused += said.filter((one) => one.refused).length;
    if (!(await write(said.map((one, i) => writer.line(batch[i], one)).join("")))) return;
  }
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

function decideBatch(table: Table, batch: readonly TableRow[], rule: OutputRule): Said[] {
  const { classes, outputs } = rule;
  const columns = outputs.columns ?? table.columns;
  const places = columns.map((column) => placeOf(table, column));
  if (outputs.samples > 1 || columns.length !== classes.length) {
    throw new NescioError({
      code: "invalid-data",
      subject: table.name,
      expected: `${classes.length} columns, one for each class, of one sample`,
      found:
        outputs.samples > 1
          ? `a rule for ${outputs.samples} samples of each row`
          : `${columns.length} columns`,
    });
  }
  const numbers: number[] = [];
  for (const row of batch) pushNumbers(numbers, row, places, columns, table.name);
  const predictive = inFile(table.name, () =>
    predictiveFrom(numbers, { kind: outputs.kind, classes: classes.length, firstRow: batch[0].number }),
  );
  const scaled = rule.temperature === undefined ? predictive : withTemperature(predictive, rule.temperature);
  const means = meanProbs(scaled);
  const sets = rule.rule.sets && predictionSets(scaled, rule.rule.sets);
  return decideOutputs(predictive, rule).map((decision, i) => ({
    decision: decision.refused ? null : classes[decision.best],
    refused: decision.refused,
    reason: decision.refused ? explainDecision(decision, rule.rule, classes) : null,
    probability: +means[i * classes.length + decision.best].toPrecision(6),
    ...(sets === undefined ? {} : { set: sets[i].map((label) => classes[label]).join(" ") }),
  }));
}

function placeOf({ name, columns }: Table, column: string): number {
  const place = columns.indexOf(column);
  if (place >= 0) return place;
  throw new NescioError({
    code: "invalid-data",
    subject: name,
    expected: `a column ${JSON.stringify(column)}, as the rule was calibrated with`,
    found: `the columns ${columns.slice(0, 12).join(", ")}${columns.length > 12 ? ", …" : ""}`,
  });
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
  const added = ["decision", "refused", "reason", "probability", ...(sets === undefined ? [] : ["set"])];
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
      line: ({ cells }, said) =>
        csvLine([...cells, ...Object.values(said as unknown as Record<string, Cell>)]),
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
