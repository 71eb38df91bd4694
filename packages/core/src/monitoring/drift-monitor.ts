import * as z from "zod";
import { NescioError } from "../errors.js";
import { defaultSeed } from "../math/random.js";
import { checked, describe } from "../validation.js";
import {
  capacitySchema,
  ReferenceScores,
  referenceScoresSchema,
  seedSchema,
  type StoredReferenceScores,
} from "./reference-scores.js";
import {
  logCapital,
  martingaleSchema,
  startMartingale,
  updateMartingale,
  type TestMartingale,
} from "./test-martingale.js";

export interface DriftOptions {
  /** The capital A at which there is an alarm, above 1: false with a probability of at most 1/A over all time. Default 100. */
  readonly alarmAt?: number | undefined;
  /**
   * Scores that are compared with, at most, from 1 to 10,000,000; 4 bytes each. More see slower changes. Default 10,000,
   * or as many as the calibration has if these are more.
   */
  readonly capacity?: number | undefined;
  /**
   * Unsigned 32-bit seed of what breaks ties and of what goes; whoever sends the inputs should not know it. Default
   * `defaultSeed`.
   */
  readonly seed?: number | undefined;
}

/** How the bet against "the traffic is as the calibration was" stands. */
export interface DriftStatus {
  /** Scores so far. */
  readonly count: number;
  /** ln of the capital; 0 at the start. */
  readonly logCapital: number;
  /** ln of the highest capital so far. */
  readonly logHighest: number;
  /** The capital at which there is an alarm. */
  readonly alarmAt: number;
  /**
   * At which score, counted from 1, the capital first reached that; null: not yet. An alarm stays until a monitor is
   * started anew.
   */
  readonly alarm: number | null;
  /** The last score's, in (0, 1); null before the first. */
  readonly pValue: number | null;
}

/**
 * Tells whether traffic has stopped looking like the inputs that the model was calibrated on: a conformal test martingale
 * (`updateMartingale`) over the p-values of familiarity scores among the scores before them.
 *
 * **The promise.** As long as the calibration's inputs and the traffic are exchangeable, as independent draws of one
 * population are, the alarm is false with a probability of at most 1/`alarmAt`, over all time together and not for each
 * look. It holds for any `capacity` and any number of calibration scores, even none: `ReferenceScores` has the proof.
 * Starting anew after an alarm costs another 1/`alarmAt`.
 *
 * **What breaks it besides drift**: several pictures of one thing or by one hand after each other, an input that is sent
 * again and again, inputs in an order or chosen by a look at them. The alarm is then right in that the traffic is not
 * what the calibration stands for, but the model may do as well on it as ever.
 *
 * **What it does not see**: what leaves the distribution of familiarity scores as it is, what makes them neither lower
 * nor higher, and what is slow against `capacity`. What has changed joins what is compared with: a small difference from
 * the start, beside a small calibration, may be taken for ordinary before it is noticed.
 *
 * It takes scores, not p-values: those of a fixed calibration set do not keep the promise (see `updateMartingale`). Where
 * nothing but such p-values is known they may stand for scores, with no calibration: among themselves they are exchangeable.
 */
export class DriftMonitor {
  #martingale: TestMartingale;
  #alarm: number | null;
  #pValue: number | null;

  private constructor(
    readonly alarmAt: number,
    readonly reference: ReferenceScores,
    { martingale, alarm, pValue }: Pick<StoredDriftMonitor, "martingale" | "alarm" | "pValue">,
  ) {
    this.#martingale = martingale;
    this.#alarm = alarm;
    this.#pValue = pValue;
  }

  /**
   * @param calibration Scores of held-out inputs, higher = more familiar, in any order, e.g. those that a familiarity's
   *   p-values come from. May be empty: the traffic is then compared with itself, and only a change in it is seen.
   * @throws NescioError `invalid-data` for a score that is NaN, `invalid-option` for options out of range.
   */
  static start(calibration: ArrayLike<number>, options: DriftOptions = {}): DriftMonitor {
    checkCalibration(calibration);
    const { alarmAt, capacity, seed } = checked(optionsSchema, options, (path) =>
      path === "" ? "drift monitor" : `drift monitor, ${path}`,
    );
    const most = capacity ?? Math.max(DEFAULT_CAPACITY, calibration.length);
    const reference = ReferenceScores.start(calibration, most, seed);
    return new DriftMonitor(alarmAt, reference, {
      martingale: startMartingale(),
      alarm: null,
      pValue: null,
    });
  }

  /**
   * Takes the next input's score.
   *
   * @param score Higher = more familiar; −∞ and ∞ may be.
   * @throws NescioError `invalid-data` for NaN; the monitor is then as it was.
   */
  update(score: number): DriftStatus {
    this.#pValue = this.reference.pValue(score);
    this.#martingale = updateMartingale(this.#martingale, this.#pValue);
    const { count, logHighest } = this.#martingale;
    if (logHighest >= Math.log(this.alarmAt)) this.#alarm ??= count;
    return this.status;
  }

  get status(): DriftStatus {
    const { count, logHighest } = this.#martingale;
    return {
      ...{ count, logCapital: logCapital(this.#martingale), logHighest },
      ...{ alarmAt: this.alarmAt, alarm: this.#alarm, pValue: this.#pValue },
    };
  }

  /** All there is to it, for JSON: `restore` goes on from it with the same numbers. */
  toJSON(): StoredDriftMonitor {
    return {
      ...{ alarmAt: this.alarmAt, alarm: this.#alarm, pValue: this.#pValue },
      ...{ martingale: this.#martingale, reference: this.reference.toJSON() },
    };
  }

  /** The monitor that `toJSON` wrote. Throws `invalid-option` for what is none, or was changed or cut off. */
  static restore(stored: unknown): DriftMonitor {
    const { alarmAt, reference, ...facts } = checked(storedSchema, stored, (path) =>
      path === "" ? "stored drift monitor" : `stored drift monitor, ${path}`,
    );
    return new DriftMonitor(alarmAt, ReferenceScores.restore(reference), facts);
  }
}

/** A monitor as JSON holds it. */
export interface StoredDriftMonitor {
  readonly alarmAt: number;
  readonly alarm: number | null;
  readonly pValue: number | null;
  readonly martingale: TestMartingale;
  readonly reference: StoredReferenceScores;
}

function checkCalibration(calibration: unknown): void {
  if (typeof calibration === "object" && calibration !== null && "length" in calibration) return;
  throw new NescioError({
    code: "invalid-data",
    subject: "drift monitor, calibration",
    expected: "a list of scores, which may be empty",
    found: describe(calibration),
  });
}

const DEFAULT_CAPACITY = 10_000;

const alarmSchema = z.number().gt(1);

const optionsSchema = z.strictObject({
  alarmAt: alarmSchema.default(100),
  capacity: capacitySchema.optional(),
  seed: seedSchema.default(defaultSeed),
});

const storedSchema = z.strictObject({
  alarmAt: alarmSchema,
  alarm: z.int().min(1).nullable(),
  pValue: z.number().gt(0).lt(1).nullable(),
  martingale: martingaleSchema,
  reference: referenceScoresSchema,
});
