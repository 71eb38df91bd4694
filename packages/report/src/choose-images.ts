import type { Decision } from "@nescio/core";
import { randomStream } from "@nescio/core/internal";
import { outcomeOf } from "./verdict.js";

/** What is known of a set's images, by image. */
export interface DecidedImages {
  readonly decisions: readonly Decision[];
  readonly labels: ArrayLike<number> | undefined;
  readonly inDistribution: boolean;
}

export interface ChoiceOptions {
  /** Images to show; where there are many wrong answers, more. */
  readonly count: number;
  /** At most so many wrong answers are shown. */
  readonly mostWrong: number;
  readonly seed: number;
}

/** Indices of the images to show. */
export interface ChosenImages {
  /** Wrong answers, the most trusted first. */
  readonly wrong: readonly number[];
  /** A sample of all others, in the order of the set. */
  readonly sample: readonly number[];
  /** Wrong answers in the whole set. */
  readonly allWrong: number;
}

/**
 * All wrong answers, up to `mostWrong` of them, and a random sample of the other images in which every outcome, and in
 * it every class, has the share that it has among these: what is left of `count`, but at least half of it.
 */
export function chooseImages(
  { decisions, labels, inDistribution }: DecidedImages,
  { count, mostWrong, seed }: ChoiceOptions,
): ChosenImages {
  const all = decisions.map((_, image) => image);
  const label = (image: number): number => labels?.[image] ?? 0;
  const isWrong = (image: number): boolean =>
    // Labels of other data sets name other classes.
    outcomeOf(decisions[image], inDistribution, labels?.[image]) === "wrong";
  const wrong = all.filter(isWrong);
  const shown = wrong.toSorted((a, b) => decisions[b].score - decisions[a].score || a - b);
  shown.length = Math.min(shown.length, mostWrong);
  const random = randomStream("reportSample", seed);
  // At random within a stratum; strata one after another, so that a sample at even distances has its share of each.
  const kinds = ["answer", "ambiguous", "uncertain", "unfamiliar"];
  const stratum = (image: number): number => kinds.indexOf(decisions[image].kind);
  const others = Array.from(random.permutation(all.length))
    .filter((image) => !isWrong(image))
    .sort((a, b) => stratum(a) - stratum(b) || label(a) - label(b));
  const size = Math.min(others.length, Math.max(count - shown.length, Math.ceil(count / 2)));
  const start = random.uniform();
  const sample = Array.from(
    { length: size },
    (_, i) => others[Math.floor(((i + start) * others.length) / size)],
  );
  return { wrong: shown, sample: sample.sort((a, b) => a - b), allWrong: wrong.length };
}
