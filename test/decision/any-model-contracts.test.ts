import { describe, expect, test } from "vitest";
import { promises, scenarios, simulate } from "../../scripts/any-model/index.js";

// A few of the simulations that scripts/any-model-contracts.js makes 2,000 of, of fixed seeds.
describe("promises about any model's answers", () => {
  const cases = Object.keys(scenarios).flatMap((name) => promises.map((promise) => [name, promise] as const));
  // Calibrations on 100 classes take a second for ten.
  test.each(cases)("%s: of %s broken no more often than said", (name, promise) => {
    const simulations = name.startsWith("100") ? 10 : 30;
    const found = simulate(name, promise, { simulations, confidence: 0.8, seed: 3 });
    expect(found).toMatchObject({ scenario: name, simulations });
    expect(found.allowed).toBeCloseTo(0.2, 12);
    // So many or more of 30 come about three times in a thousand if they are just what is allowed, six of 10 likewise.
    expect(found.broken).toBeLessThanOrEqual(simulations === 30 ? 12 : 6);
    expect(found.unmet).toBeLessThan(simulations);
    expect(found.answered).toBeGreaterThan(0.05);
    expect(found.error).toBeGreaterThan(0);
  });
});
