import { constants, type Stats } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";
import { NescioError, type ErrorCode } from "@nescio/core";
import { isMissing, refusal } from "./system-error.js";

/** What a path leads to, links followed; "other" is what could be read without end, or never: a pipe, a device, a socket. */
export async function kindOf(path: string): Promise<"file" | "folder" | "other" | "nothing"> {
  try {
    const facts = await stat(path);
    return facts.isDirectory() ? "folder" : facts.isFile() ? "file" : "other";
  } catch (error) {
    if (isMissing(error)) return "nothing";
    throw refusal(error, {
      subject: path,
      expected: "a file or folder that can be read",
      next: "Check its permissions.",
    });
  }
}

/** What is neither file nor folder, in words. */
export function describeOther(facts: Stats): string {
  if (facts.isFIFO()) return "a pipe";
  if (facts.isSocket()) return "a socket";
  return facts.isCharacterDevice() || facts.isBlockDevice() ? "a device" : "neither file nor folder";
}

/**
 * The bytes of a regular file. A pipe or a device is refused: it could be waited for in vain, or read without end, and a
 * process that waits in the system's open does not even end when it is told to.
 *
 * @param options.code Of that refusal. Default `invalid-data`.
 * @param options.most Bytes that the file may have, or it is refused too. Default: what the system reads at once.
 * @throws NescioError for that; what the system says, as it comes.
 */
export async function readRegularFile(
  path: string,
  {
    subject = path,
    code = "invalid-data",
    most = Infinity,
  }: { readonly subject?: string; readonly code?: ErrorCode; readonly most?: number } = {},
): Promise<Buffer> {
  const { file, size } = await openRegularFile(path, { subject, code });
  try {
    if (size > most) {
      const found = `${size}`;
      throw new NescioError({ code, subject, expected: `a file of at most ${most} bytes`, found });
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/**
 * A regular file, opened for reading, and its size in bytes; a pipe or a device is refused as by {@link readRegularFile}.
 * @throws NescioError for that; what the system says, as it comes.
 */
export async function openRegularFile(
  path: string,
  { subject = path, code = "invalid-data" }: { readonly subject?: string; readonly code?: ErrorCode } = {},
): Promise<{ readonly file: FileHandle; readonly size: number }> {
  const check = (facts: Stats): void => {
    if (facts.isFile() || facts.isDirectory()) return;
    throw notRegular(subject, describeOther(facts), code);
  };
  check(await stat(path));
  // Should something else have taken its place meanwhile, opening does not wait.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const facts = await file.stat();
    check(facts);
    return { file, size: facts.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The refusal of what is no file. */
export function notRegular(subject: string, found: string, code: ErrorCode = "invalid-data"): NescioError {
  const next = "Save it to a file first.";
  return new NescioError({ code, subject, expected: "a regular file", found, next });
}
