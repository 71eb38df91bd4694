import type { Primitive } from "../lower.js";
import { convolution } from "./convolution.js";
import { elementwise } from "./elementwise.js";
import { indexing } from "./indexing.js";
import { movement } from "./movement.js";
import { product } from "./product.js";
import { randomBits } from "./random-bits.js";
import { reduction } from "./reduction.js";
import { routines } from "./routines.js";

/** The operations of jax-js, by its names for them. */
export const primitives: Readonly<Record<string, Primitive>> = {
  ...elementwise,
  ...movement,
  ...reduction,
  ...product,
  ...convolution,
  ...indexing,
  ...routines,
  ...randomBits,
};
