import { augmenter } from "../data/augment.js";
import { NescioError } from "../errors.js";
import { imageInput, type Network } from "../layers/network.js";
import { randomStream } from "../math/streams.js";
import type { TrainingInputs } from "./inputs.js";
import type { TrainingSession } from "./session.js";
import type { TrainingSettings } from "./settings.js";

/** Writes variations of the images to come into the session; undefined where images stay as they are. */
export function variations(
  network: Network,
  { values }: TrainingInputs,
  { augmentation, seed }: TrainingSettings,
  session: TrainingSession,
): ((images: Uint32Array, epoch: number) => void) | undefined {
  if (augmentation === "none") return undefined;
  // Rows have no neighbours among their columns.
  if (values instanceof Float32Array) {
    throw new NescioError({
      code: "invalid-option",
      subject: "option augmentation",
      expected: "none, as rows of numbers are trained on",
      found: "variations of images",
    });
  }
  const shape = imageInput(network);
  const size = shape.height * shape.width * shape.channels;
  const augment = augmenter(shape, augmentation);
  return (images, epoch) => {
    for (const image of images) {
      const from = values.subarray(image * size, (image + 1) * size);
      session.setImage(image, (to) => {
        augment(from, to, randomStream("imageVariation", seed, epoch, image));
      });
    }
  };
}
