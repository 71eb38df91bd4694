import { mkdtemp, mkdir, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeModel } from "../../packages/core/src/model/model-file.js";
import { loadModel, saveModel } from "../../packages/node/src/model-files.js";
import { smallModel } from "../model/models.js";

describe("saveModel and loadModel", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nescio-model-"));
  });
  afterAll(async () => rm(folder, { recursive: true }));

  it("give back the same model and leave nothing else behind", async () => {
    const place = join(folder, "saved");
    await mkdir(place);
    const path = join(place, "m.nescio");
    await saveModel(path, smallModel());
    await saveModel(path, smallModel());
    expect(await loadModel(path)).toEqual(smallModel());
    expect(new Uint8Array(await readFile(path))).toEqual(encodeModel(smallModel()));
    expect(await readdir(place)).toEqual(["m.nescio"]);
  });

  it("leave the old file alone when the model is bad or the work is stopped", async () => {
    const path = join(folder, "kept.nescio");
    await writeFile(path, "old");
    await expect(saveModel(path, { ...smallModel(), classes: [] })).rejects.toMatchObject({
      code: "invalid-model",
    });
    await expect(saveModel(path, smallModel(), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "aborted",
    });
    expect(await readFile(path, "utf8")).toBe("old");
  });

  it.each<[string, (path: string) => Promise<unknown>, string, RegExp]>([
    [
      "nothing",
      () => Promise.resolve(),
      "not-found",
      /no such file\. Check the path, or make a model with nescio train/,
    ],
    ["a directory", async (path) => mkdir(path), "invalid-model", /expected a file, got a directory/],
    [
      "an empty file",
      async (path) => writeFile(path, ""),
      "invalid-model",
      /expected a model, got an empty file/,
    ],
    [
      "some text",
      async (path) => writeFile(path, "hello, world"),
      "invalid-model",
      /Is it a safetensors file/,
    ],
    [
      "a file of 2 GB",
      async (path) => {
        const file = await open(path, "w");
        await file.truncate(2 ** 31); // sparse: takes no space
        await file.close();
      },
      "invalid-model",
      /expected at most 1073741824 bytes, got 2147483648/,
    ],
    [
      "half a model",
      async (path) => writeFile(path, encodeModel(smallModel()).subarray(0, 1500)),
      "invalid-model",
      /model file .*: expected/,
    ],
  ])("refuse %s", async (what, make, code, message) => {
    const path = join(folder, `${what}.nescio`);
    await make(path);
    await expect(loadModel(path)).rejects.toThrow(message);
    await expect(loadModel(path)).rejects.toMatchObject({ name: "NescioError", code });
  });

  it("name a path through a file as not found, and one that no system takes as inaccessible", async () => {
    const file = join(folder, "file");
    await writeFile(file, "x");
    await expect(loadModel(join(file, "m.nescio"))).rejects.toMatchObject({ code: "not-found" });
    await expect(loadModel("a\0b")).rejects.toMatchObject({ code: "inaccessible" });
  });
});
