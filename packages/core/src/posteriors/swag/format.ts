import * as z from "zod";
import { parameterSpecs } from "../../layers/network.js";
import type { PosteriorFormat } from "../format.js";
import { SwagPosterior } from "./posterior.js";

export interface SwagHead {
  readonly kind: "swag";
  readonly rank: number;
}

/** `NAME.loc`, `NAME.scale` and `NAME.deviations` (`[rank, …shape]`) for each parameter. */
export const swagFormat: PosteriorFormat<SwagPosterior, SwagHead> = {
  kind: "swag",
  schema: z.strictObject({ kind: z.literal("swag"), rank: z.int().min(0).max(1000) }),
  holds: (posterior) => posterior instanceof SwagPosterior,
  write({ tensors: moments, rank }, tensors) {
    for (const [name, { shape, loc, scale, deviations }] of moments) {
      tensors.put(`${name}.loc`, shape, loc);
      tensors.put(`${name}.scale`, shape, scale);
      tensors.put(`${name}.deviations`, [rank, ...shape], deviations);
    }
    return { kind: "swag", rank };
  },
  read({ rank }, network, tensors) {
    const moments = parameterSpecs(network).map(({ name, shape }) => {
      const loc = tensors.floats(`${name}.loc`, shape, "finite");
      const scale = tensors.floats(`${name}.scale`, shape, "not-negative");
      const deviations = tensors.floats(`${name}.deviations`, [rank, ...shape], "finite");
      return [name, { shape, loc, scale, deviations }] as const;
    });
    return new SwagPosterior(network, new Map(moments), rank);
  },
};
