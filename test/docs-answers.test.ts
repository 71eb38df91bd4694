import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { corruptions } from "../packages/core/src/data/corruptions.js";
import { ruleKinds } from "../packages/core/src/decision/rules/index.js";
import { parseRule } from "../packages/core/src/decision/rule-text.js";
import { imagesNeeded } from "../packages/core/src/decision/selective-risk.js";
import { posteriorKinds } from "../packages/core/src/posteriors/kinds.js";
import { runCli } from "./helpers/cli.js";
import { filesIn, temporaryFolder } from "./helpers/folder.js";
import { pageProgram, tableAfter } from "./helpers/page.js";
import { root, sources } from "./helpers/sources.js";

const read = (path: string): Promise<string> => readFile(join(root, path), "utf8");
const posteriors = await read("docs/posteriors.md");
const refusing = await read("docs/refusing.md");
const readme = await read("README.md");

/** What a program prints, line by line; it runs against the sources. */
async function run(program: string): Promise<string[]> {
  const folder = await temporaryFolder();
  await symlink(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const outfile = join(folder, "program.mjs");
  const alias = { ...sources };
  await build({
    stdin: { contents: program, resolveDir: root, loader: "ts" },
    ...{ bundle: true, platform: "node", format: "esm", packages: "external", alias },
    ...{ outfile, logLevel: "silent" },
  });
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { cwd: folder });
  return stdout.trimEnd().split("\n");
}

const number = /\d+(?:\.\d+)?/g;

describe.each([
  ["docs/posteriors.md", posteriors],
  ["docs/refusing.md", refusing],
  ["docs/any-model.md", await read("docs/any-model.md")],
  ["docs/tables.md", await read("docs/tables.md")],
])("%s", (_, page) => {
  test("its program prints what it says, shares to a twentieth", async () => {
    const { runnable, claims } = pageProgram(page);
    const printed = await run(runnable);
    expect(claims.length).toBeGreaterThan(1);
    expect(printed.map((line) => line.replace(number, "#"))).toEqual(
      claims.map(({ text }) => text.replace(number, "#")),
    );
    const values = (lines: readonly string[]) => (lines.join("\n").match(number) ?? []).map(Number);
    const found = values(printed);
    values(claims.map(({ text }) => text)).forEach((value, i) => {
      const allowed = Number.isInteger(value) && value > 1 ? 0 : 0.05;
      expect(Math.abs(found[i] - value), `${found[i]} instead of ${value}`).toBeLessThanOrEqual(allowed);
    });
  });

  test("its links lead somewhere", () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(existsSync(join(root, "docs", link)), link).toBe(true);
  });
});

test("docs/posteriors.md has every kind", () => {
  expect(tableAfter(posteriors, "## The kinds").map(([kind]) => kind)).toEqual(
    posteriorKinds.map((kind) => `\`${kind}\``),
  );
});

test("docs/refusing.md has rules as they are read, and corruptions and numbers of images as they are", () => {
  const rules = tableAfter(refusing, "## Rules").flatMap(([text]) => /^`(.*)`$/.exec(text)?.[1] ?? []);
  expect(rules).toHaveLength(ruleKinds.length);
  for (const rule of rules) {
    const text = rule.replace("Q", "0.5").replace("T", "0.2");
    expect(rule).toContain(parseRule(text).kind);
    expect(parseRule(`${text}+familiarity:0.01`).alpha).toBe(0.01);
  }
  const table = refusing.slice(refusing.indexOf("| corruption "));
  expect(tableAfter(`\n\n${table}`, "").map(([name, strengths]) => [name, strengths])).toEqual(
    Object.entries(corruptions).map(([name, { strengths }]) => [name, strengths.join(", ")]),
  );
  const claimed =
    /0\.5 % with 99 % confidence take ([\d,]+) answered\s+images, 0\.2 % with 99 % take ([\d,]+), 0\.5 % with 99\.9 % take ([\d,]+)/;
  const contracts = [
    [0.005, 0.99],
    [0.002, 0.99],
    [0.005, 0.999],
  ];
  expect(claimed.exec(refusing)?.slice(1)).toEqual(
    contracts.map(([maxError, confidence]) => imagesNeeded({ maxError, confidence }).toLocaleString("en-GB")),
  );
});

test("README's commands beyond the tutorial run, one after the other (on few images)", async () => {
  const [, block] = /```sh\n([\s\S]*?)```/.exec(readme)!;
  const lines = block.trimEnd().split("\n");
  const folder = await temporaryFolder();
  const small: Record<string, string> = {
    train: "--dataset glyphs --limit 600 --epochs 1 --members 2",
    calibrate: "--limit 600 --max-error 0.99 --confidence 0.5 --alpha 0.1 --samples 4",
    evaluate: "--limit 30",
    compare: "--limit 30 --rule max-probability:0.5",
  };
  const place = (line: string): string[] =>
    line
      .replace("--hold-out 10000", "--hold-out 300")
      .replace("--corruptions", "--corruptions 5")
      .replace(/\bnotmnist,kmnist\b|\bnotmnist\b/, "glyphs-letters")
      .replace(/--channels 16,32/, "--channels 2,4 --hidden 16")
      .replaceAll(/\b\S+\.(?:nescio|html)\b/g, (file) => join(folder, file))
      .split(" ")
      .slice(1);
  const dense =
    "nescio train --preset default --dataset glyphs --limit 300 --epochs 1 --hidden 8 --out mnist.nescio";
  const commands = [
    place(dense),
    ...lines.map((line) => [...place(line), ...small[line.split(" ")[1]].split(" ")]),
  ];
  for (const argv of commands) {
    const { code, stderr } = await runCli([...argv, "--threads", "1", "--quiet"]);
    expect(code, `${argv.join(" ")}: ${stderr}`).toBe(0);
  }
  expect(commands.map(([name]) => name)).toEqual(["train", "train", "calibrate", "evaluate", "compare"]);
  expect(await filesIn(folder)).toEqual(["compare.html", "mixture.html", "mixture.nescio", "mnist.nescio"]);
});
