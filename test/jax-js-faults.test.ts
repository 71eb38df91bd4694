import { execFile } from "node:child_process";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./helpers/folder.js";
import { pageProgram, thrownMark, type PageProgram } from "./helpers/page.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = await readFile(join(root, "docs/jax-js.md"), "utf8");

interface Fault extends PageProgram {
  readonly heading: string;
}

const faults = page
  .split(/^### /m)
  .slice(1)
  .map((section): Fault => ({ heading: section.slice(0, section.indexOf("\n")), ...pageProgram(section) }));

/** What each program prints, line by line. One process runs them all, each as a module of its own. */
async function run(programs: readonly string[]): Promise<string[][]> {
  const folder = await temporaryFolder();
  await symlink(join(root, "node_modules"), join(folder, "node_modules"), "junction");
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

describe("docs/jax-js.md", () => {
  let printed: Promise<string[][]> | undefined;

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

  test.each(faults.map(({ heading, claims }, i) => [heading, claims, i] as const))(
    "%s",
    async (_, claims, i) => {
      printed ??= run(faults.map(({ runnable }) => runnable));
      expect(claims.length).toBeGreaterThan(0);
      const said = claims.map(({ kind, text }) => (kind === "throws" ? thrownMark + text : text));
      expect((await printed)[i], "mended: take it off the page (or changed: say what it is now)").toEqual(
        said,
      );
    },
  );
});
