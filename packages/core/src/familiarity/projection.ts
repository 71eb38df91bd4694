import { inPanels } from "../engine/panels.js";
import type { Dataset } from "../data/dataset.js";
import { Arena } from "../engine/arena.js";
import { Executor } from "../engine/executor.js";
import { MatrixProduct } from "../engine/matrix-product.js";
import { throwIfAborted } from "../errors.js";
import type { Weights } from "../prediction/posterior.js";
import { randomStream } from "../math/streams.js";
import type { Network } from "../layers/network.js";
import type { ScoreOptions } from "./familiarity.js";
import { quantize, type QuantizedMatrix } from "./quantize.js";
import { UnitFeatures } from "./unit-features.js";

/** Images of a product. */
const CHUNK = 512;
/** Rounds of the iteration; the axes then hold the variance that exact ones would, to 0.1 % of it. */
const ROUNDS = 8;

/** Principal components of features: (features − mean) · axes. */
export interface Projection {
  /** `[features, dimensions]`; the columns are orthonormal, but for the rounding to 8 bits. */
  readonly axes: QuantizedMatrix;
  /** `[features]` */
  readonly mean: Float32Array;
}

/**
 * The axes along which the features of these images vary most: the covariance's leading eigenvectors, by simultaneous
 * iteration (Golub & Van Loan, Matrix Computations, section 8.2.4).
 *
 * @param network A feature network (`featureNetwork`), run with each member's weights.
 * @param dimensions How many; at most as many as there are features.
 */
export async function fitProjection(
  network: Network,
  members: readonly Weights[],
  dataset: Dataset,
  dimensions: number,
  seed: number,
  { threads = 1, signal, onProgress }: ScoreOptions,
): Promise<Projection> {
  const arena = new Arena();
  const features = new UnitFeatures(arena, network, members, CHUNK);
  const { length, pass } = features;
  const squares = new MatrixProduct(arena, length, CHUNK, length);
  const turn = new MatrixProduct(arena, dimensions, length, length);
  const executor = await Executor.start(arena, { threads, scratchBytes: pass.scratchBytes });
  try {
    pass.write(executor);
    const total = new Float32Array(squares.result(executor, Math.ceil(length / 8)).length);
    const sum = new Float64Array(length);
    for (let from = 0; from < dataset.count; from += CHUNK) {
      throwIfAborted(signal, "familiarity");
      const count = Math.min(CHUNK, dataset.count - from);
      await features.run(executor, dataset, from, count, signal);
      const rows = featureRows(executor.f32(pass.results, CHUNK * length), length, count);
      rows.forEach((value, at) => (sum[Math.floor(at / CHUNK)] += value));
      squares.setLeft(executor, rows);
      squares.setRight(executor, rows);
      await executor.run([[squares.task(Math.ceil(length / 8))]], pass.control, 1, signal);
      squares.result(executor, Math.ceil(length / 8)).forEach((value, at) => (total[at] += value));
      onProgress?.(from + count, dataset.count);
    }
    const mean = Float32Array.from(sum, (value) => value / dataset.count);
    squares.result(executor, Math.ceil(length / 8)).set(total);
    const covariance = squares
      .unpacked(executor)
      .map((value, at) => value / dataset.count - mean[Math.floor(at / length)] * mean[at % length]);
    turn.setRight(executor, covariance);
    const random = randomStream("familiarityAxes", seed);
    let axes = orthonormal(
      Float32Array.from({ length: dimensions * length }, () => random.normal()),
      length,
    );
    for (let round = 0; round < ROUNDS; round++) {
      turn.setLeft(executor, axes);
      await executor.run([[turn.task(Math.ceil(length / 8))]], pass.control, 1, signal);
      axes = orthonormal(turn.unpacked(executor), length);
    }
    const columns = axes.map((_, at) => axes[(at % dimensions) * length + Math.floor(at / dimensions)]);
    return { axes: quantize(columns, dimensions), mean };
  } finally {
    await executor.close();
  }
}

/** Panels `[images / 8][length][8]` as `[length, CHUNK]`, zero where there are no more images. */
function featureRows(panels: Float32Array, length: number, count: number): Float32Array {
  const rows = new Float32Array(length * CHUNK);
  for (let image = 0; image < count; image++) {
    const from = inPanels(image, length);
    for (let i = 0; i < length; i++) rows[i * CHUNK + image] = panels[from + i * 8];
  }
  return rows;
}

/**
 * Rows `[…, length]` made orthonormal by modified Gram–Schmidt, twice each, which is enough (Giraud, Langou, Rozložník
 * 2005). A row of zeros stays one.
 */
export function orthonormal(rows: Float32Array, length: number): Float32Array {
  const made = Float64Array.from(rows);
  for (let at = 0; at < made.length; at += length) {
    const row = made.subarray(at, at + length);
    scaleToUnit(row);
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < at; before += length) {
        let dot = 0;
        for (let i = 0; i < length; i++) dot += row[i] * made[before + i];
        for (let i = 0; i < length; i++) row[i] -= dot * made[before + i];
      }
      scaleToUnit(row);
    }
  }
  return Float32Array.from(made);
}

function scaleToUnit(row: Float64Array): void {
  const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  // Below, only rounding errors are left.
  const factor = norm > 1e-12 ? 1 / norm : 0;
  row.forEach((value, i) => (row[i] = value * factor));
}
