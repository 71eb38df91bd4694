import "@nescio/ppl";

/** jax-js itself, its own random numbers included: what Nescio is compared with. */
export * as jax from "@jax-js/jax";
export type { Array as JaxArray } from "@jax-js/jax";

/** Parameters of dense layers as jax-js takes them best: `[outputs, inputs]` and `[outputs]`, layer after layer. */
export function denseShapes(sizes: readonly number[]): number[][] {
  return sizes.slice(1).flatMap((outputs, l) => [[outputs, sizes[l]], [outputs]]);
}
