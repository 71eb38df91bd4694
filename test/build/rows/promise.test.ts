import { expect, test } from "vitest";
import { certify, chooseThreshold } from "../../../packages/core/src/build/choose-threshold.js";
import { stratifiedFolds } from "../../../packages/core/src/build/rows/folds.js";
import { linearTraining } from "../../../packages/core/src/build/rows/linear-training.js";
import { outOfFold } from "../../../packages/core/src/build/rows/out-of-fold.js";
import { decide } from "../../../packages/core/src/decision/decide.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { gaussians } from "./problems.js";

test("a promise by rows out of fold is broken no more often than promised, whichever threshold was chosen", async () => {
  const random = new Random(3);
  const population = gaussians(4000, 2, 2.5, random);
  const coverages = [1, 0.9, 0.8, 0.7];
  const confidence = 0.8;
  const trials = 250;
  const limits = new Set<number>();
  let broken = 0;
  for (let trial = 0; trial < trials; trial++) {
    const rows = gaussians(60, 2, 2.5, random);
    const train = linearTraining(1);
    const predictive = await outOfFold(rows, stratifiedFolds(rows, 10, trial), train, { seed: trial });
    const limit = chooseThreshold(predictive, rows.labels!, coverages);
    const options = { limit, confidence, looks: coverages.length, dataset: "drawn", seed: trial };
    const { rule, answered } = certify(predictive, rows.labels!, options);
    limits.add(answered);
    const { posterior } = await train(rows, { seed: trial });
    const given = decide(await posterior.predict(population, { samples: 1, threads: 1 }), rule).flatMap(
      ({ refused, best }, row) => (refused ? [] : [best === population.labels![row]]),
    );
    const error = given.filter((right) => !right).length / given.length;
    if (error > rule.calibration!.errorBound!) broken++;
  }
  expect(broken / trials).toBeLessThan(1 - confidence);
  // It was a choice.
  expect(limits.size).toBeGreaterThan(1);
});
