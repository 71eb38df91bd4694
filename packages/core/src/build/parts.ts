import { NescioError } from "../errors.js";
import type { Dataset } from "../data/dataset.js";

/** How many images of a set are for what. */
export interface PartSizes {
  readonly training: number;
  /** Measure every epoch, and what mirroring does. */
  readonly validation: number;
  /** Calibrate familiarity. */
  readonly familiarity: number;
  /** Are what is promised about: nothing is chosen by them. */
  readonly promise: number;
}

export interface PartOptions {
  /** Images to measure epochs by. Default: a tenth, at most 5,000. */
  readonly validation?: number | undefined;
  /** Whether familiarity and a rule are calibrated. Default true. */
  readonly calibrate?: boolean | undefined;
  /**
   * Images kept out of training for that, two fifths of them for familiarity, at most 2,000. Default: a quarter, at most
   * 10,000; none where nothing is calibrated.
   */
  readonly holdOut?: number | undefined;
}

const MAX_VALIDATION = 5000;
const MAX_HELD_OUT = 10_000;
const MAX_FAMILIARITY = 2000;
/** With fewer, nothing could be told apart or promised. */
const LEAST = { validation: 10, familiarity: 20, promise: 30 };

/**
 * The sizes of a set's parts.
 *
 * @throws NescioError `invalid-data` for a set too small for all that is wanted; `invalid-option` for sizes that leave too
 * few images to train on.
 */
export function partSizes(
  { name, count }: Pick<Dataset, "name" | "count">,
  options: PartOptions = {},
): PartSizes {
  const { calibrate = true } = options;
  const validation =
    options.validation ?? Math.min(MAX_VALIDATION, Math.max(LEAST.validation, Math.round(count / 10)));
  const heldOut = !calibrate
    ? (options.holdOut ?? 0)
    : (options.holdOut ??
      Math.min(MAX_HELD_OUT, Math.max(LEAST.familiarity + LEAST.promise, Math.round(count / 4))));
  // Where nothing is calibrated now, it may be later, on these.
  const least = calibrate ? LEAST.familiarity : 0;
  const familiarity = Math.min(MAX_FAMILIARITY, Math.max(least, Math.round((heldOut * 2) / 5)));
  const promise = heldOut - familiarity;
  const training = count - validation - heldOut;
  const given = options.validation !== undefined || options.holdOut !== undefined;
  if (calibrate && promise < LEAST.promise) {
    throw new NescioError({
      code: "invalid-option",
      subject: "hold-out",
      expected: `at least ${LEAST.familiarity + LEAST.promise} images, for familiarity and for a promise`,
      found: String(heldOut),
      next: "Hold more images out, or do without calibration (--no-calibrate).",
    });
  }
  if (training >= Math.max(2, count / 4)) return { training, validation, familiarity, promise };
  const rest = `${training} of ${count} images`;
  if (given) {
    throw new NescioError({
      code: "invalid-option",
      subject: "validation and hold-out",
      expected: "to leave at least a quarter of the images to train on",
      found: rest,
    });
  }
  throw new NescioError({
    code: "invalid-data",
    subject: `data set "${name}"`,
    expected: "images enough to train on, and to hold some out for what is promised",
    found: `${count}, of which ${validation + heldOut} would be held out`,
    next: "Give more images, or do without a promise: --no-calibrate --validation 0.",
  });
}
