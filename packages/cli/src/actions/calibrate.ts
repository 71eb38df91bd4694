import { heldOutImages, type Model } from "@nescio/core";
import { calibratingImages, readingFor } from "@nescio/core/internal";
import type { ReadingOptions } from "../reading-options.js";
import type { CommandContext } from "../run-command.js";
import { fit } from "./calibration-data.js";
import {
  alphaOf,
  checkAlpha,
  checkOwnAlpha,
  finishCalibration,
  kindOf,
  withFamiliarity,
  type ModelPromiseOptions,
} from "./calibration-rule.js";
import { contractOf } from "./contract-options.js";
import { knownTraining, loadTrained, notNamed } from "./training-images.js";

/** What the command takes, beyond what all share. */
export interface CalibrateOptions extends ReadingOptions, ModelPromiseOptions {
  dataset?: string;
  calibrationImages?: number;
  out?: string;
}

type Context = CommandContext<CalibrateOptions>;

/** Calibrates a model of images, on those that its training has not seen. */
export async function calibrate(context: Context, before: Model, path: string): Promise<void> {
  const { options } = context;
  const { out = path } = options;
  const asked = contractOf(options, before.classes);
  // Whatever calibrated the model's own familiarity, these images must be others than those that choose the threshold.
  const kind = options.familiarity ?? (asked.contract === undefined ? undefined : kindOf(before));
  const fits = kind !== undefined && kind !== "none";
  const alpha = alphaOf(before, options, fits);
  const name = options.dataset ?? knownTraining(before) ?? notNamed(before, path, "calibrated");
  const trained = await loadTrained(context, before, name, { limit: options.limit, read: options });
  const images = heldOutImages(before, trained, {
    familiarity: alpha !== undefined,
    images: options.calibrationImages,
  });
  if (fits) {
    const { count } = images.familiarity!;
    const calibrating = calibratingImages(kind, count);
    checkAlpha(alpha!, "images", calibrating, `${calibrating}, of ${count} set apart for familiarity`);
  } else {
    checkOwnAlpha(options, before, "images");
  }
  const familiarity = fits
    ? await fit(context, before, images, kind)
    : kind === "none"
      ? undefined
      : before.familiarity;
  // What is promised holds for pictures that are read as these were.
  const read = trained.files === undefined ? {} : readingFor(before, options);
  const model = { ...withFamiliarity(before, familiarity), ...read };
  const found = { ...images, things: "images" as const, fits, alpha };
  await finishCalibration(context, { path, out, before, model, asked }, found);
}
