import type { ImageDataset, Model } from "@nescio/core";
import { imageInput, inputsOf, throwIfAborted } from "@nescio/core/internal";
import { decodePicture } from "@nescio/node";
import type { ReviewRecord } from "@nescio/server";
import { jsonInput, namingReview, wrongInput } from "./review-input.js";

/** What the network sees of images that were reviewed: files, or JSON arrays of its inputs, numbers from 0 to 255. */
export async function imagesOfReviews(
  model: Model,
  records: readonly ReviewRecord[],
  { name, signal }: { readonly name: string; readonly signal: AbortSignal },
): Promise<ImageDataset> {
  const { height, width, channels } = imageInput(model.network);
  const size = height * width * channels;
  const pixels = new Uint8Array(size * records.length);
  for (const [i, record] of records.entries()) {
    throwIfAborted(signal, "reading the reviews");
    pixels.set(await pixelsOf(model, record), i * size);
  }
  return { name, count: records.length, height, width, channels, pixels, classes: model.classes };
}

async function pixelsOf(model: Model, record: ReviewRecord): Promise<Uint8Array> {
  const { bytes, mediaType } = record.input;
  try {
    const given = mediaType.startsWith("image/")
      ? await decodePicture(`review ${record.id}`, { bytes })
      : numbersOf(record);
    const [{ pixels }] = await inputsOf(model, given, {}, "one");
    return pixels;
  } catch (error) {
    throw namingReview(error, record);
  }
}

function numbersOf(record: ReviewRecord): number[] {
  const expected = "an image, or a JSON array of the network's inputs";
  const value = jsonInput(record, expected);
  if (!Array.isArray(value))
    throw wrongInput(record, "unsupported", expected, "a row with columns, or other JSON");
  const odd: unknown = value.find((number) => typeof number !== "number");
  if (odd !== undefined) throw wrongInput(record, "invalid-data", expected, `${JSON.stringify(odd)} in it`);
  return value as number[];
}
