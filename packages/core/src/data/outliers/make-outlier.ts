import type { Random } from "../../math/random.js";
import type { Shape } from "./figure.js";

/** Makes one outlier from one image and perhaps another one, all `[height, width, channels]`. */
export type MakeOutlier = (
  from: Uint8Array,
  to: Uint8Array,
  shape: Shape,
  random: Random,
  other: () => Uint8Array,
) => void;
