import { presets, type TrainingSettings } from "@nescio/core";
import { inverseSoftplus } from "@nescio/core/internal";
import type { TrainingOptions } from "../training-options.js";

/** The settings that options name; what is not named is not there. */
export function settingsOf(options: TrainingOptions & { seed?: number }): Partial<TrainingSettings> {
  const { priorScale, initialScale } = options;
  const named = {
    augmentation: options.augment,
    classWeight: options.classWeight,
    epochs: options.epochs,
    batchSize: options.batchSize,
    learningRate: options.learningRate,
    schedule: options.schedule,
    rateWarmup: options.rateWarmup,
    estimator: options.estimator,
    exact: options.exact,
    kl: options.kl,
    klScale: options.klScale,
    klWeight: options.klWeight,
    klWarmup: options.klWarmup,
    seed: options.seed,
    prior: priorScale === undefined ? undefined : { loc: 0, scale: priorScale },
    initial:
      initialScale === undefined
        ? undefined
        : {
            ...presets[options.preset === "auto" ? "convolution" : options.preset].initial,
            rhoMean: inverseSoftplus(initialScale),
            rhoScale: 0,
          },
  };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
