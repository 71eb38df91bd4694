import { NescioError } from "../../errors.js";
import { createDataset } from "../dataset.js";
import type { DataFormat, ReadFile } from "../format.js";

/** Bytes of one image with its label. */
const RECORD_BYTES = 1 + 3 * 32 * 32;

/**
 * CIFAR-10's binary batches, any number of files: of each image the label, then 32×32 bytes of red, of green and of blue,
 * row by row (https://www.cs.toronto.edu/~kriz/cifar.html).
 */
export const cifarBatches: DataFormat = {
  name: "CIFAR batches",
  filesFor(files, images) {
    let held = 0;
    const needed = files.findIndex(({ bytes }) => (held += bytes / RECORD_BYTES) >= images);
    return needed < 0 ? files : files.slice(0, needed + 1);
  },
  read(files, facts, sources) {
    const count = files.reduce((sum, file) => sum + recordsOf(file), 0);
    const labels = new Uint8Array(count);
    const pixels = new Uint8Array(count * (RECORD_BYTES - 1));
    let image = 0;
    for (const { path, content } of files) {
      for (let from = 0; from < content.length; from += RECORD_BYTES) {
        const label = content[from];
        if (label >= facts.classes.length) {
          throw corrupt(
            path,
            `labels from 0 to ${facts.classes.length - 1}`,
            `${label} at image ${from / RECORD_BYTES}`,
          );
        }
        labels[image] = label;
        interleave(content.subarray(from + 1, from + RECORD_BYTES), pixels, image * (RECORD_BYTES - 1));
        image++;
      }
    }
    const { name, height, width, channels, classes } = facts;
    return createDataset({ name, count, height, width, channels, pixels, labels, classes, sources });
  },
};

function recordsOf({ path, content }: ReadFile): number {
  const records = content.length / RECORD_BYTES;
  if (records >= 1 && Number.isInteger(records)) return records;
  throw corrupt(
    path,
    `whole records of ${RECORD_BYTES} bytes, at least one: a label and 3×32×32 pixels`,
    `${content.length} bytes`,
  );
}

/** Planes `[3, pixels]` as `[pixels, 3]`. */
function interleave(planes: Uint8Array, to: Uint8Array, at: number): void {
  const size = planes.length / 3;
  for (let pixel = 0; pixel < size; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      to[at + 3 * pixel + channel] = planes[channel * size + pixel];
    }
  }
}

function corrupt(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "corrupt", subject, expected, found });
}
