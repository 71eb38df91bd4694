import { describe, expect, test } from "vitest";
import { jaxProduct, nescioProduct, type ProductProblem } from "../../packages/cli/src/bench/product.js";
import { Random } from "../../packages/core/src/math/random.js";
import { variants } from "../helpers/raw-kernels.js";

function problemOf(rows: number, inner: number, columns: number): ProductProblem {
  const random = new Random(9);
  const numbers = (length: number) => Float32Array.from({ length }, () => random.normal());
  return { rows, inner, columns, x: numbers(rows * inner), w: numbers(columns * inner) };
}

function expected({ rows, inner, columns, x, w }: ProductProblem): number[] {
  return Array.from({ length: rows * columns }, (_, i) => {
    const [m, n] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += x[m * inner + k] * w[n * inner + k];
    return sum;
  });
}

function expectEqual(actual: Float32Array, problem: ProductProblem): void {
  const wanted = expected(problem);
  expect(actual).toHaveLength(wanted.length);
  expect(Math.max(...wanted.map((value, i) => Math.abs(value - actual[i])))).toBeLessThan(1e-4);
}

const sizes = [
  [8, 6, 4],
  [13, 21, 10],
  [32, 50, 40],
] as const;

describe.each(sizes)("%i × %i × %i", (...size) => {
  const problem = problemOf(...size);

  test.each(variants.flatMap((variant) => [1, 2].map((threads) => ({ variant, threads }))))(
    "Nescio, $variant kernels, $threads thread(s)",
    async (crew) => {
      const product = await nescioProduct(problem, crew);
      try {
        await product.run();
        expectEqual(product.result(), problem);
      } finally {
        await product.close();
      }
    },
  );

  test("jax-js", async () => {
    const product = jaxProduct(problem);
    await product.run();
    expectEqual(product.result(), problem);
    product.close();
  });
});
