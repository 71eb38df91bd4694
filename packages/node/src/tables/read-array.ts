import type { Readable } from "node:stream";
import { NescioError } from "@nescio/core";
import { throwIfAborted } from "@nescio/core/internal";
import { openBytes } from "./bytes.js";
import { formatOf } from "./formats.js";
import { checkArrayBytes, openNpyFile, type ArrayOptions, type NpyFile } from "./npy-file.js";
import { fitsSingle, numberReader, type NpyHeader, type NpyType } from "./npy.js";

/** An array of numbers. */
export interface NumberArray {
  /** Sizes of its dimensions, one to three. */
  readonly shape: readonly number[];
  /** The numbers, the last index running fastest; in double precision where single does not hold all numbers of the type. */
  readonly data: Float32Array | Float64Array;
  /** What they were in the file: `f4`, `i8`, …; of bool, `b1`, they are 1 and 0. */
  readonly dtype: NpyType;
}

export interface ReadArrayOptions extends ArrayOptions {
  /** Default: by the name's ending. */
  readonly format?: "npy" | "npz" | undefined;
  /** What errors call a stream. Default `the stream`. */
  readonly name?: string | undefined;
}

/** Numbers that are read at once. */
const blockNumbers = 2 ** 17;

/**
 * Reads an array of one to three dimensions from an npy or an npz file.
 *
 * @param source A path, or a stream of bytes, which needs `options.format` and is destroyed.
 * @throws NescioError `invalid-data` of other shapes, of more than 2 GiB, and of 64-bit integers beyond ±(2⁵³ − 1); `corrupt`,
 *   `unsupported`, `not-found`, `inaccessible`, `invalid-option`, `aborted`.
 */
export async function readArray(
  source: string | Readable,
  options: ReadArrayOptions = {},
): Promise<NumberArray> {
  const format = formatOf(source, options.format, ["npy", "npz"]);
  const { signal } = options;
  const name = options.name ?? (typeof source === "string" ? source : "the stream");
  const bytes = await openBytes(source, name, signal);
  try {
    return await decode(await openNpyFile(bytes, format, options), signal);
  } finally {
    await bytes.close();
  }
}

async function decode(
  { name, header, read }: NpyFile,
  signal: AbortSignal | undefined,
): Promise<NumberArray> {
  const { shape, type, width, count } = header;
  if (shape.length < 1 || shape.length > 3) {
    const found = `shape (${shape.join(", ")})`;
    throw new NescioError({
      code: "invalid-data",
      subject: name,
      expected: "an array of one to three dimensions",
      found,
    });
  }
  const array = fitsSingle(type) ? Float32Array : Float64Array;
  checkArrayBytes(count * array.BYTES_PER_ELEMENT, name, "numbers");
  const data = new array(count);
  const target = orderedPlace(header);
  for (let first = 0; first < count; first += blockNumbers) {
    throwIfAborted(signal, name);
    const inBlock = Math.min(blockNumbers, count - first);
    const block = await read(first, inBlock);
    const view = new DataView(block.buffer, block.byteOffset, block.length);
    const number = numberReader(header, (offset) => `${name}, number ${first + offset / width + 1}`);
    for (let i = 0; i < inBlock; i++) data[target(first + i)] = number(view, i * width);
  }
  return { shape, data, dtype: type };
}

/** Where the file's i-th number comes to stand once the last index runs fastest. */
function orderedPlace({ shape, fortranOrder }: NpyHeader): (index: number) => number {
  if (!fortranOrder) return (index) => index;
  const [rows, columns = 1, depth = 1] = shape;
  return (index) => {
    const [row, column] = [index % rows, Math.floor(index / rows) % columns];
    return (row * columns + column) * depth + Math.floor(index / (rows * columns));
  };
}
