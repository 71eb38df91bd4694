import { execFile } from "node:child_process";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./helpers/folder.js";
import { pageProgram, thrownMark, type PageProgram } from "./helpers/page.js";
import { root, sources } from "./helpers/sources.js";

const page = await readFile(join(root, "docs/jax-js.md"), "utf8");

interface Fault extends PageProgram {
  readonly heading: string;
  /** Whether the language's arrays have it too. */
  readonly stands: boolean;
}

const faults = page
  .split(/^### /m)
  .slice(1)
  .map((section): Fault => ({
    heading: section.slice(0, section.indexOf("\n")),
    stands: /^_Stands in `nescio\/ppl`\._$/m.test(section),
    ...pageProgram(section),
  }));

/** The language in jax-js' place: its functions, under jax-js' names. */
async function installLanguage(folder: string): Promise<void> {
  await build({
    stdin: {
      contents: `export * from "@jax-js/jax";
        export { grad, jit, nn, np as numpy, valueAndGrad, vmap } from "@nescio/ppl";`,
      resolveDir: root,
      loader: "ts",
    },
    alias: { ...sources },
    outfile: join(folder, "node_modules/@jax-js/jax/index.js"),
    ...{ bundle: true, format: "esm", platform: "node", target: "node20", logLevel: "error" },
  });
  await writeFile(
    join(folder, "node_modules/@jax-js/jax/package.json"),
    '{ "type": "module", "main": "index.js" }',
  );
}

const installJax = (folder: string): Promise<void> =>
  symlink(join(root, "node_modules"), join(folder, "node_modules"), "junction");

/** What each program prints, line by line. One process runs them all, each as a module of its own. */
async function run(install: (folder: string) => Promise<void>): Promise<string[][]> {
  const programs = faults.map(({ runnable }) => runnable);
  const folder = await temporaryFolder();
  await install(folder);
  await Promise.all(programs.map((program, i) => writeFile(join(folder, `${i}.mjs`), program)));
  const end = "— end of a program —";
  const runner = `
    for (let i = 0; i < ${programs.length}; i++) {
      globalThis.Float16Array ??= class {};
      await import("./" + i + ".mjs").catch((error) => console.log(error));
      console.log(${JSON.stringify(end)});
    }`;
  const file = join(folder, "runner.mjs");
  await writeFile(file, runner);
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  const printed = stdout.split(`${end}\n`).slice(0, -1);
  return printed.map((text) => text.split("\n").slice(0, -1));
}

/** What a page says that a program prints. */
function said({ claims }: Fault): string[] {
  return claims.map(({ kind, text }) => (kind === "throws" ? thrownMark + text : text));
}

describe("docs/jax-js.md", () => {
  const inJax = once(() => run(installJax));
  const inLanguage = once(() => run(installLanguage));

  test("speaks of the version that is installed", async () => {
    const manifest = await readFile(join(root, "node_modules/@jax-js/jax/package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    expect(page.slice(0, page.indexOf("\n"))).toBe(`# What jax-js ${version} gets wrong`);
  });

  test("its programs name their faults and need nothing but jax-js", () => {
    expect(faults.length).toBeGreaterThan(40);
    for (const { heading, source } of faults) {
      expect(source.slice(0, source.indexOf("\n"))).toBe(`// ${heading}`);
      expect([...source.matchAll(/(?:from|import\() ?"(.*)"/g)].map(([, module]) => module)).toEqual([
        "@jax-js/jax",
      ]);
    }
  });

  const cases = faults.map((fault, i) => [fault.heading, fault, i] as const);

  test.each(cases)("%s", async (_, fault, i) => {
    expect(fault.claims.length).toBeGreaterThan(0);
    const words = "mended: take it off the page (or changed: say what it is now)";
    expect((await inJax())[i], words).toEqual(said(fault));
  });

  test.each(cases)("nescio/ppl: %s", async (_, fault, i) => {
    const found = (await inLanguage())[i];
    const same = said(fault).filter((text, line) => found[line] === text);
    expect(same.length > 0, `${same.join()} of ${found.join()}`).toBe(fault.stands);
  });
});

/** A function that is called when its result is first asked for. */
function once<T>(f: () => T): () => T {
  let result: { value: T } | undefined;
  return () => (result ??= { value: f() }).value;
}
