import { describe, expect, test } from "vitest";
import { partsOf, stratifiedFolds } from "../../../packages/core/src/build/rows/folds.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { expectNescioError } from "../../helpers/errors.js";
import { drawnRows } from "./problems.js";

/** Rows of so many of each class, mixed. */
function rowsOf(...counts: readonly number[]) {
  const labels = counts.flatMap((count, label) => Array<number>(count).fill(label));
  const order = new Random(1).permutation(labels.length);
  return drawnRows(labels.length, counts.length, (row) => [labels[order[row]], row]);
}

const classCount = (rows: ArrayLike<number>, labels: ArrayLike<number>, label: number): number =>
  Array.from(rows).filter((row) => labels[row] === label).length;

describe("stratifiedFolds", () => {
  test.each([
    [[50, 30, 20], 10],
    [[33, 9, 4], 10],
    [[40, 2], 10],
    [[3, 2, 2], 5],
    [[2, 2], 10],
  ])("of classes of %j rows: each row in one fold, classes alike, all of them outside", (counts, wanted) => {
    const dataset = rowsOf(...counts);
    const labels = dataset.labels!;
    const folds = stratifiedFolds(dataset, wanted, 4);
    expect(folds.count).toBe(Math.min(wanted, dataset.count));
    const seen: number[] = [];
    const sizes: number[] = [];
    for (let fold = 0; fold < folds.count; fold++) {
      const { inside, outside } = partsOf(folds, fold);
      seen.push(...inside);
      sizes.push(inside.length);
      expect([...inside, ...outside].sort((a, b) => a - b)).toEqual([...labels.keys()]);
      counts.forEach((count, label) => {
        const own = classCount(inside, labels, label);
        expect(Math.abs(own - count / folds.count)).toBeLessThan(1);
        expect(classCount(outside, labels, label)).toBeGreaterThan(0);
      });
    }
    expect(seen.sort((a, b) => a - b)).toEqual([...labels.keys()]);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  test("the seed decides, and nothing else does", () => {
    const dataset = rowsOf(30, 20);
    expect(stratifiedFolds(dataset, 5, 1)).toEqual(stratifiedFolds(dataset, 5, 1));
    expect(stratifiedFolds(dataset, 5, 1).of).not.toEqual(stratifiedFolds(dataset, 5, 2).of);
  });

  test("classes without rows are no matter", () => {
    const labels = [0, 2, 0, 2];
    const dataset = drawnRows(4, 3, (row) => [labels[row], row]);
    expect(stratifiedFolds(dataset, 2, 1).count).toBe(2);
  });

  test("what cannot be left out and learned from is told", async () => {
    const folds = (dataset: Parameters<typeof stratifiedFolds>[0]) => () => stratifiedFolds(dataset, 10, 1);
    await expectNescioError(folds(rowsOf(1, 1, 1)), "invalid-data", "2 rows of every class", '"class 0"');
    await expectNescioError(folds(rowsOf(9, 1)), "invalid-data", '"class 1"', "leave it out");
    await expectNescioError(folds(rowsOf(9)), "invalid-data", "two classes", '"class 0"');
    const { labels: _, ...unlabelled } = rowsOf(9, 3);
    await expectNescioError(folds(unlabelled), "invalid-data", "labels");
  });
});
