import { expect, test } from "vitest";
import type { Weights } from "../../../packages/core/src/prediction/posterior.js";
import { Iterates } from "../../../packages/core/src/posteriors/swag/iterates.js";
import { Random } from "../../../packages/core/src/math/random.js";

const random = new Random(3);
const rows = Array.from({ length: 9 }, () => Array.from({ length: 4 }, () => 100 + random.normal()));
const weightsOf = (row: readonly number[]): Weights =>
  new Map([
    ["a", { shape: [3], data: Float32Array.from(row.slice(0, 3)) }],
    ["b", { shape: [], data: Float32Array.from(row.slice(3)) }],
  ]);

test("mean, scale and the last deviations from the running means", () => {
  const iterates = new Iterates(4);
  for (const row of rows) iterates.add(weightsOf(row));
  expect(iterates.count).toBe(9);
  const { tensors, rank } = iterates.moments();
  expect(rank).toBe(4);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  for (const [name, columns] of [
    ["a", [0, 1, 2]],
    ["b", [3]],
  ] as const) {
    const { loc, scale, deviations } = tensors.get(name)!;
    columns.forEach((column, i) => {
      const values = rows.map((row) => Math.fround(row[column]));
      expect(loc[i]).toBeCloseTo(mean(values), 4);
      expect(scale[i]).toBeCloseTo(Math.sqrt(mean(values.map((x) => (x - mean(values)) ** 2))), 6);
      for (let k = 0; k < 4; k++) {
        const seen = values.slice(0, 6 + k);
        expect(deviations[k * columns.length + i]).toBeCloseTo(seen.at(-1)! - mean(seen), 5);
      }
    });
  }
});

test("fewer iterates than the rank are fewer deviations; rank 0 keeps none", () => {
  const few = new Iterates(20);
  for (const row of rows.slice(0, 3)) few.add(weightsOf(row));
  expect(few.moments().rank).toBe(3);
  expect(few.moments().tensors.get("a")!.deviations).toHaveLength(9);
  const none = new Iterates(0);
  for (const row of rows) none.add(weightsOf(row));
  expect(none.moments().tensors.get("a")).toMatchObject({ shape: [3], deviations: new Float32Array(0) });
});
