import { inProduct } from "../../engine/panels.js";
import type { Dataset } from "../../data/dataset.js";
import { withPValues } from "../conformal.js";
import type { FamiliarityScores, ScoreOptions } from "../familiarity.js";
import type { FittedFamiliarity } from "../kind.js";
import { dequantize, type QuantizedMatrix } from "../quantize.js";
import { Scorer, type FeatureMap, type ScoredChunk } from "../scorer.js";

/** How many of the most similar images are named, at least. */
const SHOWN = 5;

/** Training images that others are compared with. */
export interface Bank {
  /** Their components, `[images, dimensions]`. */
  readonly components: QuantizedMatrix;
  /** Their places in the training data. */
  readonly indices: Uint32Array;
  /** The distance to which neighbour is looked at, from 1. */
  readonly neighbours: number;
}

/**
 * Familiarity by nearest neighbours (Sun, Ming, Zhu, Li 2022): the negated squared distance between an image's features
 * and those of its k-th nearest training image. The training images are taken as they are in the subspace of the
 * principal components; what the image itself has outside of that subspace counts in full, so that images of another
 * kind, whose features lie elsewhere, are far from all.
 */
export class NeighbourFamiliarity implements FittedFamiliarity {
  readonly kind = "neighbours";
  readonly #scorer: Scorer;

  /** @param calibration Scores of held-out genuine images, in increasing order. */
  constructor(
    readonly map: FeatureMap,
    readonly bank: Bank,
    readonly calibration: Float32Array,
  ) {
    this.#scorer = new Scorer(map, bankRows(bank.components));
  }

  async score(dataset: Dataset, options: ScoreOptions = {}): Promise<FamiliarityScores> {
    const { indices: places, neighbours } = this.bank;
    const scores = new Float32Array(dataset.count);
    const each = Math.min(places.length, Math.max(neighbours, SHOWN));
    const indices = new Uint32Array(dataset.count * each);
    await this.#scorer.run(dataset, options, (chunk) => {
      nearest(chunk, places.length, each, (image, order, values) => {
        const at = chunk.from + image;
        scores[at] = 2 * values[neighbours - 1] - chunk.energy[image];
        order.forEach((entry, i) => (indices[at * each + i] = places[entry]));
      });
    });
    return { ...withPValues(scores, this.calibration), nearest: { indices, each } };
  }

  close(): Promise<void> {
    this.#scorer.close();
    return Promise.resolve();
  }
}

/** Rows b and −|b|²/2: their product with (z, 1) is largest where |z − b|² is least. */
function bankRows(components: QuantizedMatrix): Float32Array {
  const { columns } = components;
  const values = dequantize(components);
  const count = values.length / columns;
  const rows = new Float32Array(count * (columns + 1));
  for (let image = 0; image < count; image++) {
    const [from, to] = [image * columns, image * (columns + 1)];
    let squares = 0;
    for (let column = 0; column < columns; column++) {
      const value = values[from + column];
      rows[to + column] = value;
      squares += value * value;
    }
    rows[to + columns] = -squares / 2;
  }
  return rows;
}

/** Finds the `each` largest products of every image, largest first. */
function nearest(
  { count, panels, products }: ScoredChunk,
  bank: number,
  each: number,
  visit: (image: number, order: Uint32Array, values: Float32Array) => void,
): void {
  const order = new Uint32Array(count * each);
  const values = new Float32Array(count * each).fill(-Infinity);
  const least = new Float32Array(count).fill(-Infinity);
  // In the order in which the products lie (`inProduct`): quads of entries, panels of images.
  for (let entry = 0; entry < bank; entry++) {
    for (let panel = 0; panel * 8 < count; panel++) {
      const row = inProduct(entry, panel * 8, panels);
      const lanes = Math.min(8, count - panel * 8);
      for (let lane = 0; lane < lanes; lane++) {
        const value = products[row + lane];
        const image = panel * 8 + lane;
        if (value > least[image]) {
          const from = image * each;
          insert(order, values, from, from + each - 1, entry, value);
          least[image] = values[from + each - 1];
        }
      }
    }
  }
  for (let image = 0; image < count; image++) {
    const [from, to] = [image * each, (image + 1) * each];
    visit(image, order.subarray(from, to), values.subarray(from, to));
  }
}

/** Puts an entry where it belongs between `from` and `last`, and drops the last one. */
function insert(
  order: Uint32Array,
  values: Float32Array,
  from: number,
  last: number,
  entry: number,
  value: number,
): void {
  let at = last;
  for (; at > from && values[at - 1] < value; at--) {
    values[at] = values[at - 1];
    order[at] = order[at - 1];
  }
  values[at] = value;
  order[at] = entry;
}
