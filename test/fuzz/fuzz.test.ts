import { expect, test } from "vitest";
import { examine, kindNames } from "../../scripts/fuzz/index.js";

// A few of the mutants that scripts/fuzz.js makes: that what it found stays mended.
test.each(kindNames)("damaged %s are taken, or refused in words", async (kind) => {
  const outcomes = new Set<string>();
  for (let index = 0; index < 70; index++) {
    const { outcome } = await examine(kind, 1, index);
    expect(outcome, `number ${index}`).not.toMatch(/^FAILED/);
    outcomes.add(outcome);
  }
  outcomes.delete("taken");
  expect(outcomes.size).toBeGreaterThan(0);
});
