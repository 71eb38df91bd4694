import { np, type JaxArray } from "../jax.js";
import { fastExp, fastLog } from "../math/index.js";
import type { Transform } from "./transform.js";

/**
 * Vectors of n(n + 1)/2 reals onto lower triangular n × n matrices with a positive diagonal, row by row. The diagonal goes
 * through exp, as positive numbers do: the logarithm of the volume is then just the sum of its entries, and a step
 * changes a scale by a factor whatever its size.
 */
export const lowerCholeskyTransform: Transform = {
  name: "lowerCholesky",
  eventDims: { input: 1, output: 2 },
  forward(x) {
    const n = orderOf(x.shape[x.ndim - 1]);
    const batch = x.shape.slice(0, -1);
    // Row by row: gathering has no gradient under `jit` in jax-js.
    const rows = Array.from({ length: n }, (_, row) => {
      const start = entry(row, 0);
      const values = x.ref.slice(...batch.map((): [] => []), [start, start + row + 1]);
      return np.pad(values, [...batch.map((): [number, number] => [0, 0]), [0, n - row - 1]]);
    });
    x.dispose();
    const full = np.stack(rows, -2);
    const diagonal = np.eye(n, n, { dtype: np.bool });
    const below = np.tri(n, n, -1, { dtype: np.bool });
    // Only what is on the diagonal is put through exp: elsewhere it might overflow, and spoil the gradient.
    const scales = fastExp(np.where(diagonal.ref, full.ref, 0));
    return np.where(diagonal, scales, np.where(below, full, 0));
  },
  inverse(y) {
    const n = y.shape[y.ndim - 1];
    const positions = lowerEntries(n).map(([row, column]) => row * n + column);
    const flat = np.take(y.reshape([...y.shape.slice(0, -2), n * n]), indices(positions), -1);
    const diagonal = onDiagonal(n);
    const logs = fastLog(np.where(diagonal.ref, flat.ref, 1));
    return np.where(diagonal, logs, flat);
  },
  logDetJacobian(x, y) {
    y.dispose();
    return np.sum(np.where(onDiagonal(orderOf(x.shape[x.ndim - 1])), x, 0), -1);
  },
  forwardShape(shape) {
    const n = orderOf(shape[shape.length - 1]);
    return [...shape.slice(0, -1), n, n];
  },
  inverseShape(shape) {
    const n = shape[shape.length - 1];
    return [...shape.slice(0, -2), (n * (n + 1)) / 2];
  },
};

/** Rows of a triangle with so many entries. */
function orderOf(entries: number): number {
  return Math.round((Math.sqrt(8 * entries + 1) - 1) / 2);
}

/** Where in the vector the entry of a row and column is. */
function entry(row: number, column: number): number {
  return (row * (row + 1)) / 2 + column;
}

function lowerEntries(n: number): [row: number, column: number][] {
  return Array.from({ length: n }, (_, row) =>
    Array.from({ length: row + 1 }, (_, column): [number, number] => [row, column]),
  ).flat();
}

/** Which entries of the vector are on the diagonal. */
function onDiagonal(n: number): JaxArray {
  return np.array(lowerEntries(n).map(([row, column]) => row === column));
}

function indices(positions: readonly number[]): JaxArray {
  return np.array([...positions], { dtype: np.int32 });
}
