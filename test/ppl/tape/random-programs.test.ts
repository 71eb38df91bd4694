import { describe, expect, test } from "vitest";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { hostData } from "../../../packages/ppl/src/memory.js";
import { compile } from "../../../packages/ppl/src/tape/compile.js";
import { examine, type UnderTest } from "./random-programs.js";
import type { Compile } from "./random-programs/compile.js";
import { operations } from "./random-programs/operations/index.js";

const seed = 1;
const machine: UnderTest = { compile, exact: true };

describe("random programs", () => {
  test("five hundred compute the same, compiled or not, and as finite differences have it", () => {
    const reports: string[] = [];
    const skipped: string[] = [];
    const met = new Set<string>();
    for (let index = 0; index < 500; index++) {
      const examined = examine(machine, seed, index);
      for (const name of examined.operations) met.add(name);
      const { outcome } = examined;
      if (outcome.kind === "skipped") skipped.push(`${index}: ${outcome.reason}`);
      if (outcome.kind !== "failed") continue;
      // Making them small takes a while: one is enough to begin with.
      const text = reports.length === 0 ? examined.report() : outcome.fault;
      reports.push(`seed ${seed}, program ${index}: ${text}`);
    }
    expect(reports.join("\n\n")).toBe("");
    expect(skipped.length, skipped.join("\n")).toBeLessThan(25);
    expect(operations.flatMap((group) => Object.keys(group)).filter((name) => !met.has(name))).toEqual([]);
  }, 600_000);
});

type Results = [[JaxArray, JaxArray[]], JaxArray[]];

/** What computes as jax-js does, but for what `change` makes of the results of the nth call. */
function faulty(change: (results: Results, call: number) => Results, exact = false): UnderTest {
  const compileFaulty: Compile = (f) => {
    let calls = 0;
    return (...args) => change(f(...args) as unknown as Results, calls++);
  };
  return { compile: compileFaulty, exact };
}

/** The array with other numbers; consumed. */
function changed(array: JaxArray, change: (numbers: number[]) => number[]): JaxArray {
  const { shape, dtype } = array;
  return np.array(change(Array.from(hostData(array))), { shape: [...shape], dtype });
}

const faults: Record<string, UnderTest> = {
  "a gradient twice as large": faulty(([value, [first, ...rest]]) => [value, [first.mul(2), ...rest]]),
  "a gradient whose last entry is left out": faulty(([value, gradients]) => {
    const last = changed(gradients.pop()!, (numbers) => numbers.with(-1, 0));
    return [value, [...gradients, last]];
  }),
  "a gradient in the wrong order": faulty(([value, gradients]) => [
    value,
    gradients.map((gradient) => changed(gradient, (numbers) => numbers.toReversed())),
  ]),
  "a value that is a little off": faulty(([[value, others], gradients]) => [
    [value.mul(1.001), others],
    gradients,
  ]),
  "another result that is off": faulty(([[value, others], gradients]) => [
    [value, others.map((other) => changed(other, (numbers) => numbers.map((x) => x + 1)))],
    gradients,
  ]),
  "numbers that change from call to call": faulty(([[value, others], gradients], call) => [
    [value.mul(1 + call * 1e-6), others],
    gradients,
  ]),
  "values of single precision in float64": faulty(
    ([[value, others], gradients]) => [
      [changed(value, (numbers) => numbers.map(Math.fround)), others],
      gradients,
    ],
    true,
  ),
};

describe("faults that are put in on purpose are found", () => {
  test.each(Object.entries(faults))("%s", (_, underTest) => {
    const programs = Array.from({ length: 12 }, (_, i) => i);
    expect(programs.some((i) => examine(underTest, seed, i, "arrays").outcome.kind === "failed")).toBe(true);
  });

  test("and shown in a small program", () => {
    const examined = examine(faults["a gradient twice as large"], seed, 0);
    expect(examined.outcome.kind).toBe("failed");
    expect(examined.report()).toMatch(
      /^\/\/ compiled: the gradient is wrong\n[^]*const f = \(z\d\) => \{\n(.*\n){1,4}\};/,
    );
  });
});

test("a seed and a number are a program, and always the same", () => {
  const words = (of: number): string | undefined =>
    examine(faults["a gradient twice as large"], of, 2, "arrays").report();
  expect(words(seed)).toBe(words(seed));
  expect(words(seed)).not.toBe(words(seed + 1));
});
