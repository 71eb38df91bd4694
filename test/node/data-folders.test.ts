import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  cacheFolder,
  dataFolders,
  describeFolders,
  findDataFile,
} from "../../packages/node/src/data-folders.js";
import { expectNescioError } from "../helpers/errors.js";
import { temporaryFolder } from "../helpers/folder.js";

beforeEach(() => {
  vi.stubEnv("NESCIO_DATA", "");
  vi.stubEnv("NESCIO_CACHE", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("data folders", () => {
  test("are searched in order: option, NESCIO_DATA, cache", async () => {
    const folder = await temporaryFolder();
    vi.stubEnv("NESCIO_DATA", join(folder, "missing"));
    vi.stubEnv("NESCIO_CACHE", join(folder, "cache"));
    await mkdir(join(folder, "cache"));
    const folders = await dataFolders({ dataDir: folder });
    expect(folders).toEqual([
      { path: folder, origin: "--data-dir", exists: true },
      { path: join(folder, "missing"), origin: "NESCIO_DATA", exists: false },
      { path: join(folder, "cache"), origin: "cache", exists: true },
    ]);
    expect(describeFolders(folders)).toContain("missing (NESCIO_DATA, no such folder)");
  });

  test("an option that is no folder is an error", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    await expectNescioError(() => dataFolders({ dataDir: join(folder, "nope") }), "not-found", "--data-dir");
    await expectNescioError(() => dataFolders({ dataDir: join(folder, "file") }), "not-found", "a file");
  });

  test("the cache is the user's, unless named", () => {
    expect(cacheFolder()).toContain(homedir());
    expect(cacheFolder()).toContain("nescio");
    vi.stubEnv("NESCIO_CACHE", "/somewhere/else");
    expect(cacheFolder()).toBe("/somewhere/else");
    expect(cacheFolder("/third")).toBe("/third");
  });

  test("a file is found in the first folder that has it, compressed or not", async () => {
    const folder = await temporaryFolder();
    const [first, second] = [join(folder, "1"), join(folder, "2")];
    for (const path of [first, second]) await mkdir(join(path, "set"), { recursive: true });
    const folders = await dataFolders({ dataDir: first, cacheDir: second });
    expect(await findDataFile(folders, "set", "file")).toBeUndefined();
    await writeFile(join(second, "set", "file.gz"), "");
    expect(await findDataFile(folders, "set", "file")).toBe(join(second, "set", "file.gz"));
    await writeFile(join(first, "set", "file"), "");
    expect(await findDataFile(folders, "set", "file")).toBe(join(first, "set", "file"));
    await mkdir(join(first, "set", "file.gz"));
    expect(await findDataFile(folders, "set", "file")).toBe(join(first, "set", "file"));
    // As Kaggle has them.
    await writeFile(join(first, "set", "x-images.idx3-ubyte"), "");
    const unpacked = await findDataFile(folders, "set", "x-images-idx3-ubyte");
    expect(unpacked).toBe(join(first, "set", "x-images.idx3-ubyte"));
  });
});
