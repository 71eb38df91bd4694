// The sets that figures are measured on, by name.
import { join } from "node:path";
import { createDataset } from "@nescio/core";
import { loadDataset } from "@nescio/node";
import { lines, negative, shapes } from "./index.js";

const unseenShapes = ["cross", "star", "ring"];

/** Each gives training and test images, and of some sets pictures that are alike and of other things. */
export const sets = {
  shapes: () => ({
    train: shapes({ each: 500, seed: 1, sorted: true }),
    test: shapes({ each: 200, seed: 2 }),
    others: { unseen: shapes({ each: 100, seed: 3, kinds: unseenShapes }) },
  }),
  "shapes-negative": () => {
    const { train, test, others } = sets.shapes();
    return { train: negative(train), test: negative(test), others: { unseen: negative(others.unseen) } };
  },
  lines: () => ({ train: lines({ each: 400, seed: 1, sorted: true }), test: lines({ each: 200, seed: 2 }) }),
  "lines-negative": () => {
    const { train, test } = sets.lines();
    return { train: negative(train), test: negative(test) };
  },
  digits8x8: async () => {
    const folder = join(dataFolder(), "digits8x8");
    const train = await loadDataset(folder, { split: "train" });
    const letters = await loadDataset("glyphs-letters", { split: "test", limit: 300 });
    return {
      train,
      test: await loadDataset(folder, { split: "test" }),
      others: { letters: shrunk(letters, train) },
    };
  },
  cifar10: async () => {
    const folder = join(dataFolder(), "cifar10");
    const train = await loadDataset(folder, { split: "train" });
    const digits = await loadDataset("mnist", { split: "test", dataDir: dataFolder(), limit: 500 });
    return {
      train,
      test: await loadDataset(folder, { split: "test" }),
      others: { mnist: coloured(digits, train) },
    };
  },
};

function dataFolder() {
  const folder = process.env.NESCIO_DATA;
  if (folder) return folder;
  throw new Error("NESCIO_DATA has to name the folder with digits8x8/ and cifar10/");
}

/** Grey images as a set's size has them, averaged. */
function resized({ count, height, width, pixels }, shape, colour) {
  const out = new Uint8Array(count * shape.height * shape.width * shape.channels);
  for (let i = 0; i < count; i++) {
    for (let y = 0; y < shape.height; y++) {
      for (let x = 0; x < shape.width; x++) {
        const [top, left] = [Math.floor((y * height) / shape.height), Math.floor((x * width) / shape.width)];
        const bottom = Math.max(top + 1, Math.ceil(((y + 1) * height) / shape.height));
        const right = Math.max(left + 1, Math.ceil(((x + 1) * width) / shape.width));
        let sum = 0;
        for (let a = top; a < bottom; a++)
          for (let b = left; b < right; b++) sum += pixels[(i * height + a) * width + b];
        const value = sum / ((bottom - top) * (right - left)) / 255;
        const at = ((i * shape.height + y) * shape.width + x) * shape.channels;
        for (let k = 0; k < shape.channels; k++) out[at + k] = Math.round(colour(i, k, value));
      }
    }
  }
  const { height: tall, width: wide, channels } = shape;
  return createDataset({
    name: "others",
    count,
    height: tall,
    width: wide,
    channels,
    pixels: out,
    classes: [],
  });
}

const shrunk = (images, shape) => resized(images, shape, (_, __, value) => 255 * value);

/** Digits of one colour on another. */
function coloured(images, shape) {
  const hash = (i, k) => (((i * 3 + k) * 2654435761) >>> 8) % 256;
  return resized(images, shape, (i, k, value) => hash(i, k) * (1 - value) + hash(i + 7919, k) * value);
}
