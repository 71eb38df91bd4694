import { describe, expect, test } from "vitest";
import { Arena } from "../../packages/core/src/engine/arena.js";
import { CONTROL_BYTES } from "../../packages/core/src/engine/control.js";
import { Executor } from "../../packages/core/src/engine/executor.js";
import { MatrixProduct } from "../../packages/core/src/engine/matrix-product.js";
import { Random } from "../../packages/core/src/math/random.js";
import { variants } from "../helpers/raw-kernels.js";

const random = new Random(1);
const matrix = (size: number): Float32Array => Float32Array.from({ length: size }, () => random.normal());

describe("a product of matrices", () => {
  const shapes = [
    [1, 1, 1],
    [4, 8, 8],
    [5, 3, 9],
    [23, 40, 17],
  ];
  const cases = variants.flatMap((variant) =>
    shapes.flatMap(([rows, inner, columns]) =>
      [1, 2].map((threads) => ({ variant, rows, inner, columns, threads })),
    ),
  );
  test.each(cases)("$variant: $rows×$inner by $columns, $threads threads", async (shape) => {
    const { rows, inner, columns, threads, variant } = shape;
    const arena = new Arena();
    const control = arena.reserve(CONTROL_BYTES);
    const product = new MatrixProduct(arena, rows, inner, columns);
    const executor = await Executor.start(arena, { threads, variant, scratchBytes: 128 });
    try {
      const left = matrix(rows * inner);
      const right = matrix(columns * inner);
      product.setLeft(executor, left);
      product.setRight(executor, right);
      await executor.run([[product.task(Math.ceil(columns / 8))]], control, 1);
      const values = product.unpacked(executor);
      expect(values.length).toBe(rows * columns);
      for (let r = 0; r < rows; r++) {
        for (let c = 0; c < columns; c++) {
          let sum = 0;
          for (let i = 0; i < inner; i++) sum += left[r * inner + i] * right[c * inner + i];
          expect(values[r * columns + c]).toBeCloseTo(sum, 4);
        }
      }
    } finally {
      await executor.close();
    }
  });
});
