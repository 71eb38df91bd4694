import { binary } from "./binary.js";
import { indexing } from "./indexing.js";
import { matrices } from "./matrices.js";
import type { Operation } from "./operation.js";
import { products } from "./products.js";
import { reductions } from "./reductions.js";
import { types } from "./types.js";
import { unary } from "./unary.js";
import { views } from "./views.js";

export type Group = Readonly<Record<string, Operation>>;

/** Operations in groups; a group is drawn first, so one that stands twice is met twice as often. */
export const plain: readonly Group[] = [
  unary,
  unary,
  unary,
  binary,
  binary,
  views,
  views,
  reductions,
  products,
  indexing,
  matrices,
  types,
];
