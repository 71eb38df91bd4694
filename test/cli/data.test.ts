import { EventEmitter } from "node:events";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { registry, registryFiles } from "../../packages/core/src/data/registry.js";
import { datasetNames } from "../../packages/node/src/datasets.js";
import { runCli } from "../helpers/cli.js";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { serveFiles, startMirror } from "../helpers/mirror.js";
import { realData } from "../helpers/shared-data.js";

let cache: string;

beforeEach(async () => {
  for (const name of ["NESCIO_DATA", "NESCIO_MIRROR"]) vi.stubEnv(name, "");
  cache = await temporaryFolder();
  vi.stubEnv("NESCIO_CACHE", cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A folder with one file of a data set. */
async function folderWith(file: string, bytes: Uint8Array | string): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, file, ".."), { recursive: true });
  await writeFile(join(folder, file), bytes);
  return folder;
}

describe("nescio data list", () => {
  test("shows every data set and where it is", async () => {
    const { code, stdout, stderr } = await runCli(["data", "list"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^NAME +TRAIN +TEST +IMAGES +SIZE +WHERE +LICENSE$/);
    expect(lines.slice(1).map((line) => line.split(" ")[0])).toEqual(datasetNames);
    expect(lines[1]).toMatch(/60,000 +10,000 +28×28 +55.0 MB +not here +CC BY-SA 3.0$/);
  });

  test("as JSON names the missing files", async () => {
    const dataDir = await folderWith("mnist/t10k-labels-idx1-ubyte.gz", "");
    const { code, stdout } = await runCli(["data", "list", "--json", "--data-dir", dataDir]);
    expect(code).toBe(0);
    const [mnist] = JSON.parse(stdout) as { where: string[]; missing: string[] }[];
    expect(mnist.where).toEqual([join(dataDir, "mnist")]);
    expect(mnist.missing).toHaveLength(3);
  });
});

describe("nescio data where", () => {
  test("shows the folders searched, and the files of a data set", async () => {
    const dataDir = await folderWith("mnist/t10k-labels-idx1-ubyte", "");
    vi.stubEnv("NESCIO_DATA", join(dataDir, "nope"));
    const { stdout } = await runCli(["data", "where", "mnist", "--data-dir", dataDir]);
    expect(stdout).toContain(dataDir);
    expect(stdout).toMatch(/NESCIO_DATA +no such folder/);
    expect(stdout).toContain(join(dataDir, "mnist/t10k-labels-idx1-ubyte"));
    expect(stdout).toMatch(/mnist\/train-images-idx3-ubyte +not here/);
    const { folders, files } = JSON.parse((await runCli(["data", "where", "--json"])).stdout) as {
      folders: unknown[];
      files: unknown[];
    };
    expect([folders.length, files.length]).toEqual([2, 0]);
  });

  test.each([
    [["where", "mnits"], 2, "mnits"],
    [["fetch", "glyphs"], 2, "glyphs, which is generated"],
    [["fetch"], 2, "missing required argument"],
    [["verify", "nope"], 2, "nope"],
    [["list", "--data-dir", "/no/such/folder"], 4, "/no/such/folder"],
    [["list", "--data-dir", ""], 2, "empty"],
    [["unknown"], 2, "unknown command"],
  ])("data %o: exit code %i", async (argv, code, part) => {
    const result = await runCli(["data", ...argv]);
    expect(result).toMatchObject({ code, stdout: "" });
    expect(result.stderr).toContain(part);
  });
});

describe("nescio data fetch", () => {
  test("what has no mirror says how to get it", async () => {
    const { code, stderr } = await runCli(["data", "fetch", "notmnist-tutorial", "--quiet"]);
    expect(code).toBe(5);
    expect(stderr).toContain("github.com/paraschopra");
  });

  test("wrong contents from a mirror leave nothing behind", async () => {
    const entry = registry.find(({ name }) => name === "notmnist-tutorial")!;
    const files = Object.fromEntries(
      registryFiles(entry).map(({ file }) => [`${entry.name}/${file.name}.gz`, Buffer.from("nonsense")]),
    );
    vi.stubEnv("NESCIO_MIRROR", await startMirror(serveFiles(files)));
    const { code, stderr } = await runCli(["data", "fetch", "notmnist-tutorial", "--json", "--quiet"]);
    expect(code).toBe(5);
    expect(JSON.parse(stderr)).toMatchObject({ code: "unavailable" });
    expect(await filesIn(cache)).toEqual([]);
  });

  test("Ctrl-C in the middle of a file leaves nothing behind", async () => {
    const signals = new EventEmitter();
    const mirror = await startMirror((_, response) => {
      response.writeHead(200, { "content-length": 5000 }).write("some bytes", () => signals.emit("SIGINT"));
    });
    vi.stubEnv("NESCIO_MIRROR", mirror);
    const { code, stdout } = await runCli(["data", "fetch", "notmnist-tutorial"], { signals });
    expect([code, stdout]).toEqual([130, ""]);
    expect(await filesIn(cache)).toEqual([]);
  });
});

describe("nescio data verify", () => {
  test("nothing here is no failure; a data set named and missing is", async () => {
    expect(await runCli(["data", "verify"])).toMatchObject({ code: 0, stderr: "" });
    const named = await runCli(["data", "verify", "kmnist"]);
    expect(named.code).toBe(4);
    expect(named.stdout).toContain("not here");
  });

  test("a damaged file fails and is named", async () => {
    const dataDir = await folderWith("mnist/t10k-labels-idx1-ubyte.gz", "nonsense");
    const path = join(dataDir, "mnist/t10k-labels-idx1-ubyte.gz");
    const { code, stdout, stderr } = await runCli(["data", "verify", "--json", "--data-dir", dataDir]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject([{ path, ok: false }]);
    expect(JSON.parse(stderr)).toMatchObject({ code: "corrupt", subject: path });
  });
});

describe.skipIf(realData === undefined)("with real files (needs NESCIO_DATA or ../shared/data)", () => {
  test("fetch from a mirror, fetch again, verify, damage, verify, repair", async () => {
    const source = join(realData!, "notmnist-tutorial");
    const served = await filesIn(source);
    const files = Object.fromEntries(
      await Promise.all(
        served.map(
          async (name) => [`notmnist-tutorial/${name}`, await readFile(join(source, name))] as const,
        ),
      ),
    );
    vi.stubEnv("NESCIO_MIRROR", await startMirror(serveFiles(files)));
    const fetched = await runCli(["data", "fetch", "notmnist-tutorial"]);
    expect(fetched).toMatchObject({ code: 0, stdout: "2 files in place, 2 of them downloaded now\n" });
    expect(await filesIn(cache)).toEqual(served.map((name) => `notmnist-tutorial/${name}`));
    const again = await runCli(["data", "fetch", "notmnist-tutorial", "-q"]);
    expect(again).toMatchObject({
      code: 0,
      stdout: "2 files in place, 0 of them downloaded now\n",
      stderr: "",
    });
    expect((await runCli(["data", "verify", "notmnist-tutorial"])).code).toBe(0);

    await writeFile(join(cache, "notmnist-tutorial", served[1]), "nonsense");
    expect((await runCli(["data", "verify"])).code).toBe(3);
    const repaired = await runCli(["data", "fetch", "notmnist-tutorial", "--json"]);
    expect(JSON.parse(repaired.stdout)).toMatchObject([{ status: "present" }, { status: "replaced" }]);
    expect((await runCli(["data", "verify"])).code).toBe(0);
  });

  test("verify finds every file there right", async () => {
    const dataDir = await temporaryFolder();
    for (const name of ["notmnist", "kmnist"]) {
      await cp(join(realData!, name), join(dataDir, name), { recursive: true });
    }
    const { code, stdout } = await runCli(["data", "verify", "--json", "--data-dir", dataDir]);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { ok: boolean }[]).map(({ ok }) => ok)).toEqual([true, true, true, true]);
  });
});
