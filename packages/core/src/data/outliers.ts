import { NescioError } from "../errors.js";
import type { Random } from "../math/random.js";
import { randomStream } from "../math/streams.js";
import { createDataset, imageSize, type ImageDataset } from "./dataset.js";
import type { MakeOutlier } from "./outliers/make-outlier.js";
import { redrawn } from "./outliers/redrawn.js";
import { edged, retouched } from "./outliers/retouched.js";

/**
 * Pictures of nothing that a set is of, made of its own images' size and values: what a model of any kind of images should
 * refuse, and what can be made without knowing what the images are of.
 */
const makers = {
  /** Every value drawn by itself, as the tutorial's white noise. */
  noise: (_, to, __, random) => {
    for (let i = 0; i < to.length; i++) to[i] = random.integer(256);
  },
  /** One colour: black, white, or any. */
  flat: (_, to, { channels }, random) => {
    const kind = random.integer(4);
    const colour = Array.from({ length: channels }, () =>
      kind === 0 ? 0 : kind === 1 ? 255 : random.integer(256),
    );
    for (let i = 0; i < to.length; i++) to[i] = colour[i % channels];
  },
  /** The image cut in pieces that change places. */
  scrambled: (from, to, { height, width, channels }, random) => {
    const pieces = Math.min(4, height, width);
    const order = derangement(pieces * pieces, random);
    const [tall, wide] = [Math.floor(height / pieces), Math.floor(width / pieces)];
    to.set(from);
    order.forEach((source, target) => {
      for (let y = 0; y < tall; y++) {
        const at = (piece: number): number =>
          ((Math.floor(piece / pieces) * tall + y) * width + (piece % pieces) * wide) * channels;
        to.set(from.subarray(at(source), at(source) + wide * channels), at(target));
      }
    });
  },
} as const satisfies Readonly<Record<string, MakeOutlier>>;

/** Pictures in the manner of a set's own, and mostly of nothing that it is of; but a set of scribbles has such images too. */
const lookalikes = { redrawn, retouched, edged } as const satisfies Readonly<Record<string, MakeOutlier>>;

export type OutlierKind = keyof typeof makers;
export type LookalikeKind = keyof typeof lookalikes;

export const outlierKinds = Object.keys(makers) as OutlierKind[];
export const lookalikeKinds = Object.keys(lookalikes) as LookalikeKind[];

const all: Readonly<Record<OutlierKind | LookalikeKind, MakeOutlier>> = { ...makers, ...lookalikes };
const allKinds = Object.keys(all);

/**
 * Outliers made of a set's images: the i-th of the i-th image, beginning again where there are more.
 *
 * @param options.count From 1. Default: as many as the set has.
 * @param options.seed Unsigned 32-bit.
 * @throws NescioError `invalid-option`.
 */
export function outliers(
  kind: OutlierKind | LookalikeKind,
  dataset: ImageDataset,
  { count = dataset.count, seed }: { readonly count?: number | undefined; readonly seed: number },
): ImageDataset {
  if (!Object.hasOwn(all, kind) || !Number.isSafeInteger(count) || count < 1) {
    throw new NescioError({
      code: "invalid-option",
      subject: "outliers",
      expected: `a positive number of one of ${allKinds.join(", ")}`,
      found: `${count} of "${kind}"`,
    });
  }
  const { height, width, channels, pixels } = dataset;
  const size = imageSize(dataset);
  const made = new Uint8Array(count * size);
  for (let i = 0; i < count; i++) {
    const at = i % dataset.count;
    const random = randomStream("outliers", seed, allKinds.indexOf(kind), i);
    const image = (place: number): Uint8Array => pixels.subarray(place * size, (place + 1) * size);
    const other = (): Uint8Array => image(otherThan(dataset, at, random));
    all[kind](image(at), made.subarray(i * size, (i + 1) * size), dataset, random, other);
  }
  return createDataset({
    name: `${dataset.name}, ${kind}`,
    count,
    height,
    width,
    channels,
    pixels: made,
    classes: [],
  });
}

/** Another image, of another class where a few tries find one. */
function otherThan({ count, labels }: ImageDataset, at: number, random: Random): number {
  let other = at;
  for (let tries = 0; tries < 20 && (other === at || (labels && labels[other] === labels[at])); tries++) {
    other = random.integer(count);
  }
  return other;
}

/** A permutation in which nothing stays in its place: a cycle through all places in random order (Sattolo 1986). */
function derangement(length: number, random: Random): number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.integer(i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
