import { describe, expect, test } from "vitest";
import { answer } from "../../packages/core/src/answer/answer.js";
import { createDataset, selectImages, type RowDataset } from "../../packages/core/src/data/dataset.js";
import { parseRule } from "../../packages/core/src/decision/rule-text.js";
import { Evidence } from "../../packages/core/src/familiarity/evidence/evidence.js";
import { fitFamiliarity } from "../../packages/core/src/familiarity/fit-familiarity.js";
import { parseNetwork, withoutRandomLayers } from "../../packages/core/src/layers/network.js";
import { Random } from "../../packages/core/src/math/random.js";
import { createModel } from "../../packages/core/src/model/create-model.js";
import { decodeModel, encodeModel } from "../../packages/core/src/model/model-file.js";
import { trainPosterior } from "../../packages/core/src/posteriors/train-posterior.js";
import { activations } from "../../packages/core/src/prediction/activations.js";
import { meanWeights } from "../../packages/core/src/prediction/mean-weights.js";
import { expectNescioError } from "../helpers/errors.js";

const centres = [
  [-3, 0],
  [3, 0],
  [0, 4],
];

/** Rows about three centres. */
function blobs(count: number, seed: number): RowDataset {
  const random = new Random(seed);
  return createDataset({
    ...{ name: "blobs", count, columns: ["x", "y"], classes: ["west", "east", "north"] },
    values: Float32Array.from({ length: 2 * count }, (_, i) => {
      return centres[Math.floor(i / 2) % 3][i % 2] + 0.5 * random.normal();
    }),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
  });
}

const network = parseNetwork({
  input: [2],
  layers: [
    { type: "dense", name: "fc1", outputs: 16 },
    { type: "groupNorm", name: "norm1", groups: 1 },
    { type: "relu" },
    { type: "dropout", rate: 0.1 },
    { type: "dense", name: "out", outputs: 3 },
  ],
});
const training = blobs(150, 1);
const heldOut = blobs(120, 2);
const trained = await trainPosterior(network, training, {
  ...{ posterior: "ensemble", members: 3, epochs: 12, batchSize: 16, threads: 1, seed: 1 },
});
const { posterior } = trained;
const members = meanWeights(posterior);
const run = { threads: 1 };
const familiarity = await fitFamiliarity(network, members, training, heldOut, { kind: "evidence", ...run });
const probes = createDataset({
  ...{ name: "probes", count: 4, columns: ["x", "y"], classes: [] },
  // In the middle of a class, between two, between all, far from all.
  values: Float32Array.of(-3, 0, 0, 0, 0, 1.3, 40, -60),
});

describe("familiarity by evidence and nearness", () => {
  test("evidence is the largest logit, mean over the networks, less the mean of all", async () => {
    const evidence = await new Evidence(withoutRandomLayers(network), members).of(probes, run);
    const each = await Promise.all(members.map((weights) => activations(network, weights, probes, run)));
    for (let row = 0; row < probes.count; row++) {
      const logits = [0, 1, 2].map((c) => each.reduce((sum, outputs) => sum + outputs[row * 3 + c] / 3, 0));
      const mean = logits.reduce((a, b) => a + b) / 3;
      expect(evidence[row]).toBeCloseTo(Math.max(...logits) - mean, 4);
    }
  });

  test("what is between the classes, or far from all, is unfamiliar; what is held out is not", async () => {
    const { pValues, nearest } = await familiarity.score(probes, run);
    expect(pValues[0]).toBeGreaterThan(0.05);
    for (const p of pValues.slice(1)) expect(p).toBeLessThan(0.05);
    expect(training.labels![nearest!.indices[0]]).toBe(0);
    const fresh = await familiarity.score(blobs(600, 3), run);
    const refused = fresh.pValues.filter((p) => p <= 0.1).length / 600;
    // Binomial, of 600 rows and of the 90 that calibrate: a standard deviation of 0.034.
    expect(Math.abs(refused - 0.1)).toBeLessThan(0.1);
  });

  test("what the networks have said already is as good as asking them", async () => {
    const rows = blobs(50, 4);
    const said = await posterior.predict(rows, { samples: 3, ...run });
    const asked = await familiarity.score(rows, run);
    const known = await familiarity.score(rows, { ...run, said });
    known.scores.forEach((score, row) => expect(score).toBeCloseTo(asked.scores[row], 4));
    expect(known.nearest).toEqual(asked.nearest);
  });

  test("a model file keeps no networks twice, and gives the same answers", async () => {
    const rule = parseRule("max-probability:0.5+familiarity:0.05");
    const facts = { dataset: training, preset: "auto", rule, familiarity, samples: 3 } as const;
    const model = createModel(trained, facts);
    const bytes = encodeModel(model);
    const plain = encodeModel(createModel(trained, { ...facts, familiarity: undefined, rule: undefined }));
    expect(bytes.length - plain.length).toBeLessThan(12_000);
    const rows = selectImages(blobs(40, 5), [0, 1, 2, 3, 4, 5]);
    const read = decodeModel(bytes, "m");
    expect(await answer(read, rows, run)).toEqual(await answer(model, rows, run));
    const [given] = await answer(read, selectImages(probes, [3]), run);
    expect(given).toMatchObject({ refused: true, reason: "unfamiliar" });
  });

  test("needs held-out rows for both, and guarded none of rows", async () => {
    const few = selectImages(heldOut, [0, 1, 2, 3, 4, 5, 6]);
    const fit = (kind: "evidence" | "guarded", rows: RowDataset) =>
      fitFamiliarity(network, members, training, rows, { kind, ...run });
    await expectNescioError(() => fit("evidence", few), "invalid-data", "at least 8 held-out inputs");
    await expectNescioError(() => fit("guarded", heldOut), "invalid-data", 'images, for the kind "guarded"');
  });
});
