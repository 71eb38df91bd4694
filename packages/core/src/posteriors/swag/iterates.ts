import type { Weights } from "../../prediction/posterior.js";
import type { SwagTensor } from "./posterior.js";

interface Running {
  readonly shape: readonly number[];
  readonly mean: Float64Array;
  /** Sum of squared differences from the mean (Welford 1962). */
  readonly squares: Float64Array;
  /** The last deviations, oldest first. */
  readonly deviations: Float32Array[];
}

/** The moments of weights on their way (Maddox et al. 2019, algorithm 1), in double precision. */
export class Iterates {
  readonly #tensors = new Map<string, Running>();
  #count = 0;

  /** @param rank Most deviations kept. */
  constructor(private readonly rank: number) {}

  get count(): number {
    return this.#count;
  }

  /** Counts one iterate in: always the same tensors. */
  add(weights: Weights): void {
    this.#count++;
    for (const [name, { shape, data }] of weights) {
      let running = this.#tensors.get(name);
      if (running === undefined) {
        running = {
          shape,
          mean: new Float64Array(data.length),
          squares: new Float64Array(data.length),
          deviations: [],
        };
        this.#tensors.set(name, running);
      }
      const { mean, squares, deviations } = running;
      const deviation = new Float32Array(data.length);
      for (let i = 0; i < data.length; i++) {
        const before = data[i] - mean[i];
        mean[i] += before / this.#count;
        const after = data[i] - mean[i];
        squares[i] += before * after;
        deviation[i] = after;
      }
      deviations.push(deviation);
      if (deviations.length > this.rank) deviations.shift();
    }
  }

  /** What a `SwagPosterior` is made of, and its rank: fewer than asked for where there were fewer iterates. */
  moments(): { readonly tensors: Map<string, SwagTensor>; readonly rank: number } {
    const rank = Math.min(this.rank, this.#count);
    const tensors = new Map<string, SwagTensor>();
    for (const [name, { shape, mean, squares, deviations }] of this.#tensors) {
      const all = new Float32Array(rank * mean.length);
      deviations.forEach((deviation, k) => {
        all.set(deviation, k * mean.length);
      });
      tensors.set(name, {
        shape,
        loc: Float32Array.from(mean),
        scale: Float32Array.from(squares, (sum) => Math.sqrt(sum / this.#count)),
        deviations: all,
      });
    }
    return { tensors, rank };
  }
}
