import { mkdir, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NescioError } from "@nescio/core";
import { isGone, thisProcess } from "./running-process.js";
import { refusal } from "./system-error.js";

const pattern = /^lock-([0-9a-f]{8}-\d+)$/;

/** Locks of this process: a file of its name that is not among them was left by one that bore its number before. */
const held = new Set<string>();

/**
 * Makes a folder, where it is missing, and keeps other processes that ask from using it. Each that would use it first puts a
 * file with its name there and then looks for others', so that of two at most one goes on; what processes have left that run
 * no more is removed.
 *
 * @param subject What errors call it.
 * @returns A function that lets others use it.
 * @throws NescioError `inaccessible` where another process uses it, or the system refuses.
 */
export async function lockFolder(folder: string, subject: string): Promise<() => Promise<void>> {
  try {
    await mkdir(folder, { recursive: true });
    const own = join(await realpath(folder), `lock-${thisProcess}`);
    if (held.has(own)) throw inUse(subject, own, "this process");
    held.add(own);
    const release = async (): Promise<void> => {
      held.delete(own);
      await rm(own, { force: true });
    };
    try {
      await writeFile(own, "");
      await checkOthers(folder, subject);
    } catch (error) {
      await release();
      throw error;
    }
    return release;
  } catch (error) {
    const next = "Check the folder and its permissions.";
    throw refusal(error, { subject, expected: "a folder that can be written in", next });
  }
}

async function checkOthers(folder: string, subject: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const other = pattern.exec(name)?.[1];
    if (other === undefined || other === thisProcess) continue;
    const path = join(folder, name);
    if (!isGone(other)) throw inUse(subject, path, `process ${other.split("-")[1]}`);
    await rm(path, { force: true });
  }
}

function inUse(subject: string, path: string, who: string): NescioError {
  return new NescioError({
    code: "inaccessible",
    subject,
    expected: "a folder that nothing else uses",
    found: `one that ${who} uses`,
    next: `Wait until it has ended, or choose another folder. Should it run no more, remove ${path}.`,
  });
}
