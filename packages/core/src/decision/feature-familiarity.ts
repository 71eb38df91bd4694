import { NescioError } from "../errors.js";
import { withPValues } from "../familiarity/conformal.js";
import type { FamiliarityScores } from "../familiarity/familiarity.js";
import { randomStream } from "../math/streams.js";

/** Numbers that tell what rows are like: an embedding, or what the model was given. */
export interface Features {
  /** How many there are of each row. */
  readonly dimensions: number;
  /** `[rows, dimensions]`. */
  readonly data: ArrayLike<number>;
}

/** How far two rows lie apart: by the angle between their features, or by their differences, each in its own spread. */
export const metrics = ["euclidean", "cosine"] as const;
export type Metric = (typeof metrics)[number];

/** What is known of how the rows look that a model was trained on. */
export interface FeatureFamiliarity {
  readonly metric: Metric;
  readonly dimensions: number;
  /** The columns of a table that features are in; not there: they come as an array, without names. */
  readonly columns?: readonly string[] | undefined;
  /** Of the reference rows' features; of the cosine zeros and ones. */
  readonly centre: Float32Array;
  readonly scale: Float32Array;
  /** `[rows, dimensions]`, less the centre and over the scale, of the cosine of unit length. */
  readonly reference: Float32Array;
  /** Scores of other rows, in increasing order. */
  readonly calibration: Float32Array;
}

/** The neighbour that is looked at, as familiarity of images has it: no single row makes a stranger familiar. */
const NEIGHBOUR = 3;
/** Numbers of reference rows that are kept, 4 MiB of them, and rows: more make a file that is slow to read and to ask. */
const MOST_NUMBERS = 2 ** 20;
const MOST_ROWS = 20_000;

export interface FitFeaturesOptions {
  readonly metric?: Metric | undefined;
  readonly columns?: readonly string[] | undefined;
  /** Chooses the rows that are kept where there are more than can be. */
  readonly seed: number;
}

/**
 * Familiarity by nearest neighbours in some features (after Sun et al. 2022, arXiv:2204.06507): a row's score is the negative
 * distance to the third nearest of the reference rows, and its p-value the share of calibration rows that score no higher.
 *
 * @param reference Rows of the kind that the model knows: its training rows, or held-out ones that are used for nothing else.
 * @param calibration Held-out rows that are in nothing else: p-values are valid for rows that are exchangeable with these.
 * @throws NescioError `invalid-data`, `invalid-option` for features that are none or differ in their number.
 */
export function fitFeatures(
  reference: Features,
  calibration: Features,
  { metric = "euclidean", columns, seed }: FitFeaturesOptions,
): FeatureFamiliarity {
  const { dimensions } = reference;
  if (!metrics.includes(metric)) {
    const expected = `one of ${metrics.join(", ")}`;
    throw new NescioError({ code: "invalid-option", subject: "metric", expected, found: metric });
  }
  const rows = checkFeatures(reference, dimensions, "reference features");
  const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / dimensions)));
  const kept =
    rows <= most ? undefined : randomStream("featureBank", seed).permutation(rows).slice(0, most).sort();
  const own = kept === undefined ? reference : featuresOf(reference, kept);
  const plain = {
    metric,
    dimensions,
    ...(columns === undefined ? {} : { columns }),
    ...(metric === "cosine" ? unscaled(dimensions) : standard(own)),
  };
  const familiarity = { ...plain, reference: prepared(plain, own), calibration: new Float32Array(0) };
  return { ...familiarity, calibration: scoresOf(familiarity, calibration, "features").sort() };
}

/** How familiar rows look, by their features. Throws `invalid-data` for features that are none, or are not as many. */
export function scoreFeatures(
  familiarity: FeatureFamiliarity,
  features: Features,
): Pick<FamiliarityScores, "scores" | "pValues" | "tails"> {
  return withPValues(scoresOf(familiarity, features, "features"), familiarity.calibration);
}

/** The features of some rows. */
export function featuresOf({ dimensions, data }: Features, rows: ArrayLike<number>): Features {
  const chosen = new Float64Array(rows.length * dimensions);
  for (let i = 0; i < rows.length; i++) {
    for (let d = 0; d < dimensions; d++) chosen[i * dimensions + d] = data[rows[i] * dimensions + d];
  }
  return { dimensions, data: chosen };
}

/** How many rows there are. Throws `invalid-data` unless each has so many finite numbers. */
export function checkFeatures({ dimensions, data }: Features, expected: number, subject: string): number {
  const wrong = (what: string, found: string): never => {
    throw new NescioError({ code: "invalid-data", subject, expected: what, found });
  };
  if (!Number.isSafeInteger(dimensions) || dimensions < 1)
    wrong("a number or more a row", String(dimensions));
  if (dimensions !== expected) wrong(`${expected} numbers a row`, String(dimensions));
  if (dimensions > MOST_NUMBERS) wrong(`at most ${MOST_NUMBERS} numbers a row`, String(dimensions));
  if (data.length === 0 || data.length % dimensions !== 0)
    wrong(`rows of ${dimensions} numbers`, `${data.length} numbers`);
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(Math.fround(data[i]))) {
      wrong("numbers that single precision holds", `${data[i]} in row ${Math.floor(i / dimensions) + 1}`);
    }
  }
  return data.length / dimensions;
}

type Scaling = Pick<FeatureFamiliarity, "centre" | "scale">;

const unscaled = (dimensions: number): Scaling => ({
  centre: new Float32Array(dimensions),
  scale: new Float32Array(dimensions).fill(1),
});

/** Mean and standard deviation of each feature; 1 of what is always the same. */
function standard({ dimensions, data }: Features): Scaling {
  const [sums, squares] = [new Float64Array(dimensions), new Float64Array(dimensions)];
  const rows = data.length / dimensions;
  for (let i = 0; i < data.length; i++) sums[i % dimensions] += data[i] / rows;
  for (let i = 0; i < data.length; i++)
    squares[i % dimensions] += (data[i] - sums[i % dimensions]) ** 2 / rows;
  const scale = Float32Array.from(squares, (square) => Math.fround(Math.sqrt(square)) || 1);
  return { centre: Float32Array.from(sums), scale };
}

function prepared(
  { metric, centre, scale }: Pick<FeatureFamiliarity, "metric" | "centre" | "scale">,
  { dimensions, data }: Features,
): Float32Array {
  const result = Float32Array.from(
    data,
    (value, i) => (value - centre[i % dimensions]) / scale[i % dimensions],
  );
  if (metric !== "cosine") return result;
  for (let from = 0; from < result.length; from += dimensions) {
    const own = result.subarray(from, from + dimensions);
    const length = Math.sqrt(own.reduce((sum, value) => sum + value ** 2, 0));
    if (length > 0) own.forEach((value, d) => (own[d] = value / length));
  }
  return result;
}

function scoresOf(familiarity: FeatureFamiliarity, features: Features, subject: string): Float32Array {
  const { dimensions, reference } = familiarity;
  const rows = checkFeatures(features, dimensions, subject);
  const values = prepared(familiarity, features);
  const nearest = Math.min(NEIGHBOUR, reference.length / dimensions);
  return Float32Array.from({ length: rows }, (_, row) => {
    const own = values.subarray(row * dimensions, (row + 1) * dimensions);
    const least = new Array<number>(nearest).fill(Infinity);
    for (let from = 0; from < reference.length; from += dimensions) {
      let distance = 0;
      for (let d = 0; d < dimensions; d++) distance += (own[d] - reference[from + d]) ** 2;
      if (distance >= least[nearest - 1]) continue;
      let at = nearest - 1;
      for (; at > 0 && least[at - 1] > distance; at--) least[at] = least[at - 1];
      least[at] = distance;
    }
    return -Math.sqrt(least[nearest - 1]);
  });
}
