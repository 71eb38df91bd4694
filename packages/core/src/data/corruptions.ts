import { NescioError } from "../errors.js";
import { defaultSeed, Random } from "../math/random.js";
import { randomStream } from "../math/streams.js";
import { createDataset, imageSize, type ImageDataset } from "./dataset.js";
import { affineAbout, warp, type ImageShape, type Outside } from "./warp.js";
import { outsideOf } from "./pixel-statistics.js";

/** Spoils one image, `from` to `to`, by a strength over 0. */
type Apply = (
  from: Uint8Array,
  to: Uint8Array,
  shape: ImageShape,
  strength: number,
  random: Random,
  outside: Outside,
) => void;

/** One way to spoil images (in the manner of Hendrycks & Dietterich 2019, arXiv:1903.12261). */
export interface Corruption {
  /** What a strength of 1 is, worded to follow a number; empty for a bare number. */
  readonly unit: string;
  /** In words, for a report. */
  readonly description: string;
  /** The strongest there is. */
  readonly most: number;
  /** Strengths to try, increasing, from weak to hardly readable on images of 28 × 28 pixels. */
  readonly strengths: readonly number[];
}

/** Every corruption. What a geometric one brings in from outside the image is 0; a blur repeats the border. */
export const corruptions = {
  rotation: {
    unit: "°",
    description: "turned, to the left or to the right",
    most: 180,
    strengths: [15, 30, 45, 60, 90],
  },
  shift: {
    unit: "pixels",
    description: "moved, in any direction",
    most: 1000,
    strengths: [1, 2, 4, 6, 8],
  },
  scale: {
    unit: "",
    description: "enlarged by 1 + strength, or shrunk by the same factor",
    most: 9,
    strengths: [0.1, 0.2, 0.4, 0.7, 1],
  },
  blur: {
    unit: "pixels",
    description: "blurred by a Gaussian of this standard deviation",
    most: 100,
    strengths: [0.5, 1, 1.5, 2, 3],
  },
  noise: {
    unit: "",
    description: "normal noise added, its standard deviation as a share of white",
    most: 10,
    strengths: [0.1, 0.2, 0.3, 0.5, 0.8],
  },
  contrast: {
    unit: "",
    description: "contrast about the image's mean lowered by this share",
    most: 1,
    strengths: [0.2, 0.4, 0.6, 0.8, 0.9],
  },
} as const satisfies Record<string, Corruption>;

export type CorruptionName = keyof typeof corruptions;

const apply: Record<CorruptionName, Apply> = {
  rotation: (from, to, shape, strength, random, outside) => {
    const degrees = random.uniform() < 0.5 ? -strength : strength;
    warp(from, shape, affineAbout(shape, { degrees }), to, undefined, outside);
  },
  shift: (from, to, shape, strength, random, outside) => {
    const angle = 2 * Math.PI * random.uniform();
    const [right, down] = [strength * Math.cos(angle), strength * Math.sin(angle)];
    warp(from, shape, affineAbout(shape, { right, down }), to, undefined, outside);
  },
  scale: (from, to, shape, strength, random, outside) => {
    const scale = random.uniform() < 0.5 ? 1 / (1 + strength) : 1 + strength;
    warp(from, shape, affineAbout(shape, { scale }), to, undefined, outside);
  },
  blur: (from, to, shape, strength) => blur(from, to, shape, strength),
  noise: (from, to, _, strength, random) => {
    for (let i = 0; i < from.length; i++) to[i] = toByte(from[i] + 255 * strength * random.normal());
  },
  contrast: (from, to, _, strength) => {
    const mean = from.reduce((sum, value) => sum + value, 0) / from.length;
    for (let i = 0; i < from.length; i++) to[i] = toByte(mean + (1 - strength) * (from[i] - mean));
  },
};

/**
 * A data set with every image spoilt in one way, its labels kept. An image's change depends on the seed and on its
 * place in the data set alone. What comes in from outside is the ground that the set is drawn on, or what lies at the
 * image's edge where it has none.
 *
 * @param strength - From 0 (nothing changes) to the corruption's `most`, in its `unit`.
 * @param seed - Unsigned 32-bit seed. Default `defaultSeed`.
 * @throws NescioError `invalid-option` for an unknown corruption or a strength out of range.
 */
export function corrupt(
  dataset: ImageDataset,
  name: CorruptionName,
  strength: number,
  seed: number = defaultSeed,
): ImageDataset {
  const { unit, most } = findCorruption(name);
  if (!(strength >= 0 && strength <= most)) {
    throw new NescioError({
      code: "invalid-option",
      subject: `corruption "${name}", strength`,
      expected: `a number from 0 to ${most}`,
      found: String(strength),
    });
  }
  if (strength === 0) return dataset;
  const { count, height, width, channels, labels, classes } = dataset;
  const size = imageSize(dataset);
  const pixels = new Uint8Array(dataset.pixels.length);
  const outside = outsideOf(dataset);
  for (let image = 0; image < count; image++) {
    const [from, to] = [dataset.pixels, pixels].map((all) => all.subarray(image * size, (image + 1) * size));
    const random = randomStream("corruption", seed, image);
    apply[name](from, to, { height, width, channels }, strength, random, outside);
  }
  return createDataset({
    name: `${dataset.name}, ${name} ${strength}${unit === "" || unit === "°" ? unit : ` ${unit}`}`,
    count,
    height,
    width,
    channels,
    pixels,
    classes,
    ...(labels === undefined ? {} : { labels }),
  });
}

function findCorruption(name: string): Corruption {
  if (Object.hasOwn(corruptions, name)) return corruptions[name as CorruptionName];
  throw new NescioError({
    code: "invalid-option",
    subject: "corruption",
    expected: `one of ${Object.keys(corruptions).join(", ")}`,
    found: `"${name}"`,
  });
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** Along rows, then along columns. */
function blur(from: Uint8Array, to: Uint8Array, shape: ImageShape, sigma: number): void {
  const { height, width, channels } = shape;
  const reach = Math.floor(4 * sigma + 0.5);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - reach) / sigma) ** 2),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (values: ArrayLike<number>, length: number, step: number, at: number, place: number) => {
    let sum = 0;
    for (let k = -reach; k <= reach; k++) {
      const source = Math.min(length - 1, Math.max(0, place + k));
      sum += weights[k + reach] * values[at + (source - place) * step];
    }
    return sum / total;
  };
  const rows = Float64Array.from(from, (_, i) =>
    along(from, width, channels, i, Math.floor(i / channels) % width),
  );
  for (let i = 0; i < to.length; i++) {
    to[i] = toByte(along(rows, height, width * channels, i, Math.floor(i / (width * channels))));
  }
}
