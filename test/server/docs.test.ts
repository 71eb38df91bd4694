import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { limits } from "../../packages/server/src/limits.js";
import { runCli } from "../helpers/cli.js";
import { tableAfter } from "../helpers/page.js";
import { root } from "../helpers/sources.js";

const page = await readFile(join(root, "docs/serving.md"), "utf8");

test("docs/serving.md has every limit with its default", () => {
  const rows = tableAfter(page, "## Limits");
  expect(rows).toEqual(
    Object.entries(limits).map(([name, { default: usual, what, beyond }]) => [
      ...[`\`${name}\``, String(usual), what, beyond],
    ]),
  );
});

test("nescio serve --help names every limit", async () => {
  const { stdout } = await runCli(["serve", "--help"]);
  expect(Object.keys(limits).filter((name) => !stdout.includes(name))).toEqual([]);
});

test("its links lead somewhere, and the scripts and tests that it names are there", () => {
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) =>
    join("docs", link),
  );
  const named = [...page.matchAll(/`(?:node )?((?:scripts|test)\/[\w/.-]+)/g)].map(([, path]) => path);
  expect(links.length * named.length).toBeGreaterThan(0);
  for (const path of [...links, ...named]) expect(existsSync(join(root, path)), path).toBe(true);
});
