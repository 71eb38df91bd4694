import { describe, expect, test } from "vitest";
import { meanFieldSettings, presets, type PresetName } from "../../../src/inference/mean-field/options.js";
import { expectNescioError } from "../../helpers/errors.js";

describe("presets", () => {
  test("tutorial is the original program", () => {
    const { seed, ...program } = meanFieldSettings("tutorial");
    expect(Number.isInteger(seed)).toBe(true);
    expect(program).toEqual({
      ...{ epochs: 5, batchSize: 128, learningRate: 0.01, schedule: "constant", rateWarmup: 0 },
      ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      ...{ estimator: "weights", kl: "monte-carlo", klScale: "full", klWeight: 1, klWarmup: 0 },
      ...{ prior: { loc: 0, scale: 1 }, initial: { locScale: 1, rhoMean: 0, rhoScale: 1 } },
      ...{ likelihood: "categorical" },
    });
  });

  test("every preset passes its own checks, and changes replace single settings", () => {
    for (const name of Object.keys(presets) as PresetName[]) {
      expect(meanFieldSettings(name)).toEqual(presets[name]);
      expect(meanFieldSettings(name, { epochs: 77 })).toEqual({ ...presets[name], epochs: 77 });
    }
  });

  test.each(["nothing", "toString", "constructor", ""])("%j is no preset", async (name) => {
    await expectNescioError(
      () => meanFieldSettings(name as PresetName),
      "invalid-option",
      "preset: expected one of tutorial, default",
      `got "${name}"`,
    );
  });
});

const initial = presets.default.initial;

describe("options out of range", () => {
  // Change, the option that the error names, what it expects, and what it got.
  const cases: [object, string, string, string][] = [
    [{ epochs: 0 }, "epochs", ">=1", "0"],
    [{ epochs: 1.5 }, "epochs", "int", "1.5"],
    [{ epochs: 10_001 }, "epochs", "<=10000", "10001"],
    [{ epochs: "5" }, "epochs", "number", '"5"'],
    [{ batchSize: 0 }, "batchSize", ">=1", "0"],
    [{ batchSize: 8193 }, "batchSize", "<=8192", "8193"],
    [{ learningRate: 0 }, "learningRate", ">0", "0"],
    [{ learningRate: -1 }, "learningRate", ">0", "-1"],
    [{ learningRate: NaN }, "learningRate", "number", "NaN"],
    [{ learningRate: Infinity }, "learningRate", "number", "Infinity"],
    [{ schedule: "step" }, "schedule", 'one of "constant"|"cosine"', '"step"'],
    [{ rateWarmup: 1.01 }, "rateWarmup", "<=1", "1.01"],
    [{ rateWarmup: -0.1 }, "rateWarmup", ">=0", "-0.1"],
    [{ beta1: 1 }, "beta1", "<1", "1"],
    [{ beta2: -0.5 }, "beta2", ">=0", "-0.5"],
    [{ epsilon: 0 }, "epsilon", ">0", "0"],
    [{ estimator: "flipout" }, "estimator", 'one of "weights"|"local"', '"flipout"'],
    [{ kl: "none" }, "kl", 'one of "monte-carlo"|"closed-form"', '"none"'],
    [{ klScale: 3 }, "klScale", 'one of "full"|"batch"', "3"],
    [{ klWeight: -1 }, "klWeight", ">=0", "-1"],
    [{ klWarmup: -1 }, "klWarmup", ">=0", "-1"],
    [{ prior: { loc: 0, scale: 0 } }, "prior.scale", ">0", "0"],
    [{ prior: { scale: 1 } }, "prior.loc", "number", "nothing"],
    [{ prior: 1 }, "prior", "object", "1"],
    [{ initial: { ...initial, locScale: "xavier" } }, "initial.locScale", 'number or "he"', '"xavier"'],
    [{ initial: { ...initial, rhoMean: -81 } }, "initial.rhoMean", ">=-80", "-81"],
    [{ initial: { ...initial, rhoScale: -1 } }, "initial.rhoScale", ">=0", "-1"],
    [{ likelihood: "poisson" }, "likelihood", '"categorical" or object', '"poisson"'],
    [{ likelihood: { family: "gaussian", scale: -1 } }, "likelihood.scale", ">0", "-1"],
    [{ seed: -1 }, "seed", ">=0", "-1"],
    [{ seed: 2 ** 32 }, "seed", "<=4294967295", "4294967296"],
    [{ learningrate: 1 }, "learningrate", "there is no such option", ""],
  ];
  test.each(cases)("%j", async (change, option, expected, found) => {
    const error = await expectNescioError(
      () => meanFieldSettings("default", change),
      "invalid-option",
      `option ${option}: expected `,
      expected,
      `, got ${found}`,
    );
    expect(error.message).not.toMatch(/Invalid|Too |received|expected.*expected/);
  });
});
