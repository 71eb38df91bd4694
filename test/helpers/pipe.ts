import { execFileSync, spawnSync } from "node:child_process";
import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** Whether the system has named pipes. */
export const hasPipes = process.platform !== "win32";

/** Makes a named pipe. */
export function makePipe(path: string): void {
  execFileSync("mkfifo", [path]);
}

/** Opens a pipe's reading end, so that it can be written to; returns a function that gives what has been. */
export async function readerOf(path: string): Promise<() => Promise<string>> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return async () => {
    const buffer = Buffer.alloc(1 << 16);
    const { bytesRead } = await file.read(buffer);
    await file.close();
    return buffer.toString("utf8", 0, bytesRead);
  };
}

/** The number of a process that runs no more. */
export function deadProcess(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}
