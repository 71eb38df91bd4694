import type { InDistributionImages } from "./in-distribution-images.js";

/** What became of the images of one class. */
export interface ClassFigures {
  readonly name: string;
  /** Images whose label it is; those below are counts of these. */
  readonly images: number;
  readonly answered: number;
  /** Answered with their label, by the most probable class under the rule. */
  readonly right: number;
  /** Share of them that is right when it must always be answered (the forced answers); null for no image. */
  readonly forcedRecall: number | null;
  /** Share right of all forced answers that are this class; null where none is. */
  readonly forcedPrecision: number | null;
}

/** The figures of an in-distribution set taken apart by class, in label order. */
export interface ByClass {
  readonly classes: readonly ClassFigures[];
  /** The confusion matrix of the answered images, `[true class][answered class]`: how many there are. */
  readonly confusion: readonly (readonly number[])[];
  /** How many images of each true class were refused. */
  readonly refused: readonly number[];
}

/** One cell off the diagonal of a confusion matrix. */
export interface Confusion {
  /** Index of the true class. */
  readonly label: number;
  /** Index of the class that was answered. */
  readonly answered: number;
  readonly images: number;
}

/** @param names - One for each class of the predictive. */
export function byClass({ facts }: InDistributionImages, names: readonly string[]): ByClass {
  const { labels, decisions, forced } = facts;
  const zeros = (): number[] => names.map(() => 0);
  const confusion = names.map(zeros);
  const [refused, images, forcedInto, forcedRight] = [zeros(), zeros(), zeros(), zeros()];
  decisions.forEach((decision, image) => {
    const label = labels[image];
    images[label]++;
    if (decision.refused) refused[label]++;
    else confusion[label][decision.best]++;
    forcedInto[forced[image]]++;
    if (forced[image] === label) forcedRight[label]++;
  });
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
  const classes = names.map((name, c) => ({
    name,
    images: images[c],
    answered: images[c] - refused[c],
    right: confusion[c][c],
    forcedRecall: share(forcedRight[c], images[c]),
    forcedPrecision: share(forcedRight[c], forcedInto[c]),
  }));
  return { classes, confusion, refused };
}

/** Of each class the share right of the answers under the rule that name it; null where none does. */
export function answersRight({ confusion }: Pick<ByClass, "confusion">): (number | null)[] {
  const answers = confusion.map(() => 0);
  for (const row of confusion) row.forEach((images, answered) => (answers[answered] += images));
  return answers.map((all, c) => (all === 0 ? null : confusion[c][c] / all));
}

/** The pairs of a class and another one that was answered for it, the most frequent first, at most `most` of them. */
export function mostConfused({ confusion }: Pick<ByClass, "confusion">, most = Infinity): Confusion[] {
  return confusion
    .flatMap((row, label) => row.map((images, answered): Confusion => ({ label, answered, images })))
    .filter(({ label, answered, images }) => label !== answered && images > 0)
    .sort((a, b) => b.images - a.images || a.label - b.label || a.answered - b.answered)
    .slice(0, most);
}

/**
 * The indices of at most `most` classes, the worst first: the lowest share right of the forced answers, then the most
 * images. Classes without images are left out.
 */
export function worstClasses({ classes }: Pick<ByClass, "classes">, most = Infinity): number[] {
  return classes
    .flatMap(({ forcedRecall, images }, c) => (forcedRecall === null ? [] : [{ c, forcedRecall, images }]))
    .sort((a, b) => a.forcedRecall - b.forcedRecall || b.images - a.images || a.c - b.c)
    .slice(0, most)
    .map(({ c }) => c);
}
