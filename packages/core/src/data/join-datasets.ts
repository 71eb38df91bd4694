import { NescioError } from "../errors.js";
import { createDataset, inputValues, isRows, labelArray, type Dataset, type RowDataset } from "./dataset.js";

/**
 * Data sets of one kind of input, one behind the other, called as the first. Labels, and names of rows, are kept where all have
 * them; sources, and files of images, are not.
 *
 * @param parts At least one; all of the same columns, or of images of the same size, and of the same classes.
 * @throws NescioError `invalid-data` where they are not.
 */
export function joinDatasets<D extends Dataset>(parts: readonly D[]): D;
export function joinDatasets(parts: readonly Dataset[]): Dataset {
  const [first] = parts;
  for (const part of parts.slice(1)) checkAlike(first, part);
  const { name, classes } = first;
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const labels = parts.every((part) => part.labels !== undefined)
    ? {
        labels: labelArray(
          allOf(parts, ({ labels }) => labels!),
          classes.length,
        ),
      }
    : {};
  const facts = { name, count, classes, ...labels };
  if (!isRows(first)) {
    const { height, width, channels } = first;
    const pixels = new Uint8Array(count * height * width * channels);
    putInto(pixels, parts);
    return createDataset({ ...facts, height, width, channels, pixels });
  }
  const rows = parts as readonly RowDataset[];
  const values = new Float32Array(count * first.columns.length);
  putInto(values, rows);
  const unseen = unseenOf(rows);
  return createDataset({
    ...{ ...facts, columns: first.columns, values },
    ...(rows.every(({ names }) => names !== undefined) && { names: allOf(rows, ({ names }) => names!) }),
    ...(unseen.size > 0 && { unseen }),
  });
}

function allOf<D, T>(parts: readonly D[], get: (part: D) => ArrayLike<T>): T[] {
  return parts.flatMap((part) => Array.from(get(part)));
}

function putInto(values: Uint8Array | Float32Array, parts: readonly Dataset[]): void {
  let at = 0;
  for (const part of parts) {
    const own = inputValues(part);
    values.set(own, at);
    at += own.length;
  }
}

function unseenOf(parts: readonly RowDataset[]): NonNullable<RowDataset["unseen"]> {
  let from = 0;
  return new Map(
    parts.flatMap(({ count, unseen = [] }) => {
      const start = from;
      from += count;
      return Array.from(unseen, ([row, cells]) => [start + row, cells] as const);
    }),
  );
}

function checkAlike(first: Dataset, other: Dataset): void {
  const inputs = (dataset: Dataset): string =>
    isRows(dataset)
      ? `rows of ${dataset.columns.length} columns`
      : `images of ${dataset.height}×${dataset.width}×${dataset.channels}`;
  const wrong = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: other.name, expected, found });
  if (inputs(first) !== inputs(other)) throw wrong(`${inputs(first)}, as ${first.name} has`, inputs(other));
  if (first.classes.length !== other.classes.length || first.classes.some((c, i) => c !== other.classes[i])) {
    throw wrong(`the classes of ${first.name}`, "others");
  }
}
