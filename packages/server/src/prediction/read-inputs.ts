import {
  createDataset,
  NescioError,
  type Cell,
  type Dataset,
  type Model,
  type Read,
  type RowDataset,
} from "@nescio/core";
import { imageInput, inputsOf } from "@nescio/core/internal";
import { batchEncoder } from "@nescio/node/internal";
import type { Input } from "./input.js";

/** Reads images as a model has it, each by itself. Throws `NescioError` for what it does not take. */
export async function readImages(model: Model, inputs: readonly Input[]): Promise<Read[]> {
  const reads: Read[] = [];
  for (const input of inputs) {
    if (input.kind === "row")
      throw wrong("a picture, or its pixels as an array of numbers", "an object of columns");
    const given = input.kind === "picture" ? input.picture : input.values;
    reads.push(...(await inputsOf(model, given, {}, "one")));
  }
  return reads;
}

/** Reads and their views as a network takes them, each input followed by its views. */
export function imagesOf({ network, classes }: Model, reads: readonly Read[]): Dataset {
  const { height, width, channels } = imageInput(network);
  const size = height * width * channels;
  const all = reads.flatMap(({ pixels, views }) => [pixels, ...views]);
  const pixels = new Uint8Array(all.length * size);
  all.forEach((values, i) => pixels.set(values, i * size));
  return createDataset({ name: "inputs", count: all.length, height, width, channels, pixels, classes });
}

/**
 * Rows as a model has them. Whether columns are in other units than in training, they say together. Throws `NescioError` for what
 * it does not take.
 */
export function readRows(model: Model, inputs: readonly Input[]): RowDataset {
  const rows = inputs.map((input) => rowOf(model, input));
  checkColumns(model, rows);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const encode = batchEncoder(model, { name: "inputs", columns });
  return encode(
    rows.map((row, i) => ({
      number: i + 1,
      cells: columns.map((name): Cell => (Object.hasOwn(row, name) ? row[name] : null)),
    })),
  );
}

/** A row has the columns that the model needs itself: others that come with it have them for themselves. */
function checkColumns(model: Model, rows: readonly Readonly<Record<string, Cell>>[]): void {
  const known = new Set<string>();
  for (const [i, row] of rows.entries()) {
    const columns = Object.keys(row);
    const kind = JSON.stringify(columns);
    if (known.has(kind)) continue;
    batchEncoder(model, { name: rows.length === 1 ? "inputs" : `inputs[${i}]`, columns });
    known.add(kind);
  }
}

function rowOf({ table, network }: Model, input: Input): Readonly<Record<string, Cell>> {
  if (input.kind === "picture") throw wrong("rows", "a picture", "The model was trained on a table.");
  if (input.kind === "row") return input.cells;
  const { values } = input;
  if (table !== undefined) {
    const names = table.columns.map(({ name }) => name).join(", ");
    throw wrong(`an object of the columns ${names}`, "an array of numbers");
  }
  const [width] = network.input;
  if (values.length !== width) throw wrong(`${width} numbers`, `${values.length}`);
  return Object.fromEntries(values.map((value, i) => [`input ${i + 1}`, value]));
}

function wrong(expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-data", subject: "inputs", expected, found, next });
}
