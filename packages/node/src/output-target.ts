import { constants, type Stats } from "node:fs";
import { access, lstat, readlink, realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { NescioError } from "@nescio/core";
import { describeOther } from "./regular-file.js";
import { isMissing } from "./system-error.js";

/** Where what is written to a path goes. */
export type OutputTarget =
  /** A file at `path`, no link, which `existing` describes where there is one already: replaced as a whole. */
  | { readonly kind: "file"; readonly path: string; readonly existing?: Stats | undefined }
  /** A pipe or a device, or an open file of this process: written into. */
  | { readonly kind: "stream"; readonly path: string; readonly found: string; readonly isPipe: boolean };

/** More links than a system follows. */
const mostLinks = 40;

/** Names of this process's open files: what is there may be a file, but its end is where the next bytes belong. */
const descriptor = /^\/(?:dev\/fd|proc\/(?:self|thread-self)\/fd)\/\d+$/;

/**
 * Follows links to what a path stands for, which need not exist yet.
 *
 * @throws NescioError `inaccessible` for folders, and for what can be neither replaced nor written into; what the system
 * says, as it comes.
 */
export async function outputTarget(path: string): Promise<OutputTarget> {
  let at = resolve(path);
  for (let links = 0; links < mostLinks; links++) {
    if (descriptor.test(at))
      return { kind: "stream", path: at, found: "an open file of this process", isPipe: false };
    const facts = await lstatOf(at);
    if (facts === undefined) return { kind: "file", path: at };
    if (facts.isFile()) {
      // Its folder may be writable where it is not: renaming over it would ask nobody.
      await access(at, constants.W_OK);
      return { kind: "file", path: at, existing: facts };
    }
    if (!facts.isSymbolicLink()) return streamOf(path, at, facts);
    at = resolve(await realpath(dirname(at)), await readlink(at));
  }
  throw unfit(path, "a link that leads round in a circle");
}

function streamOf(path: string, at: string, facts: Stats): OutputTarget {
  if (facts.isDirectory()) throw unfit(path, "a folder", "Name a file inside it.");
  const found = describeOther(facts);
  if (facts.isFIFO() || facts.isCharacterDevice())
    return { kind: "stream", path: at, found, isPipe: facts.isFIFO() };
  // Of a disk, not even the beginning.
  throw unfit(path, facts.isBlockDevice() ? "a disk" : found);
}

/** The refusal of an output. */
export function unfit(path: string, found: string, next = "Name a file to write."): NescioError {
  const expected = "the name of a file to write";
  return new NescioError({ code: "inaccessible", subject: path, expected, found, next });
}

async function lstatOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
