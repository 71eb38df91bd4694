import {
  createDataset,
  meanProbs,
  mutualInformation,
  NescioError,
  type ImageDataset,
  type Model,
  type Predictive,
} from "@nescio/core";
import { coveredImages, mapOf, occlusionGrid, type OcclusionGrid } from "./occlusion-grid.js";
import { imagesOfTurn, predictInTurns, scoreInTurns, type TurnsOptions } from "./predict-in-turns.js";
import type { Seen } from "./verdict.js";

/** A number of the whole image, and what it is when a part is covered. */
export interface Effect {
  readonly whole: number;
  /** At each pixel the mean change, over the patches that cover it, `[height, width]`. */
  readonly changes: Float32Array;
  /** The patch that changes it most, whichever way: its middle, as shares of the image's sides from the top left, … */
  readonly x: number;
  readonly y: number;
  /** … and the number with that covered. */
  readonly covered: number;
}

/** What covering parts of an image changes in what a model says of it. */
export interface Occlusion {
  /** The familiarity's score; undefined where the model has none. */
  readonly familiarity: Effect | undefined;
  /** Name of the class in question. */
  readonly label: string;
  /** Its mean probability. */
  readonly probability: Effect;
  /** Mutual information of class and network, in nats: how much the networks disagree. */
  readonly disagreement: Effect;
}

/**
 * Covers an image part by part with its ground (Zeiler and Fergus 2014, section 4.2), and says what that changes. Each covered image
 * is compared with the whole one in the same place among eight, whose networks draw the same noise, so that what changes is
 * the image alone.
 *
 * @param label Name of the class whose probability is looked at, one of the model's.
 * @param samples Networks.
 * @throws NescioError `invalid-option` for a class that the model does not have; as `predictInTurns`.
 */
export async function occlusion(
  model: Model,
  seen: Seen,
  label: string,
  samples: number,
  options: TurnsOptions,
): Promise<Occlusion> {
  const place = placeOf(label, model);
  const grid = occlusionGrid(seen);
  const images = wholeAndCovered(model, seen, grid);
  const predictive = await predictInTurns(model, images, samples, options);
  const scores = model.familiarity && (await scoreInTurns(model.familiarity, images, options)).scores;
  const effect = (values: Float32Array): Effect => effectOf(values, grid, seen);
  return {
    familiarity: scores && effect(scores),
    label,
    probability: effect(probabilitiesOf(predictive, place)),
    disagreement: effect(mutualInformation(predictive)),
  };
}

function placeOf(label: string, { classes }: Model): number {
  const place = classes.indexOf(label);
  if (place >= 0) return place;
  throw new NescioError({
    code: "invalid-option",
    subject: "class in question",
    expected: `one of ${classes.join(", ")}`,
    found: label,
  });
}

/** The image once for each place of a turn, and then covered in all ways. */
function wholeAndCovered({ classes }: Model, seen: Seen, grid: OcclusionGrid): ImageDataset {
  const covered = coveredImages(seen, grid);
  const { pixels, height, width, channels } = seen;
  const all = new Uint8Array(imagesOfTurn * pixels.length + covered.length);
  for (let i = 0; i < imagesOfTurn; i++) all.set(pixels, i * pixels.length);
  all.set(covered, imagesOfTurn * pixels.length);
  const count = all.length / pixels.length;
  return createDataset({ name: "covered", count, height, width, channels, pixels: all, classes });
}

function probabilitiesOf(predictive: Predictive, place: number): Float32Array {
  const { classes, images } = predictive;
  const means = meanProbs(predictive);
  return Float32Array.from({ length: images }, (_, image) => means[image * classes + place]);
}

/** @param values Of the whole image for each place of a turn, and of the covered ones. */
function effectOf(values: Float32Array, grid: OcclusionGrid, seen: Seen): Effect {
  const covered = values.subarray(imagesOfTurn);
  const changes = covered.map((value, i) => value - values[i % imagesOfTurn]);
  let most = 0;
  changes.forEach((change, i) => {
    if (Math.abs(change) > Math.abs(changes[most])) most = i;
  });
  const row = Math.floor(most / grid.columns.length);
  const column = most % grid.columns.length;
  const whole = values[most % imagesOfTurn];
  return {
    whole,
    changes: mapOf(changes, grid, seen),
    x: (grid.columns[column] + grid.patchWidth / 2) / seen.width,
    y: (grid.rows[row] + grid.patchHeight / 2) / seen.height,
    covered: covered[most],
  };
}
