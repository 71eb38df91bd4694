import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { Random } from "../../packages/core/src/math/random.js";
import { randomStream, streams, streamSeed } from "../../packages/core/src/math/streams.js";
import { root } from "../helpers/sources.js";

test("no two purposes have the same number", () => {
  const numbers = Object.values(streams);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const number of numbers) expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
});

test("a stream is the generator of the seed, the purpose's number and the path", () => {
  const expected = new Random(5, streams.imageVariation, 3, 4);
  const stream = randomStream("imageVariation", 5, 3, 4);
  for (let i = 0; i < 10; i++) expect(stream.uint32()).toBe(expected.uint32());
  expect(streamSeed("swagSample", 5, 1)).not.toBe(streamSeed("laplaceSample", 5, 1));
});

test("the packages draw random numbers from these streams only", () => {
  // The images of noise belong to their seed alone; `random.ts` and `streams.ts` are what streams are made of.
  const makers = ["core/src/data/noise.ts", "core/src/math/random.ts", "core/src/math/streams.ts"];
  const found = new Set<string>();
  /** Of each stream that is named in the call, the files that draw from it. */
  const users = new Map<string, Set<string>>();
  for (const name of ["core", "ppl", "report", "node", "cli"]) {
    const folder = join(root, "packages", name, "src");
    for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!path.endsWith(".ts")) continue;
      const file = `${name}/src/${path.replaceAll("\\", "/")}`;
      const visit = (node: ts.Node): void => {
        if (ts.isNewExpression(node) && node.expression.getText() === "Random") found.add(file);
        if (ts.isCallExpression(node)) {
          const called = node.expression.getText();
          if (called === "streamState") found.add(file);
          const [name] = node.arguments;
          if (["randomStream", "streamSeed"].includes(called) && ts.isStringLiteral(name)) {
            users.set(name.text, (users.get(name.text) ?? new Set()).add(file));
          }
        }
        ts.forEachChild(node, visit);
      };
      const text = readFileSync(join(folder, path), "utf8");
      visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
    }
  }
  expect([...found].sort()).toEqual(makers);
  expect(users.size).toBeGreaterThan(20);
  // Two that draw from one stream by one seed draw the same numbers; the benchmark's inputs may.
  const shared = [...users].filter(([name, files]) => files.size > 1 && name !== "benchmark");
  expect(shared).toEqual([]);
});
