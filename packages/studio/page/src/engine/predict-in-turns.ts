import {
  selectImages,
  type FamiliarityScores,
  type ImageDataset,
  type Model,
  type Predictive,
} from "@nescio/core";
import { throwIfAborted } from "@nescio/core/internal";
import type { Turns } from "./turns.js";

/**
 * Images of a turn. So few leave the engine's memory and the drawn networks with the model for the next ones; and what
 * networks say of an image depends on its place among eight only, so that all turns together say what one prediction would.
 */
export const imagesOfTurn = 8;
/** Scoring is quick, and likes many. */
const scoredOfTurn = 64;

export interface TurnsOptions {
  readonly turns: Turns;
  readonly signal?: AbortSignal | undefined;
  /** Called with how many more images are done. */
  readonly onImages?: ((more: number) => void) | undefined;
}

/**
 * Predicts images, a few in a turn.
 *
 * @param samples Networks.
 * @throws NescioError `invalid-data` for images that the network does not take, `aborted`.
 */
export async function predictInTurns(
  { posterior }: Pick<Model, "posterior">,
  images: ImageDataset,
  samples: number,
  options: TurnsOptions,
): Promise<Predictive> {
  let all: Float32Array | undefined;
  let classes = 0;
  for await (const { part, from } of inTurns(images, imagesOfTurn, options, (part) =>
    posterior.predict(part, { samples, threads: 1 }),
  )) {
    ({ classes } = part);
    all ??= new Float32Array(images.count * samples * classes);
    all.set(part.logProbs, from * samples * classes);
  }
  return { images: images.count, samples, classes, logProbs: all! };
}

/**
 * Scores how familiar images look, some in a turn.
 *
 * @throws NescioError as `predictInTurns`.
 */
export async function scoreInTurns(
  familiarity: NonNullable<Model["familiarity"]>,
  images: ImageDataset,
  options: TurnsOptions,
): Promise<FamiliarityScores> {
  const [scores, pValues, tails] = [0, 0, 0].map(() => new Float32Array(images.count));
  for await (const { part, from } of inTurns(images, scoredOfTurn, options, (part) =>
    familiarity.score(part, { threads: 1 }),
  )) {
    scores.set(part.scores, from);
    pValues.set(part.pValues, from);
    tails.set(part.tails, from);
  }
  return { scores, pValues, tails };
}

async function* inTurns<Part>(
  images: ImageDataset,
  size: number,
  { turns, signal, onImages }: TurnsOptions,
  work: (part: ImageDataset) => Promise<Part>,
): AsyncGenerator<{ readonly part: Part; readonly from: number }> {
  for (let from = 0; from < images.count; from += size) {
    const count = Math.min(size, images.count - from);
    const places = Uint32Array.from({ length: count }, (_, i) => from + i);
    const part = await turns.take(() => {
      throwIfAborted(signal, "study");
      return work(selectImages(images, places));
    });
    yield { part, from };
    onImages?.(count);
  }
}
