import { NescioError } from "../errors.js";
import { describe } from "../validation.js";
import { JointInformation, type Columns } from "./joint-information.js";

/** An input that a label could be asked for. */
export interface AcquisitionItem {
  readonly id: string;
  /** Between the label and the weights, in nats; counts only where there are no features. */
  readonly mutualInformation: number;
  /** Of `reviewFeatures`; null where nothing was kept: the input then counts as one that nothing else tells about. */
  readonly features: Float32Array | null;
}

export interface AcquisitionOptions {
  /**
   * Places that are given out one after the other, each by what those before it leave, among four times as many inputs with the
   * most information of their own; the rest follows by what all of these leave. Default 500.
   */
  readonly places?: number | undefined;
  /**
   * How much less than the most an input may add and still be taken, as a share in [0, 1): inputs are looked at far less often for
   * it. 0: the greedy order itself. Default 0.05.
   */
  readonly tolerance?: number | undefined;
  /** Features of inputs that are labelled already, and that the model has not learned from: what they tell is not asked for again. */
  readonly known?: readonly Float32Array[] | undefined;
}

/** Most sampled networks that features may be of: the matrix that is kept has their square. */
const mostSamples = 1024;

/**
 * In which order labels teach most: greedily, each input by the information that it adds to those before it,
 *
 *     score(i) = ½ ln det(I + Σ_B ΦΦᵀ + Φᵢ Φᵢᵀ) − ½ ln det(I + Σ_B ΦΦᵀ), in nats.
 *
 * This is batch active learning by the covariances of sampled predictions (Kirsch 2023, arXiv:2302.08981, where they are of
 * regressions), with the deviations of `reviewFeatures` in their place: to leading order the joint information of BatchBALD, at a
 * cost that does not grow with the batch. As the determinant is submodular, the greedy order has at least 1 − 1/e of the best
 * batch's information (Nemhauser, Wolsey and Fisher 1978), and an input need be looked at again only when its last score is the
 * highest (Minoux 1978).
 *
 * @param items Of one model, with networks sampled alike. Items of another number of samples are taken to be independent.
 * @returns A score for each, the highest first, of equal ones the lower id: sorted so, they are in the greedy order. The score of
 * an input does not depend on the order in which they are given. Ten thousand inputs of 30 networks take about a second; of 100
 * networks, all of which disagree about each input, ten.
 * @throws NescioError `invalid-data` for ids that come twice, information that is no finite number from 0 (rounding aside), or
 * features that are not of `reviewFeatures`.
 */
export function acquisitionOrder(
  items: readonly AcquisitionItem[],
  { places = 500, tolerance = 0.05, known = [] }: AcquisitionOptions = {},
): { id: string; score: number }[] {
  checkOptions(places, tolerance);
  const sorted = items.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  sorted.forEach((item, i) => checkItem(item, sorted.at(i - 1), i));
  const inputs = sorted.map(({ features }) => (features === null ? undefined : columnsOf(features)));
  const joint = new Map<number, JointInformation>();
  for (const input of inputs) {
    if (input !== undefined && !joint.has(input.samples)) {
      joint.set(input.samples, new JointInformation(input.samples));
    }
  }
  for (const features of known) {
    checkFeatures("what is known", features);
    joint.get(features[0])?.add(columnsOf(features));
  }
  const gainOf = (i: number): number => {
    const input = inputs[i];
    if (input === undefined) return Math.max(0, sorted[i].mutualInformation);
    return Math.max(0, joint.get(input.samples)!.gain(input));
  };
  const own = sorted.map((_, i) => gainOf(i));
  const byOwn = sorted.map((_, i) => i).sort((a, b) => own[b] - own[a] || a - b);
  const pool = byOwn.slice(0, Math.max(4 * places, leastPool));
  /** What each of the pool would have added when it was last looked at: it cannot be more now. −∞: it has its place. */
  const bounds = Float64Array.from(pool, (i) => own[i]);
  const lookedAt = new Uint32Array(pool.length);
  const taken = new Set<number>();
  const order: { id: string; score: number }[] = [];
  let last = Infinity;
  while (order.length < Math.min(places, pool.length)) {
    const place = highest(bounds);
    const i = pool[place];
    if (lookedAt[place] < order.length) {
      // Rounding aside, it is not more.
      bounds[place] = Math.min(bounds[place], gainOf(i));
      lookedAt[place] = order.length;
      if (bounds[place] < (1 - tolerance) * bounds[highest(bounds)]) continue;
    }
    // Each a little less than the one before: of equal scores the order would be that of ids.
    last = Math.min(last * lower, bounds[place]);
    order.push({ id: sorted[i].id, score: last });
    taken.add(i);
    bounds[place] = -Infinity;
    const input = inputs[i];
    if (input !== undefined && last > 0) joint.get(input.samples)!.add(input);
  }
  const rest = byOwn
    .filter((i) => !taken.has(i))
    .map((i) => ({ id: sorted[i].id, score: Math.min(last * lower, own[i], gainOf(i)) }));
  return [...order, ...rest.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))];
}

/** Inputs that places are given to: four times the places, or as many as these, those with the most information of their own. */
const leastPool = 1000;

/** From one score to the next at the most. */
const lower = 1 - 1e-13;

/** The first of the highest. */
function highest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

function checkOptions(places: number, tolerance: number): void {
  const wrong = (subject: string, expected: string, found: unknown): never => {
    throw new NescioError({ code: "invalid-option", subject, expected, found: describe(found) });
  };
  if (!Number.isSafeInteger(places) || places < 0) wrong("places", "a whole number from 0", places);
  if (!(tolerance >= 0 && tolerance < 1)) wrong("tolerance", "a number from 0 to below 1", tolerance);
}

function columnsOf(features: Float32Array): Columns {
  return { samples: features[0], data: features.subarray(1) };
}

function checkItem(
  { id, mutualInformation, features }: AcquisitionItem,
  before: AcquisitionItem | undefined,
  i: number,
): void {
  const wrong = (what: string, expected: string, found: string): never => {
    throw new NescioError({
      code: "invalid-data",
      subject: `item ${JSON.stringify(id)}, ${what}`,
      expected,
      found,
    });
  };
  if (i > 0 && id === before?.id) wrong("id", "one item of it", "two");
  if (!(mutualInformation > -1e-3 && mutualInformation < Infinity)) {
    wrong("mutualInformation", "a finite number from 0", String(mutualInformation));
  }
  if (features !== null) checkFeatures(`item ${JSON.stringify(id)}`, features);
}

function checkFeatures(subject: string, features: Float32Array): void {
  const wrong = (expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-data", subject: `${subject}, features`, expected, found });
  };
  const [samples] = features;
  if (
    !Number.isInteger(samples) ||
    samples < 1 ||
    samples > mostSamples ||
    (features.length - 1) % samples !== 0
  ) {
    wrong("what reviewFeatures returns, or null", `${features.length} numbers, the first ${samples}`);
  }
  const odd = features.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) wrong("finite numbers", `${features[odd]} as number ${odd}`);
}
