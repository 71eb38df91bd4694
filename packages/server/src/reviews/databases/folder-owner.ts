import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, readdir, realpath, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { NescioError } from "@nescio/core";
import { refusal } from "@nescio/node/internal";

const pattern = /^in-use-by-(\d+)-[0-9a-f]{8}\.sock$/;

/**
 * Makes a folder, where it is missing, and keeps other processes that ask from using it. The lock is a socket that the process
 * listens on: whether somebody answers is known to the system, also after SIGKILL and from another container, where a number
 * of a process would say nothing. Each first puts its own socket there and then calls all others, so that of two at most one
 * goes on; those where nobody answers are removed.
 *
 * @returns A function that lets others use it.
 * @throws NescioError `inaccessible` where another process, or this one, uses it already, or the system refuses.
 */
export async function ownFolder(folder: string, subject: string): Promise<() => Promise<void>> {
  try {
    await mkdir(folder, { recursive: true });
    return process.platform === "win32"
      ? await ownByPipe(folder, subject)
      : await ownBySocket(folder, subject);
  } catch (error) {
    throw refusal(error, {
      subject,
      expected: "a folder that can be written in, on a file system that has sockets",
      next: "Check the folder and its permissions, or use PostgreSQL: --database postgres://….",
    });
  }
}

async function ownBySocket(folder: string, subject: string): Promise<() => Promise<void>> {
  const handle = await open(folder, "r");
  // An address of a socket has 107 bytes at most. Through the open folder it is short, where the system has such paths.
  const near = process.platform === "linux" ? `/proc/self/fd/${handle.fd}` : folder;
  const own = `in-use-by-${process.pid}-${randomBytes(4).toString("hex")}.sock`;
  const server = createServer((socket) => socket.destroy());
  const release = async (): Promise<void> => {
    await new Promise((resolve) => server.close(resolve));
    await rm(join(folder, own), { force: true });
    await handle.close();
  };
  try {
    await listen(server, join(near, own));
    for (const name of await readdir(folder)) {
      const other = pattern.exec(name)?.[1];
      if (other === undefined || name === own) continue;
      if (await answers(join(near, name))) throw inUse(subject, `process ${other}`);
      await rm(join(folder, name), { force: true });
    }
  } catch (error) {
    await release();
    throw error;
  }
  return release;
}

/** Of a named pipe, Windows lets one process be the first. */
async function ownByPipe(folder: string, subject: string): Promise<() => Promise<void>> {
  const name = createHash("sha256")
    .update(await realpath(folder))
    .digest("hex")
    .slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  try {
    await listen(server, `\\\\.\\pipe\\nescio-${name}`);
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw taken ? inUse(subject, "another process") : error;
  }
  return async () => {
    await new Promise((resolve) => server.close(resolve));
  };
}

async function listen(server: Server, path: string): Promise<void> {
  // A program that has come to its end is not kept from ending.
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
}

async function answers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // Gone meanwhile, or left by a process that is.
      if (error.code === "ENOENT" || error.code === "ECONNREFUSED") resolve(false);
      else reject(error);
    });
  });
}

function inUse(subject: string, who: string): NescioError {
  return new NescioError({
    code: "inaccessible",
    subject,
    expected: "a review queue that nothing else uses",
    found: `one that ${who} uses`,
    next: "Wait until it has ended or ask it, name another folder, or use PostgreSQL, which many processes can use at once.",
  });
}
