import type { Dataset } from "../data/dataset.js";
import { Arena } from "../engine/arena.js";
import { Executor } from "../engine/executor.js";
import { MatrixProduct } from "../engine/matrix-product.js";
import type { Weights } from "../prediction/posterior.js";
import type { Network } from "../layers/network.js";
import { ChunkRunner, type ChunkEngine } from "./chunk-runner.js";
import type { Projection } from "./projection.js";
import { dequantize } from "./quantize.js";
import { UnitFeatures } from "./unit-features.js";

/** Images of a run on the engine. */
const CHUNK = 128;

/** From an image to its principal components: feature network, each member's weights, axes. */
export interface FeatureMap {
  readonly network: Network;
  readonly members: readonly Weights[];
  readonly projection: Projection;
}

/** Some images' components, and their products with the rows that a kind of familiarity has. */
export interface ScoredChunk {
  /** Place of the first image in the data set, and how many there are. */
  readonly from: number;
  readonly count: number;
  readonly panels: number;
  /** `[panels][dimensions + 1][8]`: components, and a row of ones. */
  readonly components: Float32Array;
  /** Squared distance of each image's features from their mean. */
  readonly energy: Float32Array;
  /** `[rows / 4][panels][4][8]` */
  readonly products: Float32Array;
}

/** Runs a feature map on images, and multiplies what comes out by some rows. */
export class Scorer extends ChunkRunner<ScoredChunk> {
  /** @param rows `[…, dimensions + 1]`: the last entry is for a component that is always 1. */
  constructor(
    readonly map: FeatureMap,
    rows: Float32Array,
  ) {
    super(map.network, CHUNK, () => new ScoreEngine(map, rows));
  }
}

/** What lies where in one engine's memory, and what runs there. */
class ScoreEngine implements ChunkEngine<ScoredChunk> {
  /** Multiplications for one image, about. */
  readonly work: number;
  readonly #arena = new Arena();
  readonly #features: UnitFeatures;
  readonly #projection: MatrixProduct;
  readonly #score: MatrixProduct;
  readonly #rows: Float32Array;
  /** `[dimensions + 1, features]`: the axes, and the mean, whose product gives the distance to it. */
  readonly #axes: Float32Array;
  /** What the rows of `axes` make of the mean. */
  readonly #offsets: Float64Array;
  #executor: Executor | undefined;

  constructor({ network, members, projection }: FeatureMap, rows: Float32Array) {
    const { axes, mean } = projection;
    const dimensions = axes.columns;
    this.#features = new UnitFeatures(this.#arena, network, members, CHUNK);
    const { length, pass } = this.#features;
    const values = dequantize(axes);
    this.#axes = new Float32Array((dimensions + 1) * length);
    for (let d = 0; d < dimensions; d++) {
      for (let i = 0; i < length; i++) this.#axes[d * length + i] = values[i * dimensions + d];
    }
    this.#axes.set(mean, dimensions * length);
    this.#offsets = new Float64Array(dimensions + 1);
    this.#axes.forEach((value, at) => {
      this.#offsets[Math.floor(at / length)] += value * mean[at % length];
    });
    this.#rows = rows;
    this.#projection = new MatrixProduct(this.#arena, dimensions + 1, length, CHUNK, pass.results);
    this.#score = new MatrixProduct(this.#arena, rows.length / (dimensions + 1), dimensions + 1, CHUNK);
    this.work = pass.work + this.#axes.length + rows.length;
  }

  /** Its executor, started and filled where it was not yet. */
  async start(threads: number): Promise<Executor> {
    if (this.#executor !== undefined) return this.#executor;
    const { pass } = this.#features;
    const executor = await Executor.start(this.#arena, { threads, scratchBytes: pass.scratchBytes });
    pass.write(executor);
    this.#projection.setLeft(executor, this.#axes);
    this.#score.setLeft(executor, this.#rows);
    this.#executor = executor;
    return executor;
  }

  async run(
    executor: Executor,
    dataset: Dataset,
    from: number,
    count: number,
    signal: AbortSignal | undefined,
  ): Promise<ScoredChunk> {
    const { control } = this.#features.pass;
    const squares = await this.#features.run(executor, dataset, from, count, signal);
    const panels = Math.ceil(count / 8);
    await executor.run([[this.#projection.task(panels)]], control, 1, signal);
    const rows = this.#offsets.length;
    const projected = this.#projection.result(executor, panels);
    const components = executor.f32(this.#score.right, panels * rows * 8);
    const energy = new Float32Array(count);
    for (let p = 0; p < panels; p++) {
      for (let r = 0; r < rows; r++) {
        const from = ((r >> 2) * panels + p) * 32 + (r & 3) * 8;
        const to = (p * rows + r) * 8;
        const last = r === rows - 1;
        for (let lane = 0; lane < 8; lane++) {
          const value = projected[from + lane];
          const image = p * 8 + lane;
          components[to + lane] = last ? 1 : value - this.#offsets[r];
          if (last && image < count) energy[image] = squares[image] - 2 * value + this.#offsets[r];
        }
      }
    }
    if (this.#score.rows > 0) await executor.run([[this.#score.task(panels)]], control, 1, signal);
    return { from, count, panels, components, energy, products: this.#score.result(executor, panels) };
  }
}
