import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import * as distributions from "../packages/ppl/src/distributions/index.js";
import type { Distribution } from "../packages/ppl/src/distributions/index.js";
import * as language from "../packages/ppl/src/index.js";
import { np } from "../packages/ppl/src/jax.js";
import { temporaryFolder } from "./helpers/folder.js";
import { pageProgram, tableAfter, thrownMark } from "./helpers/page.js";
import { root, sources } from "./helpers/sources.js";

const page = await readFile(join(root, "docs/language.md"), "utf8");
const readme = await readFile(join(root, "README.md"), "utf8");

/** What a program prints, line by line; it runs against the sources. */
async function run(program: string): Promise<string[]> {
  const folder = await temporaryFolder();
  await symlink(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const file = join(folder, "program.mjs");
  await build({
    stdin: { contents: program, resolveDir: root, loader: "ts" },
    ...{ bundle: true, platform: "node", format: "esm", packages: "external", alias: { ...sources } },
    outfile: file,
    logLevel: "silent",
  });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
  expect(stderr).toBe("");
  return stdout.trimEnd().split("\n");
}

/** What TypeScript has to say about a program. */
function typeErrors(program: string): string[] {
  const file = join(root, "docs/language.ts");
  const options: ts.CompilerOptions = {
    ...{ target: ts.ScriptTarget.ES2022, strict: true, skipLibCheck: true, noEmit: true, types: [] },
    ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    paths: Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, [path]])),
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  };
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const readFile = host.readFile.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? program : readFile(name));
  host.getSourceFile = (name, version, ...rest) =>
    name === file ? ts.createSourceFile(name, program, version) : getSourceFile(name, version, ...rest);
  const checked = ts.createProgram([file], options, host);
  const source = checked.getSourceFile(file);
  const found: ts.Diagnostic[] = [
    ...checked.getSyntacticDiagnostics(source),
    ...checked.getSemanticDiagnostics(source),
  ];
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const number = /-?\d+(?:\.\d+)?/g;

/** Words as they stand, numbers to a tenth: other processors round differently, and chains part for good. */
function expectAbout(printed: string, claimed: string): void {
  expect(printed.replace(number, "#")).toBe(claimed.replace(number, "#"));
  const values = printed.match(number)?.map(Number) ?? [];
  claimed.match(number)?.forEach((text, i) => {
    const off = Math.abs(values[i] - Number(text));
    expect(off, `${printed} instead of ${claimed}`).toBeLessThanOrEqual(0.1 * Math.abs(Number(text)) + 0.1);
  });
}

describe.each([
  ["docs/language.md", page],
  // The first block is the library's; readme.test.ts runs it.
  ["README.md, the language", readme.slice(readme.indexOf("\n## The language\n"))],
])("%s", (_, markdown) => {
  const { source, runnable, claims } = pageProgram(markdown);

  test("its program is right for TypeScript", () => {
    expect(source).toContain("nescio/ppl");
    expect(typeErrors(source)).toEqual([]);
  });

  test("prints and throws what it says", async () => {
    const printed = await run(runnable);
    expect(printed).toHaveLength(claims.length);
    claims.forEach(({ kind, text }, i) => {
      if (kind === "prints") expectAbout(printed[i], text);
      else expect(printed[i].slice(0, thrownMark.length + text.length)).toBe(thrownMark + text);
    });
  });
});

describe("docs/language.md", () => {
  test("its table of distributions is what their records declare", () => {
    const vector = np.array([0.2, 0.3, 0.5]);
    const pair = (): [language.JaxArray, language.JaxArray] => [np.array([1, 2]), np.array([3, 4])];
    const made: Record<string, Distribution> = {
      bernoulli: distributions.bernoulli(0.5),
      beta: distributions.beta(1, 2),
      binomial: distributions.binomial(np.array([3, 4]), 0.5),
      categorical: distributions.categorical(vector.ref),
      cauchy: distributions.cauchy(0, 1),
      delta: distributions.delta(1),
      dirichlet: distributions.dirichlet(vector),
      exponential: distributions.exponential(1),
      gamma: distributions.gamma(1, 2),
      halfCauchy: distributions.halfCauchy(1),
      halfNormal: distributions.halfNormal(1),
      inverseGamma: distributions.inverseGamma(1, 2),
      laplace: distributions.laplace(0, 1),
      logNormal: distributions.logNormal(0, 1),
      multivariateNormal: distributions.multivariateNormal(np.zeros([2]), np.eye(2)),
      normal: distributions.normal(0, 1),
      poisson: distributions.poisson(1),
      studentT: distributions.studentT(3, 0, 1),
      uniform: distributions.uniform(...pair()),
    };
    const combinators = ["expand", "kl", "toEvent", "transformedDistribution"];
    expect([...Object.keys(made), ...combinators].sort()).toEqual(Object.keys(distributions).sort());
    const declared = Object.entries(made).map(([name, d]) => [
      `\`${name}(${Object.keys(d.params).join(", ")})\``,
      d.support.words,
      d.reparameterized ? "yes" : "no",
      distributions.kl(d, d) === undefined ? "no" : "yes",
    ]);
    expect(tableAfter(page, "## Distributions")).toEqual(declared);
  });

  test("its equivalents are exported", () => {
    // Parts of what these return.
    const members = ["constraint", "d", "init", "params", "sites", "step", "summary", "undefined"];
    const names = tableAfter(page, "## For those who know Pyro or NumPyro").flatMap(([, here]) =>
      [...here.matchAll(/`(?:await )?(\w+)/g)].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !members.includes(name) && !(name in language))).toEqual([]);
  });

  test("its links lead somewhere", () => {
    const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    const links = [...page.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) {
      if (link.startsWith("#")) expect(headings).toContain(link.slice(1));
      else expect(existsSync(join(root, "docs", link)), link).toBe(true);
    }
  });
});
