import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadModel } from "../../packages/node/src/model-files.js";
import { temporaryFolder } from "../helpers/folder.js";
import { hasPipes } from "../helpers/pipe.js";

const program = fileURLToPath(new URL("../../packages/cli/bin/nescio.js", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command line in a process of its own, as it was built last.
 * @param options.closed A stream that nobody reads from the beginning.
 */
async function run(
  args: readonly string[],
  {
    cwd,
    closed,
    stdout = "pipe",
  }: { cwd?: string; closed?: "stdout" | "stderr"; stdout?: "pipe" | number } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], { cwd, stdio: ["ignore", stdout, "pipe"] });
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    const stream = child[name];
    if (closed === name) stream?.destroy();
    else stream?.on("data", (part: Buffer) => (text[name] += part.toString()));
  }
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...text };
}

const tiny = [
  ...["train", "glyphs", "--limit", "60", "--hidden", "2", "--epochs", "1"],
  ...["--preset", "default", "--threads", "1"],
];

describe.skipIf(!hasPipes)("a process of its own", () => {
  test.each(["stdout", "stderr"] as const)("loses no model where nobody reads its %s", async (closed) => {
    const out = join(await temporaryFolder(), "m.nescio");
    const { code } = await run([...tiny, "--out", out], { closed });
    expect(code).toBe(0);
    expect((await loadModel(out)).classes).toHaveLength(10);
  });

  test.skipIf(process.platform !== "linux")("tells of a result that could not be printed", async () => {
    const out = join(await temporaryFolder(), "m.nescio");
    const full = openSync("/dev/full", "w");
    const { code, stderr } = await run([...tiny, "--out", out], { stdout: full });
    closeSync(full);
    expect(code).toBe(8);
    expect(stderr).toContain("nescio: standard output: expected a place for the result, got ENOSPC");
    expect((await loadModel(out)).classes).toHaveLength(10);
  });

  test("makes its folder again where that is removed meanwhile", async () => {
    const folder = join(await temporaryFolder(), "gone");
    await mkdir(folder);
    const main = JSON.stringify(new URL("../../packages/cli/dist/main.js", import.meta.url).href);
    const script = `
      const { main } = await import(${main});
      (await import("node:fs")).rmdirSync(process.cwd());
      await main();`;
    const evaluated = ["--input-type=module", "-e", script, "--", "", ...tiny, "--checkpoint"];
    const child = spawn(process.execPath, evaluated, { cwd: folder });
    let stderr = "";
    child.stderr.on("data", (part: Buffer) => (stderr += part.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    expect(code, stderr).toBe(0);
    expect((await loadModel(join(folder, "model.nescio"))).classes).toHaveLength(10);
  });

  test.skipIf(process.platform !== "linux")("writes behind what it prints, where it is told to", async () => {
    const out = join(await temporaryFolder(), "m.nescio");
    expect((await run([...tiny, "--out", out])).code).toBe(0);
    const options = ["--dataset", "glyphs", "--limit", "20", "--samples", "2", "--threads", "1"];
    const { code, stdout, stderr } = await run(["evaluate", out, ...options, "--json", "/dev/stdout"]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout.slice(0, stdout.indexOf("\n}\n") + 3))).toMatchObject({ samples: 2 });
    expect(stdout).toContain("\nIMAGES");
  });
});
