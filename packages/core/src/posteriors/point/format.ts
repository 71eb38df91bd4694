import * as z from "zod";
import type { PosteriorFormat } from "../format.js";
import { PointPosterior } from "./posterior.js";

/** `NAME` for each parameter. */
export const pointFormat: PosteriorFormat<PointPosterior, { readonly kind: "point" }> = {
  kind: "point",
  schema: z.strictObject({ kind: z.literal("point") }),
  holds: (posterior) => posterior instanceof PointPosterior,
  write({ weights }, tensors) {
    tensors.weights(weights);
    return { kind: "point" };
  },
  read: (_, network, tensors) => new PointPosterior(network, tensors.weights(network)),
};
