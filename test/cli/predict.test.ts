import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import type { Picture } from "../../packages/core/src/reading/picture.js";
import { bmp } from "../helpers/bmp.js";
import { runCli } from "../helpers/cli.js";
import { temporaryFolder } from "../helpers/folder.js";
import { greyPicture, onSheet, sheetOf } from "../helpers/pictures.js";

const set = glyphs({ kind: "digits", count: 10, seed: 8 });
const glyph = (label: number): Uint8Array => {
  const at = set.labels!.indexOf(label);
  return set.pixels.subarray(784 * at, 784 * (at + 1));
};

async function save({ width, height, data }: Picture, path: string): Promise<void> {
  await sharp(data, { raw: { width, height, channels: 4 } }).toFile(path);
}

interface Row {
  readonly file: string;
  readonly part?: number;
  readonly answer: string | null;
  readonly refused: boolean;
  readonly why: string;
  readonly hints: readonly { readonly kind: string }[];
  readonly error?: { readonly code: string };
}

async function ask(...args: string[]): Promise<{ code: number; rows: readonly Row[]; stderr: string }> {
  const { code, stdout, stderr } = await runCli(["predict", "--json", "--threads", "1", ...args]);
  return { code, stderr, rows: stdout === "" ? [] : (JSON.parse(stdout) as { images: Row[] }).images };
}

/** A 3 on grey paper, small in a corner, light on dark, and in a folder of its own. */
async function scans(): Promise<string> {
  const folder = join(await temporaryFolder(), "scans");
  await mkdir(join(folder, "more"), { recursive: true });
  await save(sheetOf(glyph(3), { ground: 180, ink: 50 }), join(folder, "a10.jpg"));
  await save(sheetOf(glyph(3), { side: 70, left: 8, top: 5 }), join(folder, "a2.png"));
  await save(sheetOf(glyph(3), { ground: 25, ink: 230 }), join(folder, "more", "b.webp"));
  await writeFile(join(folder, "notes.txt"), "not a picture");
  return folder;
}

describe("the model in the box", () => {
  test("answers photographs without any option, of a folder in order", async () => {
    const folder = await scans();
    const { code, rows, stderr } = await ask(folder);
    expect(code, stderr).toBe(0);
    expect(rows.map(({ file, answer }) => [file.slice(folder.length + 1), answer])).toEqual([
      ["a2.png", "3"],
      ["a10.jpg", "3"],
      ["more/b.webp", "3"],
    ]);
  });

  test("takes patterns, and a file with brackets in its name", async () => {
    const folder = await scans();
    await save(sheetOf(glyph(3)), join(folder, "[c].png"));
    const { rows } = await ask(`${folder}/**/a*.{png,jpg}`, `${folder}/[c].png`);
    expect(rows.map(({ file }) => file.slice(folder.length + 1))).toEqual(["a2.png", "a10.jpg", "[c].png"]);
    expect(await ask(`${folder}/z*.png`)).toMatchObject({ code: 4 });
  });

  test("one file that cannot be read does not keep the others from their answers", async () => {
    const folder = await scans();
    const pointer = join(folder, "lfs.png");
    await writeFile(pointer, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n");
    await writeFile(join(folder, "bmp_named.png"), bmp(8, 28, 28));
    const { code, rows, stderr } = await ask(pointer, join(folder, "a2.png"), join(folder, "bmp_named.png"));
    expect(code).toBe(3);
    expect(rows[0].error).toMatchObject({ code: "corrupt" });
    expect(rows[1].answer).toBe("3");
    expect(rows[2]).toMatchObject({ refused: true });
    expect(stderr).toContain("1 that could not be");
    // Alone, it is the command's error, with its own words.
    const alone = await ask(pointer);
    expect(alone).toMatchObject({ code: 3, rows: [] });
    expect(alone.stderr).toContain("git lfs pull");
  });

  test("says that a picture is empty, or shows several, and answers these one by one", async () => {
    const folder = await temporaryFolder();
    const [blank, page] = [join(folder, "blank.png"), join(folder, "page.png")];
    await save(
      greyPicture(90, 90, () => 240),
      blank,
    );
    const places = [3, 8].map((label, i) =>
      onSheet(glyph(label), { side: 100, left: 15 + 110 * i, top: 30 }),
    );
    await save(
      greyPicture(250, 170, (x, y) => Math.min(...places.map((drawn) => drawn(x, y)))),
      page,
    );
    const { rows } = await ask(blank, page);
    expect(rows.map(({ hints }) => hints.map(({ kind }) => kind))).toEqual([["empty"], ["several"]]);
    const parts = (await ask(page, "--split")).rows;
    expect(parts.map(({ part, answer }) => [part, answer])).toEqual([
      [1, "3"],
      [2, "8"],
    ]);
    const { stdout } = await runCli(["predict", page, "--threads", "1"]);
    expect(stdout).toMatch(/page\.png: I don't know {2}unfamiliar; .*2 characters.* \(--split\)/);
    expect((await runCli(["predict", page, "--split", "--threads", "1"])).stdout).toContain(
      "page.png, character 2: 8",
    );
  });

  test("--csv is a table, --show a picture of what was seen", async () => {
    const folder = await scans();
    const sheet = join(folder, "..", "seen.png");
    const { code, stdout, stderr } = await runCli([
      "predict",
      folder,
      "--csv",
      "--show",
      sheet,
      "--threads",
      "1",
    ]);
    expect(code, stderr).toBe(0);
    const [head, ...lines] = stdout.trimEnd().split("\r\n");
    expect(head).toBe(
      "file,part,answer,refused,kind,candidates,why,familiarity,hints,error,0,1,2,3,4,5,6,7,8,9",
    );
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/a2\.png,,3,false,answer,3,/);
    expect(await sharp(sheet).metadata()).toMatchObject({ format: "png", width: 472, height: 704 });
  });

  test("--reading and --invert: as before, for pictures that were made ready by hand", async () => {
    const path = join(await temporaryFolder(), "digit.png");
    await save(
      greyPicture(28, 28, (x, y) => 255 - glyph(3)[28 * y + x]),
      path,
    );
    expect((await ask(path, "--reading", "photo", "--invert")).rows[0].answer).toBe("3");
    const [dark] = (await ask(path, "--reading", "as-is")).rows;
    expect(dark).toMatchObject({ refused: true, hints: [{ kind: "polarity" }] });
    expect(dark.why).toContain("dark on light");
    expect(await ask(path, "--reading", "guess")).toMatchObject({ code: 2 });
  });
});
