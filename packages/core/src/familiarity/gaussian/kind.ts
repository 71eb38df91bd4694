import * as z from "zod";
import { familiarityKind, type FittingData } from "../kind.js";
import { checkValues } from "../tensors.js";
import { GaussianFamiliarity } from "./familiarity.js";
import { fitGaussians } from "./fit-gaussians.js";

/** With no scores of held-out images yet. */
export function uncalibratedGaussian({
  map,
  components,
  labels,
  residual,
}: FittingData): GaussianFamiliarity {
  const gaussians = fitGaussians(components, labels!, map.projection.axes.columns, residual);
  return new GaussianFamiliarity(map, gaussians, new Float32Array());
}

/** Familiarity by density: see `GaussianFamiliarity`. */
export const gaussian = familiarityKind({
  kind: "gaussian",
  needsLabels: true,
  heldOutPasses: 1,
  calibrating: (heldOut) => heldOut,
  async fit(data) {
    const fitted = uncalibratedGaussian(data);
    const scores = await data.heldOutScores(fitted);
    return new GaussianFamiliarity(fitted.map, fitted.gaussians, scores.sort());
  },
  is: (familiarity) => familiarity instanceof GaussianFamiliarity,
  head: { classes: z.int().min(1).max(65_536), residual: z.number().gt(0) },
  encode({ map, gaussians: { logShares, means, whitening, residual } }, tensors) {
    const classes = logShares.length;
    const dimensions = map.projection.axes.columns;
    tensors.f32("log-shares", logShares, classes);
    tensors.f32("means", means, classes, dimensions);
    tensors.f32("whitening", whitening, classes, dimensions, dimensions);
    return { classes, residual };
  },
  decode({ classes, residual }, { map, calibration, tensors }) {
    const dimensions = map.projection.axes.columns;
    const logShares = tensors.f32("log-shares", classes);
    const means = tensors.f32("means", classes, dimensions);
    const whitening = tensors.f32("whitening", classes, dimensions, dimensions);
    checkValues("whitening", whitening, "lower triangles with a diagonal greater than 0", (value, at) => {
      const row = Math.floor(at / dimensions) % dimensions;
      const column = at % dimensions;
      return column < row || (column === row ? value > 0 : value === 0);
    });
    return new GaussianFamiliarity(map, { logShares, means, whitening, residual }, calibration);
  },
});
