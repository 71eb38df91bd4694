import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../../helpers/folder.js";
import { boxedModel, pixelsOfDigit, postJson, serviceOf } from "../../helpers/service.js";
import { root } from "../../helpers/sources.js";

const path = "v1/models/mnist/predict";
const body = { inputs: [1, 2, 3, 4, 5, 6, 7, 8].map((i) => Array.from(pixelsOfDigit(i))) };

/** Starts a process, and waits for the first line that it writes. */
async function started(args: readonly string[]): Promise<{
  readonly child: ChildProcess;
  readonly line: string;
  readonly ended: Promise<readonly [code: number | null, signal: string | null]>;
  readonly stderr: () => string;
}> {
  const { NESCIO_TOKEN: _, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["pipe", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "exit") as Promise<[number | null, string | null]>;
  const lines = createInterface(child.stdout);
  const line = await Promise.race([
    once(lines, "line").then(([first]) => first as string),
    ended.then(([code]) => Promise.reject(new Error(`ended with ${code}: ${stderr}`))),
  ]);
  return { child, line, ended, stderr: () => stderr };
}

// What is left open keeps the process: it has to end by itself.
const program = (database: string): string => `
  import { startService } from "@nescio/server";
  const service = await startService({
    models: [{ name: "mnist", file: ${JSON.stringify(boxedModel)} }],
    database: ${JSON.stringify(database)}, review: true, audit: 1, port: 0, threads: 2,
  });
  console.log(service.address);
  process.stdin.once("data", async () => {
    process.stdin.destroy();
    await Promise.all([service.close(), service.close()]);
    console.log("closed");
  });
`;

/** Waits until so many inputs have been accepted: those that are under way, and those that have been answered. */
async function accepted(address: string, count: number, answered: () => number = () => 0): Promise<void> {
  await vi.waitFor(async () => {
    const before = answered();
    const metrics = await (await fetch(new URL("metrics", address))).text();
    const [, underWay] = /nescio_inputs_under_way (\d+)/.exec(metrics)!;
    expect(before + Number(underWay)).toBeGreaterThanOrEqual(count);
  }, 30_000);
}

/** Asks until nothing answers. Returns what was answered by then. */
async function askOn(address: string): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (;;) {
    try {
      statuses.push((await postJson({ address } as never, path, body)).status);
    } catch {
      return statuses;
    }
  }
}

test("what was accepted is answered, and nothing is left", async () => {
  const {
    child,
    line: address,
    ended,
    stderr,
  } = await started(["--input-type=module", ...["-e", program(await temporaryFolder())]]);
  let answered = 0;
  const first = Array.from({ length: 50 }, async () => {
    const { status } = await postJson({ address } as never, path, body);
    answered++;
    return status;
  });
  await accepted(address, 50 * body.inputs.length, () => answered * body.inputs.length);
  const half = connect(Number(new URL(address).port), "127.0.0.1").on("error", () => undefined);
  half.write("GET /healthz HT");
  await once(half, "connect");
  child.stdin!.write("close\n");
  const later = askOn(address);
  expect((await Promise.all(first)).filter((status) => status !== 200)).toEqual([]);
  for (const status of await later) expect([200, 503]).toContain(status);
  expect(await ended, stderr()).toEqual([0, null]);
  expect(stderr()).toBe("");
});

test("while it is shut down, what has begun is answered, and its connection closed", async () => {
  const service = await serviceOf();
  const many = postJson(service, path, { inputs: Array.from({ length: 60 }, () => body.inputs[0]) });
  // Its head has come, its body has not.
  const kept = connect(service.port, "127.0.0.1").on("error", () => undefined);
  const text = JSON.stringify(body);
  const head = `POST /${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n`;
  kept.write(`${head}Expect: 100-continue\r\n\r\n`);
  expect(String((await once(kept, "data"))[0])).toBe("HTTP/1.1 100 Continue\r\n\r\n");
  await accepted(service.address, 60);
  const closed = service.close();
  kept.write(`${text}GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  let answer = "";
  kept.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  expect((await many).status).toBe(200);
  await closed;
  if (!kept.destroyed) await once(kept, "close");
  const [first, ...later] = answer.split(/(?=HTTP\/1\.1 \d{3} )/);
  expect(first).toMatch(/^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)*connection: close\r\n/i);
  // The second was refused, or not read any more.
  for (const other of later) expect(other).toMatch(/^HTTP\/1\.1 503 /);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "nescio serve ends well by %s, and answers what it has accepted",
  async (signal) => {
    const database = await temporaryFolder();
    const { child, line, ended, stderr } = await started([
      join(root, "packages/cli/bin/nescio.js"),
      ...["serve", "--port", "0", "--database", database, "--review", "--threads", "1", "--no-page"],
    ]);
    const [, address] = /^(http:\S+) +mnist$/.exec(line)!;
    let answered = 0;
    const asked = Array.from({ length: 8 }, async () => {
      const { status } = await postJson({ address } as never, path, body);
      answered++;
      return status;
    });
    await accepted(address, 8 * body.inputs.length, () => answered * body.inputs.length);
    child.kill(signal);
    expect((await Promise.all(asked)).filter((status) => status !== 200)).toEqual([]);
    expect(await ended, stderr()).toEqual([0, null]);
    for (const text of stderr().split("\n")) {
      if (text.startsWith("{")) expect((JSON.parse(text) as { level: number }).level).toBeLessThan(50);
    }
  },
);
