import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as core from "../../packages/core/src/index.js";
import { NescioError } from "../../packages/core/src/errors.js";
import * as node from "../../packages/node/src/index.js";
import * as report from "../../packages/report/src/index.js";
import { coreCalls, nodeCalls, reportCalls, type Calls } from "./calls.js";

/** What a program that no compiler has looked at may hand over. */
const hostile: readonly unknown[] = [undefined, null, "text", 7, NaN, true, {}, []];

// A text in the place of a path is a file in the current folder.
const before = process.cwd();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true, force: true });
});

const isClass = (value: unknown): boolean => /^class\b/.test(String(value));

/** What comes of a call: "fine", an error's code, or a fault that nobody was told of in words. */
async function outcomeOf(run: (...args: never[]) => unknown, args: readonly unknown[]): Promise<string> {
  try {
    await run(...(args as never[]));
    return "fine";
  } catch (error) {
    if (error instanceof NescioError) return error.code;
    return `FAULT ${error instanceof Error ? (error.stack ?? "").split("\n").slice(0, 3).join(" ") : String(error)}`;
  }
}

const packages: readonly (readonly [string, object, Calls])[] = [
  ["core", core, coreCalls],
  ["node", node, nodeCalls],
  ["report", report, reportCalls],
];

test.each(packages)("every function of %s is in the table", (_, exports, calls) => {
  const functions = Object.entries(exports).filter(
    ([, value]) => typeof value === "function" && !isClass(value),
  );
  expect(Object.keys(calls).sort()).toEqual(functions.map(([name]) => name).sort());
});

test("a function that returns a promise rejects it; one that does not throws", async () => {
  const rejected = node.loadDataset(7 as never).catch((error: unknown) => error);
  expect(await rejected).toMatchObject({
    code: "invalid-option",
    message: "loadDataset, nameOrPath: expected a text, got 7.",
  });
  expect(() => core.imageSize("images" as never)).toThrow(
    'imageSize, dataset: expected a data set, got "images"',
  );
});

test("options that all have defaults can be left out", async () => {
  expect((await node.loadDataset("noise")).name).toBe("noise");
});

const rows = packages.flatMap(([name, , calls]) =>
  Object.entries(calls).map(([call, [run, ...args]]) => ({ name: `${name}.${call}`, run, args })),
);

test.each(rows)("$name tells in words what it cannot take", async ({ run, args }) => {
  const faults: string[] = [];
  for (let place = 0; place < args.length; place++) {
    for (const value of hostile) {
      const outcome = await outcomeOf(run, args.with(place, value));
      if (outcome.startsWith("FAULT")) faults.push(`argument ${place} ${JSON.stringify(value)}: ${outcome}`);
    }
  }
  expect(await outcomeOf(run, []), "no arguments").not.toMatch(/^FAULT/);
  expect(faults).toEqual([]);
});
