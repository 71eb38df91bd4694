import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { registryFiles } from "../../packages/core/src/data/registry.js";
import { fetchRegistryFiles, obtainFile } from "../../packages/node/src/registry-files.js";
import { expectNescioError } from "../helpers/errors.js";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { deadMirror, serveFiles, startMirror } from "../helpers/mirror.js";
import { toyContent, toyEntry, toyFile, toyFiles } from "../helpers/toy-registry.js";

const images = toyFile("train-images-idx3-ubyte");
const gz = `${images.name}.gz`;
const all = Object.keys(toyFiles)
  .map((name) => `toy/${name}`)
  .sort();

beforeEach(() => {
  for (const name of ["NESCIO_DATA", "NESCIO_CACHE", "NESCIO_MIRROR"]) vi.stubEnv(name, "");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function put(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  await mkdir(join(folder, "toy"), { recursive: true });
  const path = join(folder, "toy", name);
  await writeFile(path, bytes);
  return path;
}

describe("obtainFile", () => {
  test("reads a file that is here, compressed or not, without a mirror", async () => {
    const dataDir = await temporaryFolder();
    const entry = toyEntry([]);
    const path = await put(dataDir, gz, toyFiles[gz]);
    expect(await obtainFile(entry, images, { dataDir })).toMatchObject({ path, downloaded: false });
    const labels = toyFile("train-labels-idx1-ubyte");
    const plain = await put(dataDir, labels.name, toyContent[labels.name]);
    expect(await obtainFile(entry, labels, { dataDir })).toMatchObject({
      path: plain,
      sha256: labels.sha256,
    });
  });

  test("downloads into the cache what no folder has, once", async () => {
    const cacheDir = await temporaryFolder();
    let asked = 0;
    const serve = serveFiles(toyFiles);
    const mirror = await startMirror((request, response) => {
      asked++;
      serve(request, response);
    });
    expect((await obtainFile(toyEntry([mirror]), images, { cacheDir })).downloaded).toBe(true);
    expect((await obtainFile(toyEntry([mirror]), images, { cacheDir })).downloaded).toBe(false);
    expect(asked).toBe(1);
    expect(await filesIn(cacheDir)).toEqual([`toy/${gz}`]);
  });

  test("NESCIO_MIRROR is asked first", async () => {
    const cacheDir = await temporaryFolder();
    const mirror = await startMirror(serveFiles({ [`sets/toy/${gz}`]: toyFiles[gz] }));
    vi.stubEnv("NESCIO_MIRROR", `${mirror}sets`);
    expect((await obtainFile(toyEntry([]), images, { cacheDir })).downloaded).toBe(true);
  });

  test.each([
    ["changed", Uint8Array.from(toyFiles["t10k-images-idx3-ubyte.gz"]), "expected SHA-256"],
    ["truncated", toyFiles[gz].subarray(0, -4), "truncated gzip stream"],
    ["empty", new Uint8Array(0), "expected SHA-256"],
  ])("a %s file is an error that names it, though a mirror has it right", async (_, bytes, part) => {
    const dataDir = await temporaryFolder();
    const path = await put(dataDir, gz, bytes);
    const entry = toyEntry([await startMirror(serveFiles(toyFiles))]);
    await expectNescioError(() => obtainFile(entry, images, { dataDir }), "corrupt", path, part);
  });

  test("without the .gz file its checksum cannot be verified", async () => {
    const dataDir = await temporaryFolder();
    await put(dataDir, images.name, toyContent[images.name]);
    const ofGzip = toyFile("train-images-idx3-ubyte", "gzip");
    await expectNescioError(
      () => obtainFile(toyEntry([]), ofGzip, { dataDir }),
      "corrupt",
      "original .gz file",
    );
  });

  test("what may not be downloaded is not found; what has no mirror comes with instructions", async () => {
    const cacheDir = await temporaryFolder();
    const entry = toyEntry([await deadMirror()]);
    await expectNescioError(
      () => obtainFile(entry, images, { cacheDir, download: false }),
      "not-found",
      cacheDir,
      "nescio data fetch toy",
    );
    await expectNescioError(
      () => obtainFile({ ...toyEntry([]), instructions: "Ask its author." }, images, { cacheDir }),
      "unavailable",
      "Ask its author.",
    );
  });
});

describe("fetchRegistryFiles", () => {
  test("gets every file, and another run finds all in place", async () => {
    const cacheDir = await temporaryFolder();
    const mirror = await startMirror(serveFiles(toyFiles));
    const first = await fetchRegistryFiles(toyEntry([mirror]), { cacheDir });
    expect(first.map(({ status }) => status)).toEqual(Array(4).fill("downloaded"));
    expect(await filesIn(cacheDir)).toEqual(all);
    const second = await fetchRegistryFiles(toyEntry([await deadMirror()]), { cacheDir });
    expect(second.map(({ status }) => status)).toEqual(Array(4).fill("present"));
  });

  test("resumes: files that were complete are kept and not asked for again", async () => {
    const cacheDir = await temporaryFolder();
    const half = Object.fromEntries(Object.entries(toyFiles).filter(([name]) => name.startsWith("train")));
    const entry = toyEntry([await startMirror(serveFiles(half))]);
    await expectNescioError(() => fetchRegistryFiles(entry, { cacheDir }), "unavailable", "t10k-images");
    expect(await filesIn(cacheDir)).toEqual(all.filter((name) => name.startsWith("toy/train")));

    const asked: string[] = [];
    const serve = serveFiles(toyFiles);
    const mirror = await startMirror((request, response) => {
      asked.push(request.url ?? "");
      serve(request, response);
    });
    await fetchRegistryFiles(toyEntry([mirror]), { cacheDir });
    expect(asked).toEqual(["/t10k-images-idx3-ubyte.gz", "/t10k-labels-idx1-ubyte.gz"]);
    expect(await filesIn(cacheDir)).toEqual(all);
  });

  test("an abort between files keeps the complete ones and nothing else", async () => {
    const cacheDir = await temporaryFolder();
    const mirror = await startMirror(serveFiles(toyFiles));
    const controller = new AbortController();
    const onFile = (): void => controller.abort();
    await expectNescioError(
      () => fetchRegistryFiles(toyEntry([mirror]), { cacheDir, signal: controller.signal, onFile }),
      "aborted",
    );
    expect(await filesIn(cacheDir)).toEqual([`toy/${gz}`]);
  });

  test("the mirror that answered is asked first for the next file", async () => {
    const cacheDir = await temporaryFolder();
    let asked = 0;
    const failing = await startMirror((_, response) => {
      asked++;
      response.writeHead(500).end();
    });
    await fetchRegistryFiles(toyEntry([failing, await startMirror(serveFiles(toyFiles))]), { cacheDir });
    expect(asked).toBe(1);
  });

  test("goes into the folder given, which it makes", async () => {
    const folder = await temporaryFolder();
    const mirror = await startMirror(serveFiles(toyFiles));
    const options = { dataDir: join(folder, "new"), cacheDir: join(folder, "cache") };
    await fetchRegistryFiles(toyEntry([mirror]), options);
    expect(await filesIn(folder)).toEqual(all.map((name) => `new/${name}`));
    await writeFile(join(folder, "file"), "");
    await expectNescioError(
      () => fetchRegistryFiles(toyEntry([mirror]), { dataDir: join(folder, "file/new") }),
      "inaccessible",
    );
  });

  test("a damaged file of the cache is replaced; of another folder, an error", async () => {
    const [cacheDir, dataDir] = [await temporaryFolder(), await temporaryFolder()];
    const path = await put(cacheDir, gz, toyFiles[gz].subarray(0, 30));
    const entry = toyEntry([await startMirror(serveFiles(toyFiles))]);
    const done = await fetchRegistryFiles(entry, { cacheDir });
    expect(done.map(({ status }) => status)).toEqual(["replaced", ...Array<string>(3).fill("downloaded")]);
    expect(Buffer.compare(await readFile(path), toyFiles[gz])).toBe(0);

    vi.stubEnv("NESCIO_DATA", dataDir);
    const other = await put(dataDir, gz, toyFiles[gz].subarray(0, 30));
    await expectNescioError(() => fetchRegistryFiles(entry, { cacheDir }), "corrupt", other);
  });

  test("a replacement that cannot be had leaves the damaged file as it was", async () => {
    const cacheDir = await temporaryFolder();
    const path = await put(cacheDir, gz, toyFiles[gz].subarray(0, 30));
    const entry = toyEntry([await deadMirror()]);
    await expectNescioError(() => fetchRegistryFiles(entry, { cacheDir }), "unavailable");
    expect((await readFile(path)).length).toBe(30);
  });
});

test("the toy's records are in the registry's order", () => {
  expect(registryFiles(toyEntry([])).map(({ split, file }) => `${split} ${file.name}`)).toEqual([
    "train train-images-idx3-ubyte",
    "train train-labels-idx1-ubyte",
    "test t10k-images-idx3-ubyte",
    "test t10k-labels-idx1-ubyte",
  ]);
});
