import { access, constants, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { NescioError } from "@nescio/core";
import { kindOf } from "./data-folders.js";
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
 * folder nor a lack of permission is in the way. Throws `inaccessible`.
 */
export async function prepareOutput(path: string): Promise<void> {
  if (path.endsWith("/") || (await kindOf(path)) === "folder") {
    throw new NescioError({
      code: "inaccessible",
      subject: path,
      expected: "the name of a file to write",
      found: "a folder",
      next: "Name a file inside it.",
    });
  }
  const folder = dirname(path);
  await makeFolder(folder);
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    throw refused(path, "a place where files can be written", error);
  }
}

function refused(subject: string, expected: string, error: unknown): unknown {
  return refusal(error, { subject, expected, next: "Check the folder and its permissions." });
}
