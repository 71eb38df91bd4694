import {
  encodeRule,
  formatRule,
  NescioError,
  parseRule,
  type Answer,
  type Model,
  type RowDataset,
  type Rule,
  type TableRow,
} from "@nescio/core";
import { checkRuleOf } from "@nescio/core/internal";
import { formatByEnding, openTable, type Table, type TableFormat } from "@nescio/node/internal";
import { formatCount, formatShare } from "../../format.js";
import type { CommandContext } from "../../run-command.js";
import { ruleInForce, samplesOf } from "../promises.js";
import { batchEncoder } from "@nescio/node/internal";
import { answerCells, answerColumns, answerRows } from "./row-answers.js";
import { inBatches, rowWriter, writeRows, type RowOutputOptions } from "./row-output.js";
import { rowAnswer, rowTable, type RowAnswer } from "./row-text.js";

/** What the command takes of rows, beyond what all share. */
export interface PredictRowsOptions extends RowOutputOptions {
  readonly model: string;
  readonly from?: TableFormat;
  readonly csv?: boolean;
  readonly probabilities?: boolean;
  readonly samples?: number;
  readonly rule?: string;
}

type Context = CommandContext<PredictRowsOptions>;

/** Rows that are in memory at a time; by the first ones it is seen whether columns are in other units than in training. */
const BATCH = 1024;
/** Rows that a terminal shows. */
const SHOWN = 20;
/** Probabilities in a JSON document, which is put together in memory. */
const MAX_IN_DOCUMENT = 2 ** 22;

/**
 * Answers for the rows of a table, and writes them on in their order, each with its answer. They are read and answered some
 * hundreds at a time, so that a table may be larger than the memory, and the command can stand in a pipe.
 */
export async function predictRows(
  { options, ...context }: Context,
  model: Model,
  given: readonly string[],
): Promise<void> {
  const { signal, ui } = context;
  const wanted = options.rule === undefined ? undefined : parseRule(options.rule);
  const input = tableOf(given, options, model);
  const rule = wanted ?? ruleInForce(ui, model, options.samples);
  checkRuleOf(model, rule);
  const source = input ?? process.stdin;
  const format = options.from ?? (input === undefined ? "csv" : undefined);
  const table = await openTable(source, { format, name: input ?? "standard input", signal });
  try {
    const how = { model, rule, samples: options.samples ?? samplesOf(model) };
    const written = options.csv === true ? { ...options, format: "csv" as const } : options;
    const { out, format: as } = written;
    const predict = ui.json
      ? printDocument
      : ui.terminal && out === undefined && as === undefined
        ? showRows
        : passOn;
    await predict({ ...context, options: written }, table, how);
  } finally {
    await table.close();
  }
}

/** The path of the table; undefined for standard input. */
function tableOf(
  given: readonly string[],
  { from }: PredictRowsOptions,
  { network }: Model,
): string | undefined {
  const wrong = (subject: string, found: string, next?: string): NescioError =>
    new NescioError({
      ...{ code: "invalid-option", subject, found, next },
      expected: `one table (CSV, TSV, JSON Lines, npy, npz or Parquet), as the model takes rows of ${network.input[0]} numbers`,
    });
  if (given.length !== 1) throw wrong("tables", `${given.length} files`, "Predict one after the other.");
  const [path] = given;
  if (path === "-") return undefined;
  if (from !== undefined || formatByEnding(path) !== undefined) return path;
  throw wrong(
    path,
    "a file whose name does not say that it is one",
    "Say its format with --from, or name a model of images with --model.",
  );
}

interface How {
  readonly model: Model;
  readonly rule: Rule;
  readonly samples: number;
}

interface Answered {
  readonly rows: readonly TableRow[];
  readonly inputs: RowDataset;
  readonly answers: readonly Answer[];
}

/** Answers, and counts them. */
class AnswerStream {
  rows = 0;
  refused = 0;

  constructor(
    private readonly context: Context,
    private readonly table: Table,
    private readonly how: How,
  ) {}

  async *batches(): AsyncIterable<Answered> {
    const { seed, threads } = this.context.options;
    const { model, ...how } = this.how;
    const encode = batchEncoder(model, this.table);
    for await (const rows of inBatches(this.table.rows(), BATCH)) {
      const inputs = encode(rows);
      const answers = await answerRows(model, inputs, { ...how, seed, threads, signal: this.context.signal });
      this.rows += rows.length;
      this.refused += answers.filter(({ refused }) => refused).length;
      yield { rows, inputs, answers };
    }
  }

  get summary(): string {
    const { rows, refused } = this;
    return `${formatCount(rows)} rows${rows === 0 ? "" : `, ${formatShare(refused / rows, 1)} of them refused`}`;
  }
}

async function passOn(context: Context, table: Table, how: How): Promise<void> {
  const { options, ui } = context;
  const { model, rule } = how;
  const writer = rowWriter(table, answerColumns(model, rule, options), options);
  const stream = new AnswerStream(context, table, how);
  async function* lines(): AsyncIterable<string> {
    let head = writer.head;
    for await (const { rows, answers } of stream.batches()) {
      yield head + rows.map((row, i) => writer.line(row, answerCells(answers[i], rule, options))).join("");
      head = "";
    }
    yield head;
  }
  if (await writeRows(context, lines())) ui.notice(stream.summary);
}

/** For people: the first rows, and what became of all. */
async function showRows(context: Context, table: Table, how: How): Promise<void> {
  const { ui } = context;
  const stream = new AnswerStream(context, table, how);
  let shown = false;
  for await (const { rows, inputs, answers } of stream.batches()) {
    if (shown) continue;
    shown = true;
    const first = rows.slice(0, SHOWN).map((row, i) => rowAnswer(row, inputs.names?.[i], answers[i], how));
    if (!(await ui.write(`${rowTable(first, ui)}\n`))) return;
  }
  const { dim } = ui.colors;
  await ui.write(`${shown ? "\n" : ""}${dim(`${stream.summary}; rule ${formatRule(how.rule)}`)}\n`);
  if (stream.rows > SHOWN) {
    ui.notice(`The first ${SHOWN} are shown. All of them, with their columns: --out FILE, or --format csv.`);
  }
}

async function printDocument(context: Context, table: Table, how: How): Promise<void> {
  const { options, ui } = context;
  const { model, rule, samples } = how;
  const all: RowAnswer[] = [];
  for await (const { rows, inputs, answers } of new AnswerStream(context, table, how).batches()) {
    all.push(...rows.map((row, i) => rowAnswer(row, inputs.names?.[i], answers[i], how)));
    if (all.length * model.classes.length <= MAX_IN_DOCUMENT) continue;
    throw new NescioError({
      code: "unsupported",
      subject: table.name,
      expected: `at most ${MAX_IN_DOCUMENT} probabilities in a document`,
      found: "more",
      next: "Have a line for each row: --format jsonl.",
    });
  }
  const { seed } = options;
  const facts = { model: options.model, rule: encodeRule(rule), samples, seed, table: table.name };
  ui.result({ ...facts, rows: all }, () => "");
}
