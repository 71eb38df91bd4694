/** Solves a well-conditioned system by Gauss and Jordan. */
export function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  for (let column = 0; column < rows.length; column++) {
    for (let row = 0; row < rows.length; row++) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      rows[row] = rows[row].map((value, j) => value - factor * rows[column][j]);
    }
  }
  return rows.map((row, i) => row[rows.length] / row[i]);
}
