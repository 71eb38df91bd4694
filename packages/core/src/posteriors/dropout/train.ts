import { NescioError } from "../../errors.js";
import { trainPoint } from "../point/train.js";
import { fixedForPoints, type PosteriorTraining } from "../training.js";
import { DropoutPosterior } from "./posterior.js";

/** A point, with its dropout. Throws `invalid-option` for a network without a dropout layer. */
export const dropoutTraining: PosteriorTraining<DropoutPosterior> = {
  fixed: fixedForPoints,
  async train(network, dataset, settings, run) {
    if (!network.layers.some(({ type }) => type === "dropout")) {
      throw new NescioError({
        code: "invalid-option",
        subject: "posterior dropout",
        expected: "a network with dropout",
        found: "none",
        next: "Add dropout layers to the network.",
      });
    }
    const { posterior, ...facts } = await trainPoint(network, dataset, { ...settings, ...run });
    return { ...facts, posterior: new DropoutPosterior(network, posterior.weights) };
  },
};
