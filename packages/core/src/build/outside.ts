import type { ImageDataset } from "../data/dataset.js";
import { outsideOf } from "../data/pixel-statistics.js";
import type { TrainingSettings } from "../training/settings.js";

/**
 * Settings whose varied images bring in from outside what images like these are drawn on; as they are where they say
 * themselves what comes in, or vary nothing.
 *
 * @param training The images that will be trained on.
 */
export function withOutside<T extends Partial<TrainingSettings>>(
  settings: T,
  training: Pick<ImageDataset, "pixels" | "channels">,
): T {
  const { augmentation } = settings;
  if (augmentation === undefined || augmentation === "none" || augmentation.outside !== undefined) {
    return settings;
  }
  const outside = outsideOf(training);
  // Black is what it is without a word.
  if (outside !== "edge" && outside.every((value) => value === 0)) return settings;
  return { ...settings, augmentation: { ...augmentation, outside } };
}
