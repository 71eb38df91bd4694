import { expect, test } from "vitest";
import { grad, jit, np, type JaxArray } from "../../src/ppl/jax.js";
import { part } from "../../src/ppl/part.js";

const slopes = (f: (x: JaxArray) => JaxArray, dtype: JaxArray["dtype"]): unknown => {
  const compiled = jit(grad(f as never) as never) as unknown as ((x: JaxArray) => JaxArray) & {
    dispose(): void;
  };
  const slope = compiled(np.arange(5).astype(dtype)).js() as unknown;
  compiled.dispose();
  return slope;
};

test.each([np.float32, np.float64])("what is linear in a part has no slope elsewhere: %s", (dtype) => {
  expect(slopes((x) => part(x, 1, 2).sum().mul(3), dtype)).toEqual([0, 3, 3, 0, 0]);
  expect(
    slopes(
      (x) =>
        part(x.ref, 0, 1)
          .sum()
          .add(np.square(part(x, 3, 2)).sum()),
      dtype,
    ),
  ).toEqual([1, 0, 0, 6, 8]);
});

test("the entries are the vector's, whatever they are", () => {
  expect(part(np.array([0, -2, Infinity, 5]), 1, 2).js()).toEqual([-2, Infinity]);
});
