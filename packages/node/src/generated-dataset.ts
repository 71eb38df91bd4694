import { setImmediate } from "node:timers/promises";
import {
  createDataset,
  defaultSeed,
  neatGlyphJitter,
  NescioError,
  noise,
  type ImageDataset,
  type GlyphsOptions,
} from "@nescio/core";
import { drawGlyphs, throwIfAborted, type Split } from "@nescio/core/internal";
import { sha256 } from "./data-file.js";
import type { ImageShape } from "./decode-image.js";

/** A data set that the project makes itself. */
export interface GeneratedEntry {
  readonly name: string;
  readonly title: string;
  /** Images unless a count is asked for. */
  readonly counts: Readonly<Record<Split, number>>;
  /** Of what the program draws; not there for noise. */
  readonly glyphs?: Pick<GlyphsOptions, "kind" | "jitter">;
}

const digits = { kind: "digits" } as const;
const letters = { kind: "letters" } as const;
const neat = { jitter: neatGlyphJitter };

export const generatedEntries: readonly GeneratedEntry[] = [
  { name: "noise", title: "uniform white noise", counts: { train: 1000, test: 1000 } },
  {
    name: "glyphs",
    title: "digits drawn by the program",
    counts: { train: 60_000, test: 10_000 },
    glyphs: digits,
  },
  {
    name: "glyphs-letters",
    title: "letters A to J drawn by the program",
    counts: { train: 1000, test: 1000 },
    glyphs: letters,
  },
  {
    name: "glyphs-neat",
    title: "digits drawn by the program, in a neat hand",
    counts: { train: 60_000, test: 10_000 },
    glyphs: { ...digits, ...neat },
  },
  {
    name: "glyphs-neat-letters",
    title: "letters A to J drawn by the program, in a neat hand",
    counts: { train: 1000, test: 1000 },
    glyphs: { ...letters, ...neat },
  },
];

/** The generated data set of that name, if there is one. */
export function findGeneratedEntry(name: string): GeneratedEntry | undefined {
  return generatedEntries.find((entry) => entry.name === name);
}

/**
 * Makes the images of a generated data set. Same name, split, seed and count: same images.
 * @param options.seed Integer from 0 to 2³² − 1, default `defaultSeed`. The two splits share no images.
 * @param options.shape Of noise; the glyphs have one size. Default 28×28×1.
 */
export async function generateDataset(
  entry: GeneratedEntry,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly split: Split;
    readonly seed?: number | undefined;
    readonly count?: number | undefined;
    readonly shape?: ImageShape | undefined;
  },
): Promise<ImageDataset> {
  const { split, seed = defaultSeed, count = entry.counts[split], shape, signal } = options;
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new NescioError({
      code: "invalid-option",
      subject: `seed of "${entry.name}"`,
      expected: "an integer from 0 to 4294967295",
      found: String(seed),
    });
  }
  // Seeds are below 2^32, so that this never meets another seed's training images.
  const ownSeed = split === "train" ? seed : seed + 2 ** 32;
  const { height, width, channels } = shape ?? { height: 28, width: 28, channels: 1 };
  const dataset =
    entry.glyphs === undefined
      ? noise({ count, height, width, channels, seed: ownSeed })
      : await drawn({ count, seed: ownSeed, ...entry.glyphs }, signal);
  const file = `${entry.name} (generated: ${split}, seed ${seed}, ${count} images)`;
  return createDataset({ ...dataset, name: entry.name, sources: [{ file, sha256: sha256(dataset.pixels) }] });
}

/** Images drawn between two looks at the signal: some hundredths of a second. */
const portion = 250;

async function drawn(options: GlyphsOptions, signal: AbortSignal | undefined): Promise<ImageDataset> {
  const drawing = drawGlyphs(options);
  for (let i = 1; ; i++) {
    const { done, value } = drawing.next();
    if (done === true) return value;
    if (i % portion > 0) continue;
    await setImmediate();
    throwIfAborted(signal, "drawing of glyphs");
  }
}
