import { createDataset, NescioError, type ImageDataset, type Model } from "@nescio/core";
import { imageInput, inputsOf, labelArray, throwIfAborted } from "@nescio/core/internal";
import { decodePicture } from "@nescio/node";
import type { ReviewRecord } from "@nescio/server";

/**
 * What the model's network sees of reviews, read as the model has it: the files of images, or a JSON array of its inputs, numbers
 * from 0 to 255.
 *
 * @param labels Of each; not there: they have none.
 * @throws NescioError `invalid-data` or `unsupported`, naming the review, for an input that is none of this network.
 */
export async function inputsOfReviews(
  model: Model,
  records: readonly ReviewRecord[],
  { name, labels, signal }: { name: string; labels?: readonly number[]; signal: AbortSignal },
): Promise<ImageDataset> {
  const { height, width, channels } = imageInput(model.network);
  const size = height * width * channels;
  const pixels = new Uint8Array(size * records.length);
  for (const [i, record] of records.entries()) {
    throwIfAborted(signal, "reading the reviews");
    pixels.set(await pixelsOf(model, record), i * size);
  }
  return createDataset<ImageDataset>({
    ...{ name, count: records.length, height, width, channels, pixels, classes: model.classes },
    ...(labels === undefined ? {} : { labels: labelArray(labels, model.classes.length) }),
  });
}

async function pixelsOf(model: Model, { id, input }: ReviewRecord): Promise<Uint8Array> {
  const subject = `review ${id}`;
  try {
    const given = input.mediaType.startsWith("image/")
      ? await decodePicture(subject, { bytes: input.bytes })
      : numbersOf(input, subject);
    const [{ pixels }] = await inputsOf(model, given, {}, "one");
    return pixels;
  } catch (error) {
    if (!(error instanceof NescioError)) throw error;
    const { code, expected, found, next } = error;
    throw new NescioError({ code, subject, expected, found, next, cause: error });
  }
}

function numbersOf({ bytes, mediaType }: ReviewRecord["input"], subject: string): number[] {
  const wrong = (code: "unsupported" | "invalid-data", found: string): NescioError =>
    new NescioError({ code, subject, expected: "an image, or a JSON array of the network's inputs", found });
  if (!/^application\/json\b/.test(mediaType)) throw wrong("unsupported", mediaType);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw wrong("invalid-data", cause instanceof Error ? cause.message : String(cause));
  }
  if (!Array.isArray(value)) throw wrong("unsupported", "a row with columns, or other JSON");
  const odd: unknown = value.find((number) => typeof number !== "number");
  if (odd !== undefined) throw wrong("invalid-data", `${JSON.stringify(odd)} in it`);
  return value as number[];
}
