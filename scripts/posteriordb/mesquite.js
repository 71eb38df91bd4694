import { columns, vector } from "./arrays.js";
import { flatRegression } from "./flat-regression.js";

/** Weight of mesquite bushes by their measures (Gelman & Hill 2007, ch. 4). */
export const mesquite = {
  data: ({ N, diam1, diam2, canopy_height, total_height, density, group, weight }) => [
    columns(N, 1, diam1, diam2, canopy_height, total_height, density, group),
    vector(weight),
  ],
  model: flatRegression,
};
