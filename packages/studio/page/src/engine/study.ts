import type { ImageDataset, Model } from "@nescio/core";
import type { Assessment } from "@nescio/core/internal";
import { predictInTurns, scoreInTurns, type TurnsOptions } from "./predict-in-turns.js";

/** Images that are none of the model's classes: all of them should be refused. */
export interface OtherImages {
  /** What they are, in the plural, for a sentence. */
  readonly name: string;
  readonly images: ImageDataset;
}

/** What a rule is studied on. */
export interface StudyImages {
  /** With labels, in the order of the model's classes. */
  readonly labelled: ImageDataset;
  readonly others: readonly OtherImages[];
}

/** What a model says of the images, before a rule decides. */
export interface Studied {
  readonly labels: ArrayLike<number>;
  readonly labelled: Assessment;
  readonly others: readonly { readonly name: string; readonly assessment: Assessment }[];
}

/** How familiar images look, by the images. */
export type Scored = WeakMap<ImageDataset, NonNullable<Assessment["scores"]>>;

/**
 * Lets a model say what it can of labelled images and of others, once for all rules.
 *
 * @param samples Networks to sample.
 * @param scored What was scored before: other networks change nothing of how familiar they look.
 * @throws NescioError `invalid-data` for images that the model does not take, `aborted`.
 */
export async function study(
  model: Model,
  { labelled, others }: StudyImages,
  samples: number,
  scored: Scored,
  options: TurnsOptions,
): Promise<Studied> {
  const assess = async (images: ImageDataset): Promise<Assessment> => {
    const predictive = await predictInTurns(model, images, samples, options);
    const { familiarity } = model;
    if (familiarity === undefined) return { predictive };
    const scores =
      scored.get(images) ?? (await scoreInTurns(familiarity, images, { ...options, onImages: undefined }));
    scored.set(images, scores);
    return { predictive, scores };
  };
  const own = await assess(labelled);
  const rest: { name: string; assessment: Assessment }[] = [];
  for (const { name, images } of others) rest.push({ name, assessment: await assess(images) });
  return { labels: labelled.labels!, labelled: own, others: rest };
}
