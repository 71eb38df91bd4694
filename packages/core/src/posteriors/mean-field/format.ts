import * as z from "zod";
import { parameterSpecs } from "../../layers/network.js";
import type { PosteriorFormat } from "../format.js";
import { MeanFieldPosterior } from "./posterior.js";

/** `NAME.loc` and `NAME.scale` for each parameter. */
export const meanFieldFormat: PosteriorFormat<MeanFieldPosterior, { readonly kind: "mean-field" }> = {
  kind: "mean-field",
  schema: z.strictObject({ kind: z.literal("mean-field") }),
  holds: (posterior) => posterior instanceof MeanFieldPosterior,
  write(posterior, tensors) {
    for (const [name, { shape, loc, scale }] of posterior.tensors) {
      tensors.put(`${name}.loc`, shape, loc);
      tensors.put(`${name}.scale`, shape, scale, "positive");
    }
    return { kind: "mean-field" };
  },
  read(_, network, tensors) {
    const gaussians = parameterSpecs(network).map(({ name, shape }) => {
      const loc = tensors.floats(`${name}.loc`, shape, "finite");
      const scale = tensors.floats(`${name}.scale`, shape, "positive");
      return [name, { shape, loc, scale }] as const;
    });
    return new MeanFieldPosterior(network, new Map(gaussians));
  },
};
