import { describe, expect, test } from "vitest";
import { trainingSettings, presets, type PresetName } from "../../packages/core/src/training/settings.js";
import { expectNescioError } from "../helpers/errors.js";

describe("presets", () => {
  test("tutorial is the original program", () => {
    const { seed, ...program } = trainingSettings("tutorial");
    expect(Number.isInteger(seed)).toBe(true);
    expect(program).toEqual({
      ...{ epochs: 5, batchSize: 128, learningRate: 0.01, schedule: "constant", rateWarmup: 0 },
      ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      ...{ estimator: "weights", kl: "monte-carlo", klScale: "full", klWeight: 1, klWarmup: 0 },
      ...{ prior: { loc: 0, scale: 1 }, initial: { locScale: 1, rhoMean: 0, rhoScale: 1 } },
      ...{ likelihood: "categorical", augmentation: "none", classWeight: "none", exact: false },
    });
  });

  test("every preset passes its own checks, and changes replace single settings", () => {
    for (const name of Object.keys(presets) as PresetName[]) {
      expect(trainingSettings(name)).toEqual(presets[name]);
      expect(trainingSettings(name, { epochs: 77 })).toEqual({ ...presets[name], epochs: 77 });
    }
  });

  test.each(["nothing", "toString", "constructor", ""])("%j is no preset", async (name) => {
    await expectNescioError(
      () => trainingSettings(name as PresetName),
      "invalid-option",
      "preset: expected one of tutorial, default, convolution",
      `got "${name}"`,
    );
  });
});

const initial = presets.default.initial;

describe("options out of range", () => {
  // Change, the option that the error names, what it expects, and what it got.
  const cases: [object, string, string, string][] = [
    [{ epochs: 0 }, "epochs", "a number of at least 1", "0"],
    [{ epochs: 1.5 }, "epochs", "a whole number", "1.5"],
    [{ epochs: 10_001 }, "epochs", "a number of at most 10000", "10001"],
    [{ epochs: "5" }, "epochs", "a number", '"5"'],
    [{ batchSize: 0 }, "batchSize", "a number of at least 1", "0"],
    [{ batchSize: 8193 }, "batchSize", "a number of at most 8192", "8193"],
    [{ learningRate: 0 }, "learningRate", "a number above 0", "0"],
    [{ learningRate: -1 }, "learningRate", "a number above 0", "-1"],
    [{ learningRate: NaN }, "learningRate", "a finite number", "NaN"],
    [{ learningRate: Infinity }, "learningRate", "a finite number", "Infinity"],
    [{ schedule: "step" }, "schedule", 'one of "constant", "cosine"', '"step"'],
    [{ rateWarmup: 1.01 }, "rateWarmup", "a number of at most 1", "1.01"],
    [{ rateWarmup: -0.1 }, "rateWarmup", "a number of at least 0", "-0.1"],
    [{ beta1: 1 }, "beta1", "a number below 1", "1"],
    [{ beta2: -0.5 }, "beta2", "a number of at least 0", "-0.5"],
    [{ epsilon: 0 }, "epsilon", "a number of at least 1e-20", "0"],
    [{ epsilon: 9e-21 }, "epsilon", "a number of at least 1e-20", "9e-21"],
    [{ estimator: "flipout" }, "estimator", 'one of "weights", "local"', '"flipout"'],
    [{ kl: "none" }, "kl", 'one of "monte-carlo", "closed-form"', '"none"'],
    [{ klScale: 3 }, "klScale", 'one of "full", "batch"', "3"],
    [{ klWeight: -1 }, "klWeight", "a number of at least 0", "-1"],
    [{ klWarmup: -1 }, "klWarmup", "a number of at least 0", "-1"],
    [{ prior: { loc: 0, scale: 0 } }, "prior.scale", "a number of at least 1e-9", "0"],
    [{ prior: { loc: 0, scale: 9e-10 } }, "prior.scale", "a number of at least 1e-9", "9e-10"],
    [{ prior: { loc: 0, scale: 1e10 } }, "prior.scale", "a number of at most 1000000000", "10000000000"],
    [{ prior: { scale: 1 } }, "prior.loc", "a number", "nothing"],
    [{ prior: 1 }, "prior", "an object", "1"],
    [{ initial: { ...initial, locScale: "xavier" } }, "initial.locScale", 'a number or "he"', '"xavier"'],
    [{ initial: { ...initial, rhoMean: -81 } }, "initial.rhoMean", "a number of at least -80", "-81"],
    [{ initial: { ...initial, rhoScale: -1 } }, "initial.rhoScale", "a number of at least 0", "-1"],
    [{ likelihood: "poisson" }, "likelihood", '"categorical" or an object', '"poisson"'],
    [{ likelihood: { family: "gaussian", scale: -1 } }, "likelihood.scale", "a number above 0", "-1"],
    [{ seed: -1 }, "seed", "a number of at least 0", "-1"],
    [{ seed: 2 ** 32 }, "seed", "a number of at most 4294967295", "4294967296"],
    [{ learningrate: 1 }, "learningrate", "there is no such field", "1"],
  ];
  test.each(cases)("%j", async (change, option, expected, found) => {
    const error = await expectNescioError(
      () => trainingSettings("default", change),
      "invalid-option",
      `option ${option}: expected `,
      expected,
      `, got ${found}`,
    );
    expect(error.message).not.toMatch(/Invalid|Too |received|expected.*expected/);
  });
});
