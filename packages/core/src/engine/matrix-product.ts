import { inProduct } from "./panels.js";
import type { Arena } from "./arena.js";
import { call } from "./call.js";
import type { Executor } from "./executor.js";
import type { Task } from "./program.js";

/**
 * A product of two matrices on the engine, left · rightᵀ: the left one as quads of rows `[rows / 4][inner][4]`, the right
 * one as panels of its rows `[columns / 8][inner][8]`, the layout in which images lie. The result is
 * `[rows / 4][columns / 8][4][8]`.
 */
export class MatrixProduct {
  /** Where the right matrix lies. */
  readonly right: number;
  readonly #left: number;
  readonly #result: number;

  /**
   * @param columns Most rows of the right matrix.
   * @param right Where the right matrix lies already, as panels. Default: room is made for it.
   */
  constructor(
    arena: Arena,
    readonly rows: number,
    readonly inner: number,
    readonly columns: number,
    right?: number,
  ) {
    this.#left = arena.reserve(Math.ceil(rows / 4) * inner * 16);
    this.right = right ?? arena.reserve(Math.ceil(columns / 8) * inner * 32);
    this.#result = arena.reserve(Math.ceil(rows / 4) * Math.ceil(columns / 8) * 128);
  }

  /** @param values `[rows, inner]`, row by row. */
  setLeft(executor: Executor, values: Float32Array): void {
    pack(
      values,
      this.rows,
      this.inner,
      4,
      executor.f32(this.#left, Math.ceil(this.rows / 4) * this.inner * 4),
    );
  }

  /** @param values `[columns, inner]`, row by row. */
  setRight(executor: Executor, values: Float32Array): void {
    const to = executor.f32(this.right, Math.ceil(this.columns / 8) * this.inner * 8);
    pack(values, this.columns, this.inner, 8, to);
  }

  /** The product with the first `panels` panels of the right matrix. */
  task(panels: number): Task {
    const product = call("matmul", {
      w: this.#left,
      x: this.right,
      k: this.inner,
      panels,
      out: this.#result,
    });
    return { ...product, units: Math.ceil(this.rows / 4) };
  }

  /** What `task(panels)` made, `[rows / 4][panels][4][8]`. Rows and columns beyond the matrices' are of no meaning. */
  result(executor: Executor, panels: number): Float32Array {
    return executor.f32(this.#result, Math.ceil(this.rows / 4) * panels * 32);
  }

  /** The same as rows `[rows, columns]`. */
  unpacked(executor: Executor): Float32Array {
    const { rows, columns } = this;
    const panels = Math.ceil(columns / 8);
    const tiles = this.result(executor, panels);
    const values = new Float32Array(rows * columns);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        values[r * columns + c] = tiles[inProduct(r, c, panels)];
      }
    }
    return values;
  }
}

/** `[rows, inner]` as `[rows / width][inner][width]`, with zeros where there are no more rows. */
function pack(values: Float32Array, rows: number, inner: number, width: number, to: Float32Array): void {
  to.fill(0);
  for (let r = 0; r < rows; r++) {
    const base = Math.floor(r / width) * inner * width + (r % width);
    for (let i = 0; i < inner; i++) to[base + i * width] = values[r * inner + i];
  }
}
