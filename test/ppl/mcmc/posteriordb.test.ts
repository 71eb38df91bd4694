import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { models, study, type ReferencePosterior } from "../../../scripts/posteriordb/index.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { modelPotential } from "../../../packages/ppl/src/mcmc/model-potential.js";
import { referencePosteriors } from "../../helpers/shared-data.js";
import { stanTargets } from "./posteriordb-targets.js";

test("every model has a target to be held against", () => {
  expect(stanTargets.map(({ model }) => model)).toEqual(Object.keys(models));
});

describe.each(stanTargets.map((target) => [target.model, target] as const))("%s", (name, target) => {
  const { dimension, centre = new Array<number>(dimension).fill(0), tolerance = 1e-6 } = target;
  const random = new Random(5, 1, 1);
  const near = (): Float64Array =>
    Float64Array.from(centre, (each) => each + 0.6 * (2 * random.uniform() - 1));
  const { data, model } = models[name];

  test("has Stan's density", () => {
    const density = modelPotential(model, data(target.data));
    const gradient = new Float64Array(dimension);
    expect(density.dimension).toBe(dimension);
    const origin = near();
    const start = density.potential(origin, gradient);
    for (let i = 0; i < 5; i++) {
      const z = near();
      const difference = density.potential(z, gradient) - start;
      const expected = target.logDensity([...origin]) - target.logDensity([...z]);
      expect(Math.abs(difference - expected)).toBeLessThan(tolerance * (1 + Math.abs(expected)));
    }
    density.dispose();
  });

  test("has its slope", () => {
    const density = modelPotential(model, data(target.data));
    const gradient = new Float64Array(dimension);
    const z = near();
    density.potential(z, gradient);
    for (let i = 0; i < dimension; i++) {
      const moved = (h: number): number =>
        target.logDensity(Array.from(z, (each, k) => (k === i ? each + h : each)));
      const slope = (moved(-1e-4) - moved(1e-4)) / 2e-4;
      expect(Math.abs(gradient[i] - slope)).toBeLessThan(Math.max(tolerance, 1e-5) * (1 + Math.abs(slope)));
    }
    density.dispose();
  });
});

describe.skipIf(referencePosteriors === undefined)(
  "reference posteriors (needs NESCIO_REFERENCE or ../shared/reference)",
  () => {
    test.each(["eight_schools-eight_schools_noncentered", "kidiq-kidscore_momhs"])("%s", async (name) => {
      const file = join(referencePosteriors!, `${name}.json`);
      const posterior = JSON.parse(await readFile(file, "utf8")) as ReferencePosterior;
      const figures = await study(models[name.slice(name.indexOf("-") + 1)], posterior, { seed: 1 });
      expect(figures.mean).toBeLessThanOrEqual(0.1);
      expect(figures.sd).toBeLessThanOrEqual(0.05);
      expect(figures.rhat).toBeLessThanOrEqual(1.01);
      expect(figures.fits).toBe(true);
    });
  },
);
