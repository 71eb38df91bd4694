import { createHash } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * The machine that this process's number is of, as eight hex digits: containers and hosts that share a folder number their
 * processes each for themselves.
 */
const machine = createHash("sha256").update(`${hostname()} ${processNumbers()}`).digest("hex").slice(0, 8);

/** This process, as a name in names of files: `MACHINE-NUMBER`. */
export const thisProcess = `${machine}-${process.pid}`;

/** Whether the process of such a name is known to run no more. Of another machine's nothing is known. */
export function isGone(name: string): boolean {
  const [where, number] = name.split("-");
  if (where !== machine) return false;
  try {
    process.kill(Number(number), 0);
    return false;
  } catch (error) {
    // EPERM is somebody else's, which runs.
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

/** The namespace of process numbers, where the system has such things. */
function processNumbers(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
