import type { Dataset } from "../data/dataset.js";
import type { Arena } from "../engine/arena.js";
import type { Executor } from "../engine/executor.js";
import { NetworkPass } from "../prediction/network-pass.js";
import type { Weights } from "../prediction/posterior.js";
import { isWeighted } from "../layers/kinds.js";
import type { Network } from "../layers/network.js";

/**
 * Features of images: what each member makes of them, scaled to unit length, one member's behind the other's, and all
 * of it scaled to unit length again. Panels of eight images `[images / 8][length][8]` in the engine's memory.
 *
 * Of rows that no layer changes (`featureNetwork`, `inputs`) the length tells something, and stays: each value is its inverse
 * hyperbolic sine, so that a single extreme one is far, and not all there is to a distance.
 */
export class UnitFeatures {
  readonly pass: NetworkPass;
  /** Features of an image. */
  readonly length: number;
  readonly #bare: boolean;

  /** @param network A feature network (`featureNetwork`). @param images Most images of a run, a multiple of 8. */
  constructor(
    arena: Arena,
    network: Network,
    private readonly members: readonly Weights[],
    images: number,
  ) {
    this.pass = new NetworkPass(arena, network, members, images);
    this.length = this.pass.outputs;
    this.#bare = !network.layers.some(isWeighted);
  }

  /**
   * Makes the features of `count` images from `from` on, at `pass.results`.
   * @returns The squared length of each image's: of unit length 1, or less where a member has nothing but zeros for it.
   */
  async run(
    executor: Executor,
    dataset: Dataset,
    from: number,
    count: number,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    await this.pass.run(executor, dataset, from, count, signal);
    const panels = Math.ceil(count / 8);
    const values = executor.f32(this.pass.results, panels * this.length * 8);
    const single = (this.length / this.members.length) * 8;
    const squares = new Float32Array(panels * 8);
    if (this.#bare) {
      values.forEach((value, at) => {
        // Lanes without a row.
        if (value === 0) return;
        const squashed = Math.asinh(value);
        values[at] = squashed;
        squares[Math.floor(at / (this.length * 8)) * 8 + (at & 7)] += squashed ** 2;
      });
      return squares.subarray(0, count);
    }
    const sums = new Float64Array(8);
    for (let at = 0; at < values.length; at += single) {
      sums.fill(0);
      for (let i = at; i < at + single; i++) sums[i & 7] += values[i] ** 2;
      const image = Math.floor(at / (this.length * 8)) * 8;
      for (let lane = 0; lane < 8; lane++) {
        if (sums[lane] > 0) squares[image + lane] += 1 / this.members.length;
        sums[lane] = sums[lane] > 0 ? 1 / Math.sqrt(sums[lane] * this.members.length) : 0;
      }
      for (let i = at; i < at + single; i++) values[i] *= sums[i & 7];
    }
    return squares.subarray(0, count);
  }
}
