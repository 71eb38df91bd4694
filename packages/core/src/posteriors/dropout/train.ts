import { NescioError } from "../../errors.js";
import type { PointPosterior } from "../point/posterior.js";
import { trainPoint } from "../point/train.js";
import { fixedForPoints, showing, type PosteriorTraining } from "../training.js";
import { drops, DropoutPosterior } from "./posterior.js";

/** A point, with its dropout. Throws `invalid-option` for a network that drops nothing. */
export const dropoutTraining: PosteriorTraining<DropoutPosterior> = {
  fixed: fixedForPoints,
  startsFrom: (posterior) => posterior instanceof DropoutPosterior,
  async train(network, dataset, settings, run, start) {
    if (!drops(network)) {
      throw new NescioError({
        code: "invalid-option",
        subject: "posterior dropout",
        expected: "a network with a dropout layer of a rate above 0",
        found: "none",
        next: "Add dropout layers to the network.",
      });
    }
    const dropping = ({ weights }: PointPosterior): DropoutPosterior =>
      new DropoutPosterior(network, weights);
    const { posterior, ...facts } = await trainPoint(network, dataset, {
      ...{ ...settings, ...run },
      onSteps: showing(run.onSteps, dropping),
      start: start?.weights,
    });
    return { ...facts, posterior: dropping(posterior) };
  },
};
