import { expect, test } from "vitest";
import {
  cholesky,
  multiplyLower,
  solveLower,
  solveLowerTransposed,
} from "../../packages/core/src/math/cholesky.js";
import { Random } from "../../packages/core/src/math/random.js";
import { expectNescioError } from "../helpers/errors.js";

const n = 7;
const random = new Random(1);
const draws = Array.from({ length: 9 }, () => Array.from({ length: n }, () => random.normal()));
const matrix = Float64Array.from({ length: n * n }, (_, at) =>
  draws.reduce((sum, row) => sum + row[Math.floor(at / n)] * row[at % n], 0),
);
const vector = Float64Array.from({ length: n }, () => random.normal());

test("the factor times its transpose is the matrix", () => {
  const lower = cholesky(matrix, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += lower[i * n + k] * lower[j * n + k];
      expect(sum).toBeCloseTo(matrix[i * n + j], 10);
      if (j > i) expect(lower[i * n + j]).toBe(0);
    }
  }
});

test("solving with the factor undoes multiplying by it", () => {
  const lower = cholesky(matrix, n);
  const there = vector.slice();
  multiplyLower(lower, there);
  solveLower(lower, there);
  there.forEach((x, i) => {
    expect(x).toBeCloseTo(vector[i], 10);
  });
});

test("both solutions after each other are that of the matrix", () => {
  const lower = cholesky(matrix, n);
  const x = vector.slice();
  solveLower(lower, x);
  solveLowerTransposed(lower, x);
  vector.forEach((expected, i) => {
    const found = x.reduce((sum, value, j) => sum + matrix[i * n + j] * value, 0);
    expect(found).toBeCloseTo(expected, 10);
  });
});

test("a matrix that is not positive definite is refused", async () => {
  await expectNescioError(() => cholesky(Float64Array.of(1, 2, 2, 1), 2), "invalid-option", "pivot 1");
});
