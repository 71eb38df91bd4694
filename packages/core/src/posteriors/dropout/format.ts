import * as z from "zod";
import type { PosteriorFormat } from "../format.js";
import { DropoutPosterior } from "./posterior.js";

/** `NAME` for each parameter. */
export const dropoutFormat: PosteriorFormat<DropoutPosterior, { readonly kind: "dropout" }> = {
  kind: "dropout",
  schema: z.strictObject({ kind: z.literal("dropout") }),
  holds: (posterior) => posterior instanceof DropoutPosterior,
  write({ weights }, tensors) {
    tensors.weights(weights);
    return { kind: "dropout" };
  },
  read: (_, network, tensors) => new DropoutPosterior(network, tensors.weights(network)),
};
