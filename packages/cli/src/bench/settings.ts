import { checked, z } from "@nescio/core/internal";
import { NescioError } from "@nescio/core";

/** Float32 values that a prediction may have: 1 GiB of them. */
const MAX_VALUES = 2 ** 28;

/** Weights of the network: a step of more keeps the thread for so long that no signal would be heard. */
const MAX_WEIGHTS = 2 ** 25;

export const CLASSES = 10;
export const IMAGE_SIZE = 784;

const schema = z.strictObject({
  /** Images of a training step and rows of the matrix product, 1 to 8,192. */
  batch: z.int().min(1).max(8192),
  /** Hidden layers between 784 inputs and 10 classes; the first gives the product's columns. */
  hidden: z.array(z.int().min(1).max(65_536)).min(1).max(16),
  /** Channels of the convolutions whose training step is measured. */
  channels: z.array(z.int().min(1).max(256)).min(1).max(8),
  /** Those on colour images, which are halved after every second: five times at most. */
  colourChannels: z.array(z.int().min(1).max(256)).min(1).max(10),
  /** Images that are predicted, 1 to 100,000. */
  images: z.int().min(1).max(100_000),
  /** Sampled networks a prediction, 1 to 100,000. */
  samples: z.int().min(1).max(100_000),
  /** Images that are asked about one by one in a run, 1 to 1,000. */
  calls: z.int().min(1).max(1000),
  /** Rows of the logistic regression whose gradients are counted, 1 to 100,000, and their columns. */
  observations: z.int().min(1).max(100_000),
  features: z.int().min(1).max(1000),
  /** Measured runs of everything, 1 to 1,000; of predictions at most 3. */
  rounds: z.int().min(1).max(1000),
});

/** What a benchmark computes. */
export type BenchSettings = Readonly<z.infer<typeof schema>>;

/** The tutorial's network and the figures that are asked of it. */
export const fullBench: BenchSettings = {
  batch: 128,
  hidden: [1024],
  channels: [16, 32, 48, 64],
  colourChannels: [32, 32, 64, 64],
  images: 10_000,
  samples: 100,
  calls: 20,
  observations: 500,
  features: 10,
  rounds: 7,
};

/** Everything once in a second or two: the figures mean little, the paths are the same. */
export const quickBench: BenchSettings = {
  batch: 16,
  hidden: [32],
  channels: [2, 3, 2, 3],
  colourChannels: [2, 2, 3, 3],
  images: 64,
  samples: 5,
  calls: 2,
  observations: 20,
  features: 3,
  rounds: 2,
};

/** Checks settings from anywhere. Throws `invalid-option` naming the first that does not fit. */
export function benchSettings(value: unknown): BenchSettings {
  const settings = checked(schema, value, (path) => `benchmark's ${path || "settings"}`);
  const { images, samples, hidden } = settings;
  const sizes = [IMAGE_SIZE, ...hidden, CLASSES];
  const weights =
    hidden.reduce((sum, size, i) => sum + size * (sizes[i] + 1), 0) + CLASSES * (hidden.at(-1)! + 1);
  if (weights > MAX_WEIGHTS) {
    throw new NescioError({
      code: "invalid-option",
      subject: "benchmark's hidden layers",
      expected: `layers with at most ${MAX_WEIGHTS} weights`,
      found: `${weights}`,
    });
  }
  if (images * samples * CLASSES > MAX_VALUES) {
    throw new NescioError({
      code: "invalid-option",
      subject: "benchmark's images and samples",
      expected: `at most ${MAX_VALUES / CLASSES} image-samples`,
      found: `${images * samples}`,
    });
  }
  return settings;
}
