import { fileURLToPath } from "node:url";
import {
  answer as answerDecoded,
  answerEach as answerEachDecoded,
  NescioError,
  type Answer,
  type Answerer,
  type AnswerOptions,
  type Dataset,
  type Decode,
  type PictureAnswer,
  type PictureAnswerer,
  type PictureInput,
  type PictureOptions,
} from "@nescio/core";
import { isDataset } from "@nescio/core/internal";
import { decodePicture } from "./decode-image.js";

/** What the core's `answer` takes, or the path of an image file. */
export type FileInput = PictureInput | string | URL;

type Options = AnswerOptions & PictureOptions;

/**
 * The core's `answer`, which here decodes the bytes of image files (PNG, JPEG, WebP, GIF, BMP, TIFF) and takes their
 * paths.
 *
 * @throws NescioError as there; `not-found` or `inaccessible` for a path that cannot be read.
 */
export function answer(model: Answerer, input: Dataset, options?: AnswerOptions): Promise<Answer[]>;
export function answer(model: PictureAnswerer, input: FileInput, options?: Options): Promise<PictureAnswer>;
export async function answer(
  model: Answerer | PictureAnswerer,
  input: Dataset | FileInput,
  options: Options = {},
): Promise<Answer[] | PictureAnswer> {
  if (typeof input === "object" && isDataset(input)) return answerDecoded(model, input, options);
  return answerDecoded(model as PictureAnswerer, await opened(input), { decode, ...options });
}

/** The core's `answerEach`, as {@link answer}. */
export async function answerEach(
  model: PictureAnswerer,
  input: FileInput,
  options: Options = {},
): Promise<PictureAnswer[]> {
  return answerEachDecoded(model, await opened(input), { decode, ...options });
}

async function opened(input: FileInput): Promise<PictureInput> {
  if (typeof input === "string") return decodePicture(input);
  return input instanceof URL ? decodePicture(fileURLToPath(input)) : input;
}

/** Bytes, in any of the forms that Node has them in. */
const decode: Decode = async (encoded) => {
  if (encoded instanceof Uint8Array) return decodePicture("picture", { bytes: encoded });
  if (encoded instanceof ArrayBuffer) return decodePicture("picture", { bytes: new Uint8Array(encoded) });
  if (encoded instanceof Blob) {
    return decodePicture("picture", { bytes: new Uint8Array(await encoded.arrayBuffer()) });
  }
  throw new NescioError({
    code: "invalid-data",
    subject: "picture",
    expected: "pixels, the bytes of an image file or its path",
    found: "something that only a browser has",
  });
};
