import type { TrainingSettings } from "./settings.js";

/** The learning rate at a step (0-based) of a run of `steps`. */
export function learningRateAt(settings: TrainingSettings, step: number, steps: number): number {
  const { learningRate, schedule, rateWarmup } = settings;
  const warm = rateWarmup * steps;
  if (step < warm) return (learningRate * (step + 1)) / (warm + 1);
  if (schedule === "constant") return learningRate;
  return learningRate * 0.5 * (1 + Math.cos((Math.PI * (step - warm)) / (steps - warm)));
}

/** The KL's weight for a batch of `count` out of `images`, at a step of an epoch of `stepsPerEpoch`. */
export function klWeightAt(
  settings: TrainingSettings,
  step: number,
  stepsPerEpoch: number,
  count: number,
  images: number,
): number {
  const { klWeight, klScale, klWarmup } = settings;
  const warm = klWarmup * stepsPerEpoch;
  const share = klScale === "full" ? 1 : count / images;
  return klWeight * share * (step < warm ? step / warm : 1);
}
