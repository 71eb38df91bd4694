import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where Debian has the server's programs, the newest version's. */
const debian = "/usr/lib/postgresql";

/** The folder with `initdb` and `postgres`; undefined where there is none. */
export const postgresPrograms: string | undefined = [
  ...(existsSync(debian)
    ? readdirSync(debian)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(debian, version, "bin"))
    : []),
  ...(process.env.PATH ?? "").split(":"),
].find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));

/** A PostgreSQL of a test's own. */
export interface TestPostgres {
  /** Its address with a password, whose tables are in a schema of that name, made where it is missing. */
  readonly address: (schema: string) => Promise<string>;
  /** Runs SQL in its only database. */
  readonly run: (sql: string) => string;
  /** SIGKILL to the server; its processes end by themselves. */
  readonly crash: () => Promise<void>;
  /** Starts it again after a crash; its address stays. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const testPassword = "not-to-be-shown";

/** Starts PostgreSQL on a free port of the loopback interface, with its data in a temporary folder and with fsync. */
export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "nescio-postgres-"));
  const user = serverUser();
  if (user !== undefined) await chown(folder, user.uid, user.gid);
  const password = join(folder, "password");
  await writeFile(password, testPassword);
  const data = join(folder, "data");
  const program = (name: string): string => join(postgresPrograms!, name);
  execFileSync(
    program("initdb"),
    ["-D", data, "-U", "nescio", "-E", "UTF8", "--auth=scram-sha-256", `--pwfile=${password}`],
    { ...user, cwd: folder, stdio: "pipe" },
  );
  const port = await freePort();
  let server: ChildProcess | undefined;

  const run = (sql: string): string =>
    execFileSync(program("psql"), ["-h", "127.0.0.1", "-p", String(port), "-qAtX", "-c", sql, "postgres"], {
      env: { PGUSER: "nescio", PGPASSWORD: testPassword },
      encoding: "utf8",
    }).trim();
  const start = async (): Promise<void> => {
    const settings = [
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      "fsync=on",
      "shared_buffers=16MB",
    ];
    server = spawn(
      program("postgres"),
      ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
      { ...user, cwd: folder, stdio: "ignore" },
    );
    const ready = ["-h", "127.0.0.1", "-p", String(port), "-q"];
    while (spawnSync(program("pg_isready"), ready).status !== 0) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const end = async (signal: "SIGKILL" | "SIGINT"): Promise<void> => {
    const running = server!;
    if (running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill(signal);
    await ended;
    // Its other processes see that it is gone, and hold the data until they are too.
    while (isUsed(data)) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await start();
  return {
    address: (schema) => {
      run(`create schema if not exists ${schema}`);
      const options = encodeURIComponent(`-c search_path=${schema}`);
      return Promise.resolve(
        `postgres://nescio:${testPassword}@127.0.0.1:${port}/postgres?options=${options}`,
      );
    },
    run,
    crash: () => end("SIGKILL"),
    start,
    stop: async () => {
      await end("SIGINT");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a process works in the server's folder, where the system tells. */
function isUsed(data: string): boolean {
  if (!existsSync("/proc/self/cwd")) return false;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .some((process) => {
      try {
        return readlinkSync(`/proc/${process}/cwd`) === data;
      } catch {
        return false; // Ended meanwhile, or somebody else's.
      }
    });
}

/** It refuses to run as root. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const line =
    lines.find((text) => text.startsWith("postgres:")) ?? lines.find((text) => text.startsWith("nobody:"))!;
  const [, , uid, gid] = line.split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
