import { NescioError, predictiveFrom, type Features, type OutputKind, type Predictive } from "@nescio/core";
import { placeName } from "@nescio/core/internal";
import { openTable, readArray, type Table } from "@nescio/node/internal";
import { classColumns, listColumns, type ClassColumns } from "./class-columns.js";
import { featureColumns, placesOf } from "./features.js";
import { labelReader } from "./labels.js";
import { pushNumbers } from "./numbers.js";

/** How a file of outputs is to be read. */
export interface OutputsFile {
  readonly kind: OutputKind;
  /** A column of the table, or a file of its own. Not there: nothing is known of the rows. */
  readonly labels?: string | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly classes?: readonly string[] | undefined;
  readonly drop?: readonly string[] | undefined;
  readonly members?: readonly string[] | undefined;
  /** What columns of features begin with. */
  readonly featurePrefix?: string | undefined;
  /** Columns that are known already, of another file: the four before are not looked at. */
  readonly like?: Pick<Outputs, "columns" | "classes" | "featureColumns"> | undefined;
  readonly signal: AbortSignal;
}

/** What a model said of rows. */
export interface Outputs {
  readonly predictive: Predictive;
  /** Not there: the file is an array, which has no names. */
  readonly columns?: readonly string[] | undefined;
  readonly classes: readonly string[];
  readonly labels?: Uint32Array | undefined;
  /** What the rows are like, where columns of the same table say it. */
  readonly features?: Features | undefined;
  readonly featureColumns?: readonly string[] | undefined;
}

/** What a model said of labelled rows. */
export interface LabelledOutputs extends Outputs {
  readonly labels: Uint32Array;
}

/** Reads what a model said of rows, and the rows' labels. */
export async function readLabelledOutputs(
  path: string,
  file: OutputsFile & { readonly labels: string },
): Promise<LabelledOutputs> {
  const read = await readOutputs(path, file);
  return { ...read, labels: read.labels! };
}

/** Reads what a model said of rows. */
export function readOutputs(path: string, file: OutputsFile): Promise<Outputs> {
  return /\.np[yz]$/i.test(path) ? readArrayOutputs(path, file) : readTableOutputs(path, file);
}

async function readTableOutputs(path: string, file: OutputsFile): Promise<Outputs> {
  const { kind, labels: target, signal } = file;
  const table = await openTable(path, { signal });
  try {
    const named =
      file.featurePrefix === undefined
        ? file.like?.featureColumns
        : featureColumns(table, file.featurePrefix);
    const { samples, ...read } = columnsOf(table, file, named ?? []);
    const featurePlaces = placesOf(table, named ?? []);
    const features: number[] = [];
    const outputs = read.columns.map((name) => ({ name, place: table.columns.indexOf(name) }));
    const at = target === undefined ? -1 : table.columns.indexOf(target);
    const numbers: number[] = [];
    const labels: number[] = [];
    const labelOf = labelReader(read.classes);
    let rows = 0;
    for await (const row of table.rows()) {
      rows++;
      pushNumbers(numbers, row, outputs, path, kind);
      pushNumbers(features, row, featurePlaces, path, "logits");
      if (target === undefined) continue;
      const place = { file: path, row: row.number, line: row.line, column: target };
      labels.push(labelOf(row.cells[at], () => placeName(place)));
    }
    checkRows(rows, path);
    const predictive = inFile(path, () =>
      predictiveFrom(numbers, { kind, classes: read.classes.length, samples }),
    );
    return {
      ...{ predictive, ...read },
      ...(target === undefined ? {} : { labels: Uint32Array.from(labels) }),
      ...(named === undefined
        ? {}
        : { features: { dimensions: named.length, data: features }, featureColumns: named }),
    };
  } finally {
    await table.close();
  }
}

function columnsOf(
  { name: file, columns }: Table,
  { labels, columns: named, classes, drop = [], members, like }: OutputsFile,
  features: readonly string[],
): ClassColumns {
  const others = [...(labels === undefined ? [] : [labels]), ...drop, ...features];
  if (like === undefined) return classColumns(columns, { named, others, classes, members }, file);
  const known = classColumns(columns, { named: like.columns, others }, file);
  const samples = known.columns.length / like.classes.length;
  if (Number.isInteger(samples)) return { columns: known.columns, classes: like.classes, samples };
  throw new NescioError({
    code: "invalid-data",
    subject: file,
    expected: `${like.classes.length} columns, one for each class`,
    found: `${known.columns.length}, ${listColumns(known.columns)}`,
  });
}

async function readArrayOutputs(
  path: string,
  { kind, labels: target, classes: named, like, signal }: OutputsFile,
): Promise<Outputs> {
  const names = like?.classes ?? named;
  const { shape, data } = await readArray(path, { signal });
  const [samples, rows, count] = shape.length === 3 ? shape : [1, ...shape];
  if (shape.length < 2 || count < 2) {
    throw new NescioError({
      code: "invalid-data",
      subject: path,
      expected: "an array of rows × classes, or of samples × rows × classes",
      found: `shape (${shape.join(", ")})`,
    });
  }
  const classes = names ?? Array.from({ length: count }, (_, c) => String(c));
  if (classes.length !== count) {
    throw new NescioError({
      code: "invalid-option",
      subject: "--classes",
      expected: `${count} names, as ${path} has so many columns`,
      found: String(classes.length),
    });
  }
  const labels = target === undefined ? undefined : await readLabels(target, classes, signal);
  if (target !== undefined && labels?.length !== rows) {
    throw new NescioError({
      code: "invalid-data",
      subject: target,
      expected: `${rows} labels, one for each row of ${path}`,
      found: String(labels?.length),
    });
  }
  const predictive = inFile(path, () =>
    predictiveFrom(data, { kind, classes: count, samples, order: "samples-first" }),
  );
  return { predictive, classes, ...(labels === undefined ? {} : { labels }) };
}

/** Labels of a file of their own: an array of integers, or a table of one column. */
async function readLabels(
  path: string,
  classes: readonly string[],
  signal: AbortSignal,
): Promise<Uint32Array> {
  const table = await openTable(path, { signal });
  const labels: number[] = [];
  if (table.columns.length !== 1) {
    await table.close();
    throw new NescioError({
      code: "invalid-data",
      subject: path,
      expected: "labels, one column",
      found: `${table.columns.length} columns`,
    });
  }
  const [column] = table.columns;
  const labelOf = labelReader(classes);
  for await (const { number, line, cells } of table.rows()) {
    labels.push(labelOf(cells[0], () => placeName({ file: path, row: number, line, column })));
  }
  checkRows(labels.length, path);
  return Uint32Array.from(labels);
}

function checkRows(rows: number, file: string): void {
  if (rows > 0) return;
  throw new NescioError({ code: "invalid-data", subject: file, expected: "rows", found: "none" });
}

/** Errors about outputs name their file too. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof NescioError) || error.code !== "invalid-data") throw error;
    const { code, subject, expected, found, next } = error;
    const rather =
      next === undefined ? undefined : "Are these logits? --logits, or --log-probabilities, says so.";
    throw new NescioError({
      code,
      subject: `${file}, ${subject.replace(/^outputs, /, "")}`,
      expected,
      found,
      next: rather,
    });
  }
}
