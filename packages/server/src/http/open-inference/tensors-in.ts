import { NescioError, type Cell } from "@nescio/core";
import type { InputFacts } from "../../models/model-facts.js";
import type { InferInput } from "../schemas/open-inference.js";
import type { Upload } from "../uploads.js";

/** What a model takes, as tensors; -1: as many as there are. */
export function inputTensors(input: InputFacts): { name: string; datatype: string; shape: number[] }[] {
  switch (input.kind) {
    case "images":
      return [
        { name: "image", datatype: "BYTES", shape: [-1] },
        { name: "pixels", datatype: "UINT8", shape: [-1, input.height, input.width, input.channels] },
      ];
    case "rows":
      return input.columns.map(({ name, type }) => ({
        name,
        datatype: type === "number" ? "FP64" : "BYTES",
        shape: [-1],
      }));
    case "numbers":
      return [{ name: "rows", datatype: "FP32", shape: [-1, input.count] }];
  }
}

/**
 * Tensors as inputs: of images one, `image`, of files in base64, or of any other name, of pixels from 0 to 255; of rows one for each
 * column. Throws `NescioError` for what does not fit together.
 */
export function uploadsOfTensors(input: InputFacts, tensors: readonly InferInput[]): Upload[] {
  const flat = tensors.map((tensor) => ({ ...tensor, values: flatten(tensor) }));
  const [
    {
      shape: [count],
    },
  ] = tensors;
  const odd = tensors.find(({ shape }) => shape[0] !== count);
  if (odd !== undefined)
    throw wrong(odd.name, `${count} of them, as of ${tensors[0].name}`, `${odd.shape[0]}`);
  if (input.kind === "rows") {
    const wide = flat.find(({ values }) => values.length !== count);
    if (wide !== undefined)
      throw wrong(wide.name, `one value for each of ${count} rows`, `${wide.values.length}`);
    return Array.from({ length: count }, (_, row) => ({
      kind: "row",
      cells: Object.fromEntries(flat.map(({ name, values }) => [name, values[row]])),
    }));
  }
  if (tensors.length !== 1) throw wrong("inputs", "one tensor", `${tensors.length}`);
  const [{ name, datatype, values }] = flat;
  if (datatype === "BYTES") return values.map((value) => ({ kind: "file", bytes: fileOf(name, value) }));
  const size = values.length / count;
  const numbers = values.map((value) => numberOf(name, value));
  return Array.from({ length: count }, (_, i) => ({
    kind: "values",
    values: numbers.slice(i * size, (i + 1) * size),
  }));
}

function flatten({ name, shape, data }: InferInput): Cell[] {
  const values = (data as Cell[][][][]).flat(3);
  const size = shape.reduce((product, length) => product * length, 1);
  if (values.length !== size) throw wrong(name, `${size} values, as its shape says`, `${values.length}`);
  return values;
}

function fileOf(name: string, value: Cell): Buffer {
  if (typeof value === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(value)) return Buffer.from(value, "base64");
  throw wrong(name, "files as base64", typeof value === "string" ? "another text" : String(value));
}

function numberOf(name: string, value: Cell): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  throw wrong(name, "numbers", JSON.stringify(value).slice(0, 100));
}

function wrong(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-data", subject, expected, found });
}
