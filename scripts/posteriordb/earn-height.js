import { columns, vector } from "./arrays.js";
import { flatRegression } from "./flat-regression.js";

/** Earnings by height (Gelman & Hill 2007, ch. 4). */
export const earnHeight = {
  data: ({ N, height, earn }) => [columns(N, 1, height), vector(earn)],
  model: flatRegression,
};
