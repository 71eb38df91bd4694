import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { animalCsv, animalRows, trainAnimals } from "../helpers/row-models.js";

const program = fileURLToPath(new URL("../../packages/cli/bin/nescio.js", import.meta.url));
let folder: string;
let rows: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  const all = animalRows(400, 1);
  await writeFile(join(folder, "train.csv"), animalCsv(all));
  await trainAnimals(join(folder, "train.csv"), join(folder, "m.nescio"));
  rows = animalCsv(all).trimEnd().split("\n");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Rows over and over, `times` 400 of them. */
function* many(times: number): Iterable<string> {
  yield `${rows[0]}\n`;
  for (let i = 0; i < times; i++) yield `${rows.slice(1).join("\n")}\n`;
}

function start(...args: string[]): { child: ChildProcess; stderr: () => string } {
  const command = ["predict", "-", "--model", join(folder, "m.nescio"), "--threads", "1", ...args];
  const child = spawn(process.execPath, [program, ...command], { stdio: "pipe" });
  let text = "";
  child.stderr.on("data", (part: Buffer) => (text += part.toString()));
  return { child, stderr: () => text };
}

describe("rows in a pipe, in a process of its own", () => {
  test("come out as they come in", async () => {
    const { child, stderr } = start();
    let [lines, bytes] = [0, 0];
    child.stdout!.on("data", (part: Buffer) => {
      bytes += part.length;
      for (const byte of part) if (byte === 10) lines++;
    });
    await Promise.all([pipeline(Readable.from(many(25)), child.stdin!), once(child, "close")]);
    expect(child.exitCode, stderr()).toBe(0);
    expect(lines).toBe(10_001);
    expect(bytes).toBeGreaterThan(10_000 * 50);
  });

  test("end quietly where nobody reads on", async () => {
    const { child, stderr } = start();
    child.stdout!.once("data", () => child.stdout!.destroy());
    await Promise.all([
      pipeline(Readable.from(many(100)), child.stdin!).catch(() => undefined),
      once(child, "close"),
    ]);
    expect([child.exitCode, stderr()]).toEqual([0, ""]);
  });

  test("leave no half file when they are interrupted", async () => {
    const dir = await temporaryFolder();
    const { child, stderr } = start("--out", join(dir, "out.csv"));
    // As many as are written at once, and then no end.
    for (const text of many(10)) child.stdin!.write(text);
    while (!(await filesIn(dir)).some((name) => name.endsWith(".tmp")))
      await new Promise((done) => setTimeout(done, 20));
    child.kill("SIGINT");
    await once(child, "close");
    expect(child.exitCode ?? child.signalCode, stderr()).toBe(130);
    expect(await filesIn(dir)).toEqual([]);
  });
});
