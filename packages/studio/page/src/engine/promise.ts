import {
  calibrateRule,
  NescioError,
  selectiveRisk,
  type ImageDataset,
  type Model,
  type Predictive,
  type Rule,
  type ThresholdRule,
} from "@nescio/core";
import { fewImages } from "./few-images.js";

/** Probability that a promise holds, over the choice of the images that it was found on. */
const confidence = 0.95;

/** What a promise is found on: the networks are asked once for all contracts. */
export class PromiseImages {
  #predicted: Promise<Predictive> | undefined;
  #scored: Promise<Float32Array | undefined> | undefined;

  /** @param images That neither training nor familiarity has seen. */
  constructor(
    private readonly model: Model,
    private readonly images: ImageDataset,
  ) {}

  /**
   * The rule under which at most `maxError` of the answers are wrong.
   *
   * @throws NescioError `unmet` where these images do not allow it, saying what they allow.
   */
  async ruleFor(maxError: number): Promise<ThresholdRule> {
    const { posterior, samples = 30, familiarity, rule, classes } = this.model;
    const { images } = this;
    const seed = 1;
    const predictive = await (this.#predicted ??= posterior.predict(images, { samples, seed }));
    const pValues = await (this.#scored ??= pValuesOf(familiarity, rule, images));
    return calibrateRule(predictive, images.labels!, {
      measure: "max-probability",
      contract: { maxError, confidence },
      ...(pValues === undefined ? {} : { familiar: { alpha: rule.alpha!, pValues } }),
      ...{ dataset: images.name, seed, classes },
    });
  }
}

async function pValuesOf(
  familiarity: Model["familiarity"],
  { alpha }: Rule,
  images: ImageDataset,
): Promise<Float32Array | undefined> {
  if (familiarity === undefined || alpha === undefined) return undefined;
  return (await familiarity.score(images)).pValues;
}

/** The error where no images were kept aside for a promise. */
export function nothingToPromise(maxError: number, examples: number): NescioError {
  // One image, which is always refused, is as good as none.
  const result = selectiveRisk([-Infinity], [false], { maxError, confidence });
  const kept = result.met ? 0 : (result.imagesNeeded ?? 0);
  // Of larger sets a quarter is held out, three fifths of it for a promise.
  const all = Math.max(fewImages, Math.ceil((kept * 20) / 3 / 10) * 10);
  return new NescioError({
    code: "unmet",
    subject: "contract",
    expected: `at least ${kept} images that neither training nor familiarity has seen`,
    found: `${examples} examples, all of which it learned from in one way or the other`,
    next: `About ${all} examples in all would do, of which the page then keeps some aside for this.`,
  });
}
