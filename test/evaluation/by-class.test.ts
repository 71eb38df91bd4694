import { describe, expect, it } from "vitest";
import { byClass, mostConfused, worstClasses } from "../../packages/core/src/evaluation/by-class.js";
import { evaluatePredictives } from "../../packages/core/src/evaluation/evaluate.js";
import { decide } from "../../packages/core/src/decision/decide.js";
import { InDistributionImages } from "../../packages/core/src/evaluation/in-distribution-images.js";
import { predictiveOf } from "../predictive/predictives.js";
import { expectNescioError } from "../helpers/errors.js";

const rule = { kind: "max-probability", threshold: 0.9 } as const;
const sure = (c: number, p = 0.98): number[][] => [[0, 1, 2].map((k) => (k === c ? p : (1 - p) / 2))];
const hesitant = (c: number): number[][] => sure(c, 0.6);

describe("figures by class", () => {
  // Class a: right, right, refused (right by force), answered b. Class b: answered a, refused (forced to c). No image of c.
  const predictive = predictiveOf([sure(0), sure(0), hesitant(0), sure(1), sure(0), hesitant(2)]);
  const labels = Uint8Array.of(0, 0, 0, 0, 1, 1);
  const images = InDistributionImages.of(predictive, labels, decide(predictive, rule));
  const found = byClass(images, ["a", "b", "c"]);

  it("counts the answered by true and answered class, and the refused beside them", () => {
    expect(found.confusion).toEqual([
      [2, 1, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]);
    expect(found.refused).toEqual([1, 1, 0]);
    expect(found.classes).toEqual([
      { name: "a", images: 4, answered: 3, right: 2, forcedRecall: 3 / 4, forcedPrecision: 3 / 4 },
      { name: "b", images: 2, answered: 1, right: 0, forcedRecall: 0, forcedPrecision: 0 },
      { name: "c", images: 0, answered: 0, right: 0, forcedRecall: null, forcedPrecision: 0 },
    ]);
  });

  it("adds up to the figures of the whole set", () => {
    const input = { rule, seed: 1, outOfDistribution: [], prediction: { seconds: 1, images: 6 } };
    const { inDistribution: own } = evaluatePredictives({
      ...input,
      inDistribution: { dataset: "own", predictive, labels, classes: ["a", "b", "c"] },
    }).evaluation;
    expect(own.byClass).toEqual(found);
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    expect(sum(own.byClass.refused) / own.images).toBe(own.refused);
    const answered = sum(own.byClass.classes.map((each) => each.answered));
    expect(sum(own.byClass.classes.map(({ right }) => right)) / answered).toBe(own.accuracyOnAccepted);
    expect(sum(own.byClass.confusion.flat())).toBe(answered);
  });

  it("names the pairs that are confused and the classes that fare worst", () => {
    expect(mostConfused(found)).toEqual([
      { label: 0, answered: 1, images: 1 },
      { label: 1, answered: 0, images: 1 },
    ]);
    expect(
      mostConfused(
        {
          confusion: [
            [9, 1, 2],
            [5, 0, 0],
            [0, 0, 0],
          ],
        },
        2,
      ),
    ).toEqual([
      { label: 1, answered: 0, images: 5 },
      { label: 0, answered: 2, images: 2 },
    ]);
    expect(worstClasses(found)).toEqual([1, 0]);
    expect(worstClasses(found, 1)).toEqual([1]);
  });

  it("does with one class, and takes numbers for names", () => {
    const one = predictiveOf([[[1]], [[1]]]);
    const { inDistribution: own } = evaluatePredictives({
      rule,
      seed: 1,
      inDistribution: { dataset: "one", predictive: one, labels: [0, 0] },
      outOfDistribution: [],
      prediction: { seconds: 1, images: 2 },
    }).evaluation;
    expect(own.byClass).toEqual({
      classes: [{ name: "0", images: 2, answered: 2, right: 2, forcedRecall: 1, forcedPrecision: 1 }],
      confusion: [[2]],
      refused: [0],
    });
    expect(mostConfused(own.byClass)).toEqual([]);
  });

  it("needs a name for each class", async () => {
    const inDistribution = { dataset: "own", predictive, labels, classes: ["a"] };
    const input = { rule, seed: 1, outOfDistribution: [], prediction: { seconds: 1, images: 6 } };
    await expectNescioError(
      () => evaluatePredictives({ ...input, inDistribution }),
      "invalid-data",
      "class names: expected one for each of the 3 classes, got 1",
    );
  });
});
