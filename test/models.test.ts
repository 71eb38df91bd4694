import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { convolutionProblem } from "../packages/cli/src/bench/problem.js";
import { fullBench, quickBench } from "../packages/cli/src/bench/settings.js";
import { firstImages } from "../packages/core/src/data/dataset.js";
import { glyphs } from "../packages/core/src/data/glyphs.js";
import { noise } from "../packages/core/src/data/noise.js";
import { decide } from "../packages/core/src/decision/decide.js";
import type { Model } from "../packages/core/src/model/model.js";
import { parseNetwork } from "../packages/core/src/layers/network.js";
import { loadDataset } from "../packages/node/src/datasets.js";
import { loadModel } from "../packages/node/src/model-files.js";
import { runStudy } from "../packages/core/src/evaluation/study.js";
import { realData } from "./helpers/shared-data.js";

const path = fileURLToPath(new URL("../packages/cli/models/mnist.nescio", import.meta.url));
let model: Model;
beforeAll(async () => {
  model = await loadModel(path);
});
afterAll(() => model.familiarity!.close());

test("the model in the box is small, Bayesian, and has its rule", async () => {
  expect((await stat(path)).size).toBeLessThan(4_000_000);
  expect(model.posterior.kind).toBe("mixture");
  expect(model.rule).toMatchObject({ kind: "max-probability", alpha: 0.0125 });
  expect(model.rule.calibration).toBeDefined();
  expect(model.training).toMatchObject({ dataset: "mnist", images: 50_000, heldOut: 10_000 });
});

test("its network is the one of the script that made it, and whose training step is benchmarked", async () => {
  const written = await readFile(new URL("../scripts/boxed-network.json", import.meta.url), "utf8");
  expect(parseNetwork(JSON.parse(written))).toEqual(model.network);

  const { network } = convolutionProblem({ ...quickBench, channels: fullBench.channels });
  expect(network).toEqual(model.network);
});

test("it answers nothing for noise, and for few digits that a program drew wrongly", async () => {
  const samples = model.samples!;
  const refused = noise({ count: 100, height: 28, width: 28, channels: 1, seed: 9 });
  const digits = glyphs({ kind: "digits", count: 200, seed: 11 });
  const decisionsOn = async (set: typeof refused) => {
    const predictive = await model.posterior.predict(set, { samples });
    return decide(predictive, model.rule, (await model.familiarity!.score(set)).pValues);
  };
  expect((await decisionsOn(refused)).every(({ kind }) => kind === "unfamiliar")).toBe(true);
  const answered = (await decisionsOn(digits)).flatMap((decision, i) =>
    decision.refused ? [] : [{ decision, i }],
  );
  expect(answered.length).toBeGreaterThan(150);
  const wrong = answered.filter(({ decision, i }) => decision.best !== digits.labels![i]);
  expect(wrong.length / answered.length).toBeLessThan(0.05);
});

test.skipIf(realData === undefined)("real MNIST: right where it answers, and it answers most", async () => {
  const test = firstImages(await loadDataset("mnist", { split: "test", dataDir: realData }), 2000);
  const { evaluation } = await runStudy(model.posterior, test, [], {
    ...{ rule: model.rule, familiarity: model.familiarity, samples: model.samples },
  });
  const { forcedAccuracy, nll, ece, refused, accuracyOnAccepted } = evaluation.inDistribution;
  expect(forcedAccuracy).toBeGreaterThan(0.99);
  expect(nll).toBeLessThan(0.03);
  expect(ece).toBeLessThan(0.01);
  expect(refused).toBeLessThan(0.05);
  expect(accuracyOnAccepted).toBeGreaterThan(0.997);
});
