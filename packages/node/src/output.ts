import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { tryToWrite } from "./atomic-file.js";
import { holdPipe } from "./output-stream.js";
import { outputTarget, unfit } from "./output-target.js";
import { refusal } from "./system-error.js";

/** Makes a folder and those above it, where they are missing. Throws `inaccessible`. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw refused(path, "a folder, or a place where one can be made", error);
  }
}

/**
 * Makes sure, before long work, that a file can be written at `path` afterwards: its folder is made, and neither a
 * folder, a lack of permission nor a name too long is in the way. A pipe has to have a reader, and is held open for it until
 * it is written to.
 *
 * @param options.regular Whether only a file will do: in a pipe or a device, what took long may be lost. Default false.
 * @throws NescioError `inaccessible`.
 */
export async function prepareOutput(
  path: string,
  { regular = false }: { readonly regular?: boolean } = {},
): Promise<void> {
  if (path.endsWith("/")) throw unfit(path, "a folder", "Name a file inside it.");
  try {
    const target = await outputTarget(path);
    if (target.kind === "file") await tryToWrite(target);
    else if (regular) throw unfit(path, target.found);
    else if (target.isPipe) await holdPipe(target.path);
  } catch (error) {
    throw refused(path, "a place where files can be written", error);
  }
}

function refused(subject: string, expected: string, error: unknown): unknown {
  return refusal(error, { subject, expected, next: "Check the folder and its permissions." });
}

/** The one name of a file that is at a path, or would be; undefined for what is no file, and what cannot be looked at. */
export async function realPlace(path: string): Promise<string | undefined> {
  try {
    const target = await outputTarget(path);
    return target.kind === "file"
      ? join(await realpath(dirname(target.path)), basename(target.path))
      : undefined;
  } catch {
    return undefined;
  }
}
