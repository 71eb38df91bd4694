import { stat } from "node:fs/promises";
import { extname, isAbsolute } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import { NescioError } from "@nescio/core";
import { imageExtensions } from "@nescio/node/internal";

const inOrder = new Intl.Collator("en", { numeric: true });

/**
 * The files that paths, folders and patterns name, each once. A folder stands for the image files in it and in its folders,
 * hidden ones left out; numbers in names are sorted by value.
 *
 * @throws NescioError `not-found` for a folder without images, or a pattern that nothing matches.
 */
export async function pictureFiles(given: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of given) for (const file of await filesOf(path)) found.add(file);
  return [...found];
}

async function filesOf(path: string): Promise<string[]> {
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isDirectory() === true) {
    const files = await glob("**/*", { cwd: path, onlyFiles: true, expandDirectories: false });
    const images = files.filter((file) => imageExtensions.has(extname(file).toLowerCase()));
    if (images.length === 0) throw nothing(path, "a folder with images", "none");
    const folder = path.replace(/[/\\]+$/, "");
    return images.sort(inOrder.compare).map((file) => `${folder}/${file}`);
  }
  // What is there is a file, also one with brackets in its name.
  if (facts !== undefined || !isDynamicPattern(path)) return [path];
  const options = { onlyFiles: true, expandDirectories: false, absolute: isAbsolute(path) };
  const files = await glob(path.replaceAll("\\", "/"), options);
  if (files.length === 0) throw nothing(path, "files that match the pattern", "none");
  return files.sort(inOrder.compare);
}

function nothing(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "not-found", subject, expected, found });
}
