import type { ImageDataset } from "./dataset.js";
import type { Outside } from "./warp.js";

/** What the pixels of a channel are like over all images; values from 0 to 255. */
export interface ChannelStatistics {
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  /**
   * What the images are drawn on, where there is such a thing: the value that most pixels have, beyond which on one side
   * there is next to nothing. undefined for photographs.
   */
  readonly ground: number | undefined;
  /** The value farthest from the ground (of all but one pixel in 100,000); without a ground the greatest. */
  readonly ink: number;
}

/** How near to the ground a pixel still belongs to it, and how far it has to be to be something else. */
const NEAR = 12;
const FAR = 24;
/** A ground has at least this share of the pixels, and at most that share of them on its other side. */
const LEAST_SHARE = 0.4;
const MAX_OTHER_SIDE = 0.02;
/** Pixels that are something else, at least: without any there is nothing to see on the ground. */
const LEAST_INK = 1e-3;
const OUTLIERS = 1e-5;

/** Statistics of each channel. Grounds are given for all channels or for none. */
export function pixelStatistics({
  pixels,
  channels,
}: Pick<ImageDataset, "pixels" | "channels">): ChannelStatistics[] {
  const histograms = Array.from({ length: channels }, () => new Float64Array(256));
  const each = pixels.length / channels;
  for (let i = 0; i < pixels.length; i++) histograms[i % channels][pixels[i]] += 1 / each;
  const all = histograms.map(statisticsOf);
  if (all.every(({ ground }) => ground !== undefined)) return all;
  return all.map((channel) => ({ ...channel, ground: undefined }));
}

/** What images like these have around them: the ground that they are drawn on, or for photographs what lies at their edges. */
export function outsideOf(dataset: Pick<ImageDataset, "pixels" | "channels">): Outside {
  return outsideBy(pixelStatistics(dataset));
}

/** The same, by statistics that are known. */
export function outsideBy(channels: readonly ChannelStatistics[]): Outside {
  const grounds = channels.map(({ ground }) => ground);
  return grounds.every((ground) => ground !== undefined) ? grounds : "edge";
}

/** @param histogram Share of the pixels with each value. */
function statisticsOf(histogram: Float64Array): ChannelStatistics {
  const mean = histogram.reduce((sum, share, value) => sum + share * value, 0);
  const variance = histogram.reduce((sum, share, value) => sum + share * (value - mean) ** 2, 0);
  const mode = histogram.indexOf(Math.max(...histogram));
  const share = (from: number, to: number): number =>
    histogram.subarray(Math.max(0, from), Math.max(0, to)).reduce((a, b) => a + b, 0);
  const below = share(0, mode - FAR);
  const above = share(mode + FAR + 1, 256);
  const isGround =
    share(mode - NEAR, mode + NEAR + 1) >= LEAST_SHARE &&
    Math.min(below, above) <= MAX_OTHER_SIDE &&
    Math.max(below, above) >= LEAST_INK;
  const ink = isGround && below > above ? quantile(histogram, false) : quantile(histogram, true);
  return { mean, deviation: Math.sqrt(Math.max(0, variance)), ground: isGround ? mode : undefined, ink };
}

/** The greatest or the least value, outliers left out. */
function quantile(histogram: Float64Array, greatest: boolean): number {
  let beyond = 0;
  for (let step = 0; step < 256; step++) {
    const value = greatest ? 255 - step : step;
    beyond += histogram[value];
    if (beyond > OUTLIERS) return value;
  }
  return greatest ? 255 : 0;
}
