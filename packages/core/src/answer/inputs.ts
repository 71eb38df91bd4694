import { NescioError } from "../errors.js";
import { imageInput, type Network } from "../layers/network.js";
import { decodeHere, type Decode, type PictureInput } from "../reading/decode.js";
import { readCharacters, readingFor, readPicture, type PictureReading } from "../reading/kinds.js";
import type { InputShape, Read } from "../reading/kind.js";
import { fileType } from "../reading/file-type.js";
import type { Picture } from "../reading/picture.js";

/** What of a model says how pictures are read for it. */
export interface InputReader extends PictureReading {
  readonly network: Pick<Network, "input">;
}

/** How the picture is read: what is not said is as the model has it. */
export interface PictureOptions extends PictureReading {
  /** Decodes the bytes of a file. Default: what the browser decodes; in Node, `nescio/node` has one that it passes here. */
  readonly decode?: Decode | undefined;
}

/** What a network is asked about one input: the picture as one, or each of its characters. */
export async function inputsOf(
  model: InputReader,
  input: PictureInput,
  { decode = decodeHere, ...given }: PictureOptions,
  which: "one" | "each",
): Promise<readonly Read[]> {
  const shape = imageInput(model.network);
  if (isArray(input)) return [readValues(input, shape)];
  const picture = isPicture(input) ? input : await decode(input);
  const { reading, ...options } = readingFor(model, given);
  return which === "one"
    ? [readPicture(picture, shape, reading, options)]
    : readCharacters(picture, shape, reading, options);
}

/** Numbers, and not the bytes of a file. */
function isArray(
  input: PictureInput,
): input is readonly number[] | Float32Array | Uint8Array | Uint8ClampedArray {
  if (Array.isArray(input) || input instanceof Float32Array || input instanceof Uint8ClampedArray)
    return true;
  return input instanceof Uint8Array && fileType(input) === undefined;
}

function isPicture(input: object): input is Picture {
  if (!("data" in input && "width" in input && "height" in input)) return false;
  return input.data instanceof Uint8Array || input.data instanceof Uint8ClampedArray;
}

/** An array as the input that it is. */
function readValues(values: ArrayLike<number>, { height, width, channels }: InputShape): Read {
  const wrong = (expected: string, found: string, next?: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: "input", expected, found, next });
  const size = height * width * channels;
  if (values.length !== size) {
    throw wrong(
      `${size} values (${height}×${width}×${channels}), or a picture or the bytes of an image file`,
      `${values.length} values`,
    );
  }
  let largest = 0;
  for (let i = 0; i < size; i++) {
    if (!(values[i] >= 0 && values[i] <= 255)) throw wrong("values from 0 to 255", `${values[i]} at ${i}`);
    largest = Math.max(largest, values[i]);
  }
  if (!(values instanceof Uint8Array) && largest > 0 && largest <= 1) {
    throw wrong("values from 0 to 255", `none above ${largest}`, "Multiply values from 0 to 1 by 255.");
  }
  const pixels = Uint8Array.from({ length: size }, (_, i) => Math.round(values[i]));
  return { pixels, views: [], hints: [], box: { left: 0, top: 0, width, height } };
}
