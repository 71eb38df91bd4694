/** Adds Σ scaleᵢ · xᵢ·xᵢᵀ over rows xᵢ of `n` numbers to the lower triangle of a matrix, four rows at a time. */
export function addGram(matrix: Float64Array, rows: Float64Array, scales: Float64Array, n: number): void {
  const count = scales.length;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const [p, q, r, s] = [i * n, (i + 1) * n, (i + 2) * n, (i + 3) * n];
    for (let a = 0; a < n; a++) {
      const xp = scales[i] * rows[p + a];
      const xq = scales[i + 1] * rows[q + a];
      const xr = scales[i + 2] * rows[r + a];
      const xs = scales[i + 3] * rows[s + a];
      const to = a * n;
      for (let b = 0; b <= a; b++) {
        matrix[to + b] += xp * rows[p + b] + xq * rows[q + b] + xr * rows[r + b] + xs * rows[s + b];
      }
    }
  }
  for (; i < count; i++) {
    for (let a = 0; a < n; a++) {
      const x = scales[i] * rows[i * n + a];
      for (let b = 0; b <= a; b++) matrix[a * n + b] += x * rows[i * n + b];
    }
  }
}
