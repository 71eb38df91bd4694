import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { loadImageFolder } from "../../packages/node/src/image-folder.js";
import { expectNescioError } from "../helpers/errors.js";
import { temporaryFolder } from "../helpers/folder.js";

/** A PNG or JPEG of one value. */
function image(
  value: number,
  width = 3,
  height = 2,
  colour = false,
  format: "png" | "jpeg" = "png",
): Promise<Buffer> {
  const channels = colour ? 3 : 1;
  const pixels = new Uint8Array(width * height * channels).fill(value);
  return sharp(pixels, { raw: { width, height, channels } })
    .toColourspace(colour ? "srgb" : "b-w")
    .toFormat(format)
    .toBuffer();
}

/** A folder "set" with these files. */
async function folderOf(files: Readonly<Record<string, Uint8Array | Promise<Uint8Array>>>): Promise<string> {
  const folder = join(await temporaryFolder(), "set");
  await mkdir(folder);
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await bytes);
  }
  return folder;
}

/** The first value of each image. */
const firsts = ({ pixels, count }: { pixels: Uint8Array; count: number }): number[] =>
  Array.from({ length: count }, (_, index) => pixels[(index * pixels.length) / count]);

describe("loadImageFolder", () => {
  test("folders are classes, in order of their names, numbers by value", async () => {
    const folder = await folderOf({
      "10/a.png": image(100),
      "2/10.png": image(22),
      "2/9.jpg": image(21, 3, 2, false, "jpeg"),
      "1/x.JPEG": image(10, 3, 2, false, "jpeg"),
      "1/.hidden": Buffer.from("x"),
      ".DS_Store": Buffer.from("x"),
    });
    const dataset = await loadImageFolder(folder);
    expect(dataset).toMatchObject({ name: "set", count: 4, height: 2, width: 3, channels: 1 });
    expect(dataset.classes).toEqual(["1", "2", "10"]);
    expect([...(dataset.labels ?? [])]).toEqual([0, 1, 1, 2]);
    expect(firsts(dataset)).toEqual([10, 21, 22, 100]);
  });

  test("images directly in it have no labels", async () => {
    const dataset = await loadImageFolder(await folderOf({ "b.png": image(2), "a.png": image(1) }));
    expect(dataset).not.toHaveProperty("labels");
    expect(dataset.classes).toEqual([]);
    expect(firsts(dataset)).toEqual([1, 2]);
  });

  test("its checksum changes with contents, names and classes, and with nothing else", async () => {
    const sum = async (files: Record<string, Promise<Buffer>>): Promise<string> => {
      const [source] = (await loadImageFolder(await folderOf(files))).sources ?? [];
      expect(source.file).toBe("set/");
      return source.sha256;
    };
    const sums = [
      await sum({ "a/1.png": image(1) }),
      await sum({ "a/1.png": image(2) }),
      await sum({ "a/2.png": image(1) }),
      await sum({ "b/1.png": image(1) }),
    ];
    expect(new Set(sums).size).toBe(4);
    expect(await sum({ "a/1.png": image(1) })).toBe(sums[0]);
  });

  test("given classes put the labels in their order", async () => {
    const folder = await folderOf({ "3/a.png": image(3), "7/a.png": image(7) });
    const dataset = await loadImageFolder(folder, { classes: ["7", "5", "3"] });
    expect([...(dataset.labels ?? [])]).toEqual([2, 0]);
    expect(dataset.classes).toEqual(["7", "5", "3"]);
    await expectNescioError(
      () => loadImageFolder(folder, { classes: ["7", "5"] }),
      "invalid-data",
      join(folder, "3"),
      "7, 5",
    );
  });

  test("colour where any image has it; grayscale where that is asked for", async () => {
    const folder = await folderOf({ "a.png": image(1), "b.png": image(2, 3, 2, true) });
    // Colour that is grey throughout is grayscale.
    expect((await loadImageFolder(folder)).channels).toBe(1);
    const red = sharp({ create: { width: 3, height: 2, channels: 3, background: { r: 9, g: 2, b: 2 } } });
    const colour = await loadImageFolder(
      await folderOf({ "a.png": image(1), "b.png": red.png().toBuffer() }),
    );
    expect(colour.channels).toBe(3);
    expect([...colour.pixels.subarray(0, 21)]).toEqual([...Array<number>(18).fill(1), 9, 2, 2]);
    const gray = await loadImageFolder(folder, { shape: { height: 2, width: 3, channels: 1 } });
    expect([...gray.pixels]).toEqual([...Array<number>(6).fill(1), ...Array<number>(6).fill(2)]);
  });

  test("transparent parts are white, or what they are said to be, however images are read", async () => {
    const clear = sharp({ create: { width: 3, height: 3, channels: 4, background: "#00000000" } });
    const folder = await folderOf({ "a.png": clear.png().toBuffer() });
    const shape = { height: 3, width: 3, channels: 1 };
    for (const how of [{}, { shape, resize: true }, { reading: { kind: "photo", fit: "crop" } }] as const) {
      expect(firsts(await loadImageFolder(folder, how))).toEqual([255]);
      expect(firsts(await loadImageFolder(folder, { ...how, background: "black" }))).toEqual([0]);
    }
  });

  test("an image of another size is an error that names it", async () => {
    const folder = await folderOf({ "a.png": image(1), "b.png": image(2), "c.png": image(3, 3, 3) });
    await expectNescioError(
      () => loadImageFolder(folder),
      "invalid-data",
      join(folder, "c.png"),
      "2×3 pixels",
      "got 3×3",
    );
    const shape = { height: 28, width: 28, channels: 1 };
    await expectNescioError(
      () => loadImageFolder(folder, { shape }),
      "invalid-data",
      "a.png",
      "28×28",
      "2×3",
    );
  });

  test("sizes may differ where resizing is asked for", async () => {
    const folder = await folderOf({ "a.png": image(50, 10, 10), "b.png": image(60, 4, 4, true) });
    const shape = { height: 6, width: 6, channels: 1 };
    const dataset = await loadImageFolder(folder, { shape, resize: true });
    expect([...new Set(dataset.pixels)]).toEqual([50, 60]);
    expect(dataset.pixels.length).toBe(72);
    await expectNescioError(() => loadImageFolder(folder, { resize: true }), "invalid-option", "resize");
  });

  test("a reading reads each for a shape, its own or that of the first image", async () => {
    const folder = await folderOf({ "a.png": image(50, 10, 10), "b.png": image(60, 4, 8) });
    const cropped = { kind: "photo", fit: "crop" } as const;
    const first = await loadImageFolder(folder, { reading: cropped });
    expect([first.height, first.width, ...firsts(first)]).toEqual([10, 10, 50, 60]);
    const shape = { height: 3, width: 3, channels: 1 };
    const turned = await loadImageFolder(folder, { reading: cropped, shape, invert: true });
    expect([turned.height, ...firsts(turned)]).toEqual([3, 205, 195]);
    // What has no ink is black; ink has MNIST's shape where nobody says another.
    const ink = await loadImageFolder(folder, { reading: { kind: "ink" } });
    expect([ink.height, ink.width, ...new Set(ink.pixels)]).toEqual([28, 28, 0]);
    await expectNescioError(
      () => loadImageFolder(folder, { reading: { kind: "as-is" } }),
      "invalid-data",
      "10×10",
    );
  });

  test("what systems put into folders is passed over", async () => {
    const folder = await folderOf({
      "a/1.png": image(1),
      "a/desktop.ini": Buffer.from("[.ShellClassInfo]"),
      "b/1.png": image(2),
      "b/THUMBS.DB": Buffer.from("x"),
      "__MACOSX/a/._1.png": Buffer.from("x"),
      ".DS_Store": Buffer.from("x"),
    });
    expect((await loadImageFolder(folder)).classes).toEqual(["a", "b"]);
  });

  test("an empty folder is a class that nothing is learnt of: refused, unless the classes are known", async () => {
    const folder = await folderOf({ "a/1.png": image(1), "b/1.png": image(2), "c/.hidden": image(3) });
    await expectNescioError(
      () => loadImageFolder(folder),
      "invalid-data",
      join(folder, "c"),
      "an empty folder",
    );
    expect((await loadImageFolder(folder, { classes: ["a", "b", "c", "d"] })).count).toBe(2);
    const parts = await folderOf({ "train/a/1.png": image(1), "train/b/.hidden": image(2) });
    await expectNescioError(() => loadImageFolder(parts), "invalid-data", join(parts, "train", "b"));
  });

  test.each([
    ["nothing", {}, "images in it or in folders"],
    ["only hidden files", { ".a.png": image(1) }, "images in it or in folders"],
    ["another kind of file", { "a.png": image(1), "labels.csv": Buffer.from("1") }, "labels.csv"],
    ["images beside folders", { "a.png": image(1), "b/a.png": image(1) }, "both"],
    ["folders in folders", { "some/1/a.png": image(1) }, "folders are the classes"],
  ])("%s: refused", async (_, files, part) => {
    const folder = await folderOf(files);
    await expectNescioError(() => loadImageFolder(folder), "invalid-data", folder, part);
  });

  test("a damaged image is refused by name", async () => {
    const folder = await folderOf({ "1/a.png": image(1), "1/b.png": Buffer.from("text") });
    await expectNescioError(() => loadImageFolder(folder), "corrupt", join(folder, "1", "b.png"));
  });

  test("classes may be more than a byte counts", async () => {
    const one = await image(1, 1, 1);
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}/a.png`, one]));
    const { classes, labels, files: paths } = await loadImageFolder(await folderOf(files));
    expect(new Set(labels).size).toBe(300);
    paths!.forEach((path, i) => expect(path.split("/")[0]).toBe(classes[labels![i]]));
  });

  test("stops when told to, and says when there is no folder", async () => {
    const folder = await folderOf({ "a.png": image(1) });
    const signal = AbortSignal.abort();
    await expectNescioError(() => loadImageFolder(folder, { signal }), "aborted", folder);
    await expectNescioError(() => loadImageFolder(join(folder, "no")), "not-found", "no");
  });
});
