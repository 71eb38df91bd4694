import { NescioError } from "../../errors.js";
import { trainPoint } from "../point/train.js";
import { fixedForPoints, type PosteriorTraining } from "../training.js";
import { drops, DropoutPosterior } from "./posterior.js";

/** A point, with its dropout. Throws `invalid-option` for a network that drops nothing. */
export const dropoutTraining: PosteriorTraining<DropoutPosterior> = {
  fixed: fixedForPoints,
  async train(network, dataset, settings, run) {
    if (!drops(network)) {
      throw new NescioError({
        code: "invalid-option",
        subject: "posterior dropout",
        expected: "a network with a dropout layer of a rate above 0",
        found: "none",
        next: "Add dropout layers to the network.",
      });
    }
    const { posterior, ...facts } = await trainPoint(network, dataset, { ...settings, ...run });
    return { ...facts, posterior: new DropoutPosterior(network, posterior.weights) };
  },
};
