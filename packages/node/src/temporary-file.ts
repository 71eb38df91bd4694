import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isGone, thisProcess } from "./running-process.js";

const pattern = /^\.nescio-([0-9a-f]{8}-\d+)-[0-9a-f]{8}\.tmp$/;

/** A new name for a file that is being written, short whatever the file will be called, and with its writer in it. */
export function temporaryName(): string {
  return `.nescio-${thisProcess}-${randomBytes(4).toString("hex")}.tmp`;
}

/** Folders that this process has looked through. */
const swept = new Set<string>();

/** Removes what processes that were killed while they wrote have left in a folder; once in a process. */
export async function removeLeftovers(folder: string): Promise<void> {
  if (swept.has(folder)) return;
  swept.add(folder);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    // Where one may write, but not look.
    return;
  }
  for (const name of names) {
    const writer = pattern.exec(name)?.[1];
    if (writer !== undefined && isGone(writer)) await rm(join(folder, name), { force: true });
  }
}
