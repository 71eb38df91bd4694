import { readdir, readFile, rm } from "node:fs/promises";
import { join, posix } from "node:path";
import { NescioError } from "@nescio/core";
import { throwIfAborted, z } from "@nescio/core/internal";
import { writeFileAtomic } from "@nescio/node";
import { refusal } from "@nescio/node/internal";
import { pageFolder } from "@nescio/studio";
import type { ModelBeside } from "./model-beside.js";

/** The file by which a folder is known as one that was written here, with the names of what was. */
const siteFile = "nescio-site.json";
const siteSchema = z.object({ files: z.array(z.string()) });

/** These tell browsers of all the others, and come last: until then a site is what it was. */
const last = ["studio.json", "index.html.gz", "index.html", "service-worker.js.gz", "service-worker.js"];

/**
 * Writes the page, the model and `studio.json` into a folder. Each file is replaced as a whole, and what others refer to is
 * there before them; then what an earlier writing left over is removed. Files of others are not touched.
 *
 * @returns How many files, of how many bytes.
 * @throws NescioError `invalid-option` for a folder with anything in it that was not written here; `inaccessible` where it
 * cannot be written into; `aborted`.
 */
export async function writeSite(
  folder: string,
  model: ModelBeside,
  signal: AbortSignal,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const before = await filesBefore(folder);
  const names = await pageFiles();
  const files = [...names, model.fileName, "studio.json"].sort((a, b) => last.indexOf(a) - last.indexOf(b));
  const write = (name: string, contents: Uint8Array | string): Promise<void> =>
    writeFileAtomic(join(folder, name), contents, { signal });
  // Before all others, so that a folder that was left half-written is known.
  await write(siteFile, siteText([...new Set([...before, ...files])]));
  let bytes = 0;
  for (const name of files) {
    const contents = await contentsOf(name, model);
    await write(name, contents);
    bytes += contents.length;
  }
  throwIfAborted(signal, folder);
  for (const name of before) if (!files.includes(name)) await rm(join(folder, name), { force: true });
  await write(siteFile, siteText(files));
  return { files: files.length, bytes };
}

/** Names of the page's files, from its folder. */
async function pageFiles(): Promise<string[]> {
  const entries = await readdir(pageFolder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(pageFolder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

async function contentsOf(name: string, model: ModelBeside): Promise<Uint8Array> {
  if (name === "studio.json") return Buffer.from(model.studioFile);
  if (name === model.fileName) return model.read();
  return readFile(join(pageFolder, name));
}

/** What was written into a folder before; none for a new or an empty one. */
async function filesBefore(folder: string): Promise<readonly string[]> {
  let found: string[];
  try {
    // What a writing that was killed may have begun with does not count.
    found = (await readdir(folder)).filter((name) => !name.startsWith(".nescio-"));
  } catch (error) {
    const next = "Name a folder with --out.";
    const refused = refusal(error, { subject: folder, expected: "a folder", missing: "none", next });
    if (refused instanceof NescioError && refused.code === "not-found") return [];
    throw refused;
  }
  if (found.length === 0) return [];
  const before = await readSiteFile(join(folder, siteFile));
  if (before !== undefined) return before;
  throw new NescioError({
    code: "invalid-option",
    subject: folder,
    expected: "an empty folder, or one that nescio studio has written",
    found: `one with ${found.slice(0, 3).join(", ")}${found.length > 3 ? " and others" : ""} in it`,
    next: "Name another with --out.",
  });
}

async function readSiteFile(path: string): Promise<readonly string[] | undefined> {
  try {
    const { files } = siteSchema.parse(JSON.parse(await readFile(path, "utf8")));
    // Whatever it says, nothing outside of the folder is removed.
    return files.filter((name) => posix.normalize(name) === name && !/^(?:\.\.(?:\/|$)|\/)|[\\:]/.test(name));
  } catch {
    return undefined;
  }
}

function siteText(files: readonly string[]): string {
  return `${JSON.stringify({ generator: "nescio studio", files }, null, 2)}\n`;
}
