import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { execFile, spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { filesIn, temporaryFolder } from "./helpers/folder.js";

const run = promisify(execFile);
const root = fileURLToPath(new URL("..", import.meta.url));
const readme = await readFile(join(root, "README.md"), "utf8");

/** Runs a service until it says where it is, and has it end. */
async function runUntilItServes(program: readonly string[], how: SpawnOptions): Promise<void> {
  const child = spawn(process.execPath, program, { ...how, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
}

/** Commands of indented blocks that begin with `word`, without their comments. */
function commands(word: string): string[] {
  return [...readme.matchAll(new RegExp(`^ {4}(${word} .*)$`, "gm"))].map(([, line]) =>
    line.replace(/ +#.*/, ""),
  );
}

describe("README", () => {
  test("is complete", () => expect(readme).not.toContain("@@"));

  test("its two commands are scripts of the package", async () => {
    const lines = commands("npm ci").map((line) => line.trim());
    expect(lines).toEqual(["npm ci && npm start", "npm ci && npm test"]);
    const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(scripts.start).toBe("nescio demo");
    expect(scripts.test).toContain("vitest run");
    expect(scripts.prepare).toBe("npm run build");
  });

  // Some twenty commands, each a process.
  const patience = { timeout: 240_000 };
  test("its commands run, one after the other, as they stand (on few images)", patience, async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "scans"));
    const grey = { raw: { width: 28, height: 28, channels: 1 as const } };
    for (const name of ["digit.png", "scans/one.png"]) {
      await sharp(new Uint8Array(784).fill(90), grey).png().toFile(join(folder, name));
    }
    for (let i = 0; i < 140; i++) {
      const kind = join(folder, "my-pictures", i % 2 === 0 ? "dark" : "light");
      await mkdir(kind, { recursive: true });
      const pixels = new Uint8Array(64).map((_, k) => (i % 2) * 128 + ((i * 37 + k * 11) % 100));
      const raw = { width: 8, height: 8, channels: 1 as const };
      await sharp(pixels, { raw })
        .png()
        .toFile(join(kind, `${i}.png`));
    }
    const outputs = Array.from({ length: 1500 }, (_, i) => {
      const sure = (60 + (i % 40)) / 100;
      return `${sure},${(1 - sure).toFixed(2)},${i % 40 > 10 || i % 2 === 0 ? "ham" : "spam"}`;
    });
    for (const name of ["held-out.csv", "new.csv"]) {
      await writeFile(join(folder, name), ["ham,spam,truth", ...outputs].join("\n"));
    }
    const customers = Array.from(
      { length: 60 },
      (_, i) => `${i % 3},${i % 2 === 0 ? "yes" : "no"},${i % 4 === 0}`,
    );
    await writeFile(join(folder, "customers.csv"), ["visits,member,churned", ...customers].join("\n"));
    // Generated sets stand in for real ones, which are not everywhere.
    const small: Record<string, string> = {
      demo: "--dataset glyphs --limit 200 --epochs 2 --hidden 16 --samples 20",
      train: "--limit 200 --epochs 2 --hidden 16",
      evaluate: "--limit 50 --samples 20",
      predict: "",
      calibrate: "",
      decide: "",
      // It would serve until it is stopped.
      studio: "--out site",
      serve: "--port 0",
      reviews: "",
      data: "",
      bench: "--quick --quiet --json",
    };
    const lines = commands("nescio");
    expect(lines.map((line) => line.split(" ")[1])).toEqual(
      expect.arrayContaining(["demo", "train", "evaluate", "predict", "data", "bench"]),
    );
    for (const line of lines) {
      const [, command, ...rest] = line
        .replace("--dataset mnist", "--dataset glyphs")
        .replace(/\bnotmnist\b/, "glyphs-letters")
        .split(" ");
      // A small table is a short training as it is.
      const few = command === "train" && rest[0].endsWith(".csv") ? "" : small[command];
      const args = [command, ...rest, ...few.split(" ").filter((word) => word !== "")];
      const program = [join(root, "packages/cli/bin/nescio.js"), ...args];
      // The queue is in a folder of the user's data.
      const how = { cwd: folder, env: { ...process.env, XDG_DATA_HOME: join(folder, "data") } };
      if (command === "serve") await runUntilItServes(program, how);
      else await run(process.execPath, program, how);
    }
    const files = await filesIn(folder);
    expect(files).toEqual(expect.arrayContaining(["site/index.html", "site/mnist.nescio"]));
    const written = files.filter((file) => !/^(?:my-pictures|site|data)\//.test(file));
    expect(written).toEqual([
      "customers.csv",
      "decided.csv",
      "digit.png",
      "held-out.csv",
      "mnist.nescio",
      "model.html",
      "model.nescio",
      "nescio-demo/model.nescio",
      "nescio-demo/report.html",
      "new.csv",
      "report.html",
      "rule.json",
      "scans/one.png",
      "seen.png",
    ]);
  });

  test("its program of the library runs as it stands (on few images)", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "node_modules"));
    await symlink(join(root, "packages/cli"), join(folder, "node_modules", "nescio"), "junction");
    const source = /```ts\n([\s\S]*?)```/.exec(readme)![1];
    const small = source
      .replaceAll('"mnist", { split', '"glyphs", { limit: 200, split')
      .replace("[1024]", "[16]")
      .replace("onProgress:", "epochs: 2, onProgress:");
    const { code } = await transform(small, { loader: "ts", format: "esm" });
    await writeFile(join(folder, "program.mjs"), code);
    const { stdout } = await run(process.execPath, ["program.mjs"], { cwd: folder });
    const answers = stdout.trimEnd().split("\n").slice(-10);
    for (const answer of answers) expect(answer).toMatch(/^(I don't know: .+|\d( or \d)*)$/);
    expect(await filesIn(folder)).toContain("mnist.nescio");
  });

  test("the pictures and pages that it links to are there", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) expect(existsSync(join(root, link)), link).toBe(true);
  });
});
