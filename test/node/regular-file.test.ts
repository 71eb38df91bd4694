import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chooseReading } from "../../packages/node/src/choose-reading.js";
import { readWhole } from "../../packages/node/src/data-file.js";
import { loadDataset } from "../../packages/node/src/datasets.js";
import { decodePicture } from "../../packages/node/src/decode-image.js";
import { loadModel } from "../../packages/node/src/model-files.js";
import { kindOf } from "../../packages/node/src/regular-file.js";
import { expectNescioError } from "../helpers/errors.js";
import { temporaryFolder } from "../helpers/folder.js";
import { hasPipes, makePipe } from "../helpers/pipe.js";

// Whoever opens a pipe that nobody writes to waits for good, in the system, where no signal ends it.
describe.skipIf(!hasPipes)("pipes and devices are no inputs", () => {
  const load = (path: string): Promise<unknown> => loadDataset(path, { split: "test" });

  test.each<[string, (path: string) => Promise<unknown>]>([
    ["a file", readWhole],
    ["a picture", (path) => decodePicture(path)],
    ["images of a data set", load],
  ])("%s", async (_, read) => {
    const pipe = join(await temporaryFolder(), "pipe");
    makePipe(pipe);
    for (const path of [pipe, "/dev/zero"]) {
      const error = await expectNescioError(
        () => read(path),
        "invalid-data",
        "expected a regular file",
        path,
      );
      expect(error.next).toBe("Save it to a file first.");
    }
  });

  test("a model", async () => {
    const pipe = join(await temporaryFolder(), "m.nescio");
    makePipe(pipe);
    await expectNescioError(() => loadModel(pipe), "invalid-model", "got a pipe");
    await expectNescioError(() => loadModel("/dev/zero"), "invalid-model", "got a device");
  });

  test("an image in a folder", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "a"));
    makePipe(join(folder, "a", "1.png"));
    await expectNescioError(() => load(folder), "invalid-data", "1.png");
    await expectNescioError(() => chooseReading(folder), "invalid-data", "1.png");
  });

  test("labels behind images", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "images"), "x");
    makePipe(join(folder, "labels"));
    await expectNescioError(
      () => load(`${join(folder, "images")}+${join(folder, "labels")}`),
      "not-found",
      "labels",
    );
  });
});

test("kindOf tells files from folders, and both from what can be neither", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "file"), "");
  expect(await kindOf(folder)).toBe("folder");
  expect(await kindOf(join(folder, "file"))).toBe("file");
  expect(await kindOf(join(folder, "file", "in it"))).toBe("nothing");
  if (hasPipes) expect(await kindOf("/dev/null")).toBe("other");
  await expectNescioError(() => kindOf("a\0b"), "inaccessible", "a\\x00b");
});
