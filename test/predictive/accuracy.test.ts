import { expect, test } from "vitest";
import { forcedAccuracy } from "../../packages/core/src/predictive/accuracy.js";
import { expectNescioError } from "../helpers/errors.js";
import { predictiveOf } from "./predictives.js";

const predictive = predictiveOf([
  [
    [0.9, 0.1],
    [0.01, 0.99],
  ],
  [
    [0.6, 0.4],
    [0.7, 0.3],
  ],
  [
    [0.2, 0.8],
    [0.4, 0.6],
  ],
]);

test("the share of labels that are the forced answer, by as many samples as are asked for", () => {
  expect(forcedAccuracy(predictive, [1, 0, 0])).toBeCloseTo(2 / 3);
  expect(forcedAccuracy(predictive, [1, 0, 0], 1)).toBeCloseTo(1 / 3);
});

test("labels of other images are refused", async () => {
  await expectNescioError(() => forcedAccuracy(predictive, [1, 0]), "invalid-data", "3 images");
});
