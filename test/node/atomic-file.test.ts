import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeFileAtomic, writePiecesAtomic } from "../../packages/node/src/atomic-file.js";
import { expectNescioError } from "../helpers/errors.js";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { hasPipes, makePipe } from "../helpers/pipe.js";

/** A signal that fires when it has been looked at `looks` times: an abort between two steps of the writing. */
function abortAfter(looks: number): AbortSignal {
  const controller = new AbortController();
  let left = looks;
  return new Proxy(controller.signal, {
    get(target, property) {
      if (property === "aborted" && left-- === 0) controller.abort();
      return Reflect.get(target, property, target) as unknown;
    },
  });
}

describe("writeFileAtomic", () => {
  test("writes text and bytes, makes folders, and leaves no temporary file", async () => {
    const folder = await temporaryFolder();
    await writeFileAtomic(join(folder, "deep/er/file"), "häuser");
    const large = Uint8Array.from({ length: 9 << 20 }, (_, index) => index % 251);
    await writeFileAtomic(join(folder, "large"), large);
    await writeFileAtomic(join(folder, "empty"), "");
    expect(await filesIn(folder)).toEqual(["deep/er/file", "empty", "large"]);
    expect(await readFile(join(folder, "deep/er/file"), "utf8")).toBe("häuser");
    expect(Buffer.compare(await readFile(join(folder, "large")), large)).toBe(0);
  });

  test.each([0, 1, 2, 3])("aborted at step %i, the old file stays and nothing else", async (looks) => {
    const folder = await temporaryFolder();
    const path = join(folder, "file");
    await writeFile(path, "old");
    const writing = (): Promise<void> =>
      writeFileAtomic(path, new Uint8Array(5 << 20), { signal: abortAfter(looks) });
    await expectNescioError(writing, "aborted", path);
    expect(await filesIn(folder)).toEqual(["file"]);
    expect(await readFile(path, "utf8")).toBe("old");
  });

  test("a name that a folder bears is an error, and nothing is left", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "taken"));
    await writeFile(join(folder, "taken", "x"), "");
    await expectNescioError(() => writeFileAtomic(join(folder, "taken"), "new"), "inaccessible", "taken");
    expect(await filesIn(folder)).toEqual(["taken/x"]);
  });

  test("a file where a folder should be is an error", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    await expectNescioError(() => writeFileAtomic(join(folder, "file", "x"), "new"), "inaccessible");
  });

  test.skipIf(process.getuid?.() === 0)("a folder without permission is an error", async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o500);
    await expectNescioError(() => writeFileAtomic(join(folder, "x"), "new"), "inaccessible", "EACCES");
  });
});

describe("writePiecesAtomic", () => {
  async function* pieces(fails: boolean): AsyncIterable<string> {
    yield "one\n";
    await Promise.resolve();
    if (fails) throw new Error("no more");
    yield "zwölf\n";
  }

  test("writes what comes, and the file is there when all has come", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "new", "file");
    await writePiecesAtomic(path, pieces(false));
    expect(await readFile(path, "utf8")).toBe("one\nzwölf\n");
    expect(await filesIn(folder)).toEqual([join("new", "file")]);
  });

  test.each([0, 1, 2])(
    "aborted at step %i, or failing, the old file stays and nothing else",
    async (looks) => {
      const folder = await temporaryFolder();
      const path = join(folder, "file");
      await writeFile(path, "old");
      const signal = abortAfter(looks);
      await expectNescioError(() => writePiecesAtomic(path, pieces(false), { signal }), "aborted", path);
      await expect(writePiecesAtomic(path, pieces(true))).rejects.toThrow("no more");
      expect(await filesIn(folder)).toEqual(["file"]);
      expect(await readFile(path, "utf8")).toBe("old");
    },
  );

  test.skipIf(!hasPipes)("is for files alone", async () => {
    const pipe = join(await temporaryFolder(), "pipe");
    makePipe(pipe);
    await expectNescioError(() => writePiecesAtomic(pipe, pieces(false)), "inaccessible", "pipe");
  });
});
