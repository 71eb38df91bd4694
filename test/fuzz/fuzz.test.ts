import { expect, test } from "vitest";
import { createProgram } from "../../packages/cli/src/main.js";
import { runProgram } from "../../packages/cli/src/run-command.js";
import { examine, kindNames } from "../../scripts/fuzz/index.js";

/** Those that take long: each is a command or two. */
const few: Readonly<Record<string, number>> = { studies: 8, commands: 16 };

// A few of the mutants that scripts/fuzz.js makes: that what it found stays mended.
test.each(kindNames)("damaged %s are taken, or refused in words", async (kind) => {
  const outcomes = new Set<string>();
  for (let index = 0; index < (few[kind] ?? 70); index++) {
    const { outcome } = await examine(kind, 1, index, { createProgram, runProgram });
    expect(outcome, `number ${index}`).not.toMatch(/^FAILED/);
    outcomes.add(outcome);
  }
  // Some are refused, or nothing was tried.
  expect([...outcomes].some((outcome) => outcome !== "taken" && outcome !== "exit 0")).toBe(true);
});
