import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../../packages/core/src/math/random.js";
import { openReviewStore, type ReviewStore } from "../../../packages/server/src/reviews/review-store.js";
import { expectNescioError } from "../../helpers/errors.js";
import { postgresPrograms, startPostgres } from "../../helpers/postgres.js";
import { bytesFor } from "../../helpers/reviews.js";
import { root } from "../../helpers/sources.js";

const kills = 50;

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  program = join(folder, "child.mjs");
  await symlink(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  await build({
    entryPoints: [join(root, "test/server/reviews/kill-child.ts")],
    ...{ bundle: true, format: "esm", platform: "node", outfile: program, logLevel: "error" },
    // Its paths lead to the sources.
    tsconfig: join(root, "tsconfig.json"),
    // All of the project is in the file, nothing else.
    external: [
      "node-sqlite3-wasm",
      "pg",
      "kysely",
      "zod",
      "sharp",
      "csv-parse",
      "hyparquet*",
      "fflate",
      "env-paths",
    ],
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a child was told is kept. */
interface Acknowledged {
  readonly ids: Set<string>;
  readonly labels: Map<string, string>;
  count: number;
}

interface Moment {
  /** After so many acknowledgements, */
  readonly lines: number;
  /** and so many milliseconds. */
  readonly delay: number;
}

/**
 * Runs the child and kills it. What it wrote by then was acknowledged.
 *
 * @param before What is done in that moment before it is killed.
 */
async function runUntil(address: string, moment: Moment, before?: () => Promise<void>): Promise<string[]> {
  const child = spawn(process.execPath, [program, address], { stdio: ["ignore", "pipe", "pipe"] });
  let [text, errors] = ["", ""];
  let due = false;
  const look = (): void => {
    if (due || text.split("\n").length <= moment.lines) return;
    due = true;
    const kill = (): unknown => child.kill("SIGKILL");
    setTimeout(() => (before === undefined ? kill() : void before().then(kill)), moment.delay);
  };
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    look();
  });
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
  look();
  const signal = await new Promise((resolve) => child.once("close", (_, by) => resolve(by)));
  expect({ signal, errors }).toEqual({ signal: "SIGKILL", errors: "" });
  // A line that was not written to its end is none.
  return text.split("\n").slice(0, -1);
}

function remember(lines: readonly string[], acknowledged: Acknowledged): void {
  for (const line of lines) {
    const [what, id, step] = line.split(" ");
    if (what === "put") acknowledged.ids.add(id);
    if (what === "label") acknowledged.labels.set(id, `label ${step}`);
    if (what === "count") acknowledged.count = Number(id);
  }
}

/** All that was acknowledged is there, and nothing is there by halves. Returns how many reviews there are. */
async function expectWhole(store: ReviewStore, { ids, labels, count }: Acknowledged): Promise<number> {
  const missing = new Set(ids);
  let exported = 0;
  for await (const page of store.export()) {
    for (const { id, input, verdicts } of page) {
      exported++;
      missing.delete(id);
      expect(Buffer.compare(input.bytes, bytesFor(id)), id).toBe(0);
      const label = labels.get(id);
      if (label !== undefined) expect(verdicts).toMatchObject([{ reviewer: "ann", label }]);
    }
  }
  expect([...missing]).toEqual([]);
  // A review without its input would not be exported.
  const counts = await store.counts();
  expect(exported).toBe(Object.values(counts).reduce((sum, of) => sum + of));
  expect(counts.labelled).toBeGreaterThanOrEqual(labels.size);
  expect(Number((await store.setting("count")) ?? 0)).toBeGreaterThanOrEqual(count);
  return exported;
}

/** Seeded moments: some while the child starts, most while it works. */
function moments(seed: number): Moment[] {
  const random = new Random(seed);
  return Array.from({ length: kills }, (_, i) =>
    i % 5 === 0
      ? { lines: 0, delay: Math.floor(400 * random.uniform()) }
      : { lines: 1 + Math.floor(12 * random.uniform()), delay: Math.floor(8 * random.uniform()) },
  );
}

describe("a service killed at any moment loses nothing that it acknowledged", () => {
  test(`SQLite, ${kills} times`, { timeout: 600_000 }, async () => {
    const address = join(folder, "queue");
    const acknowledged: Acknowledged = { ids: new Set(), labels: new Map(), count: 0 };
    for (const moment of moments(1)) {
      remember(await runUntil(address, moment), acknowledged);
      const store = await openReviewStore(address);
      await expectWhole(store, acknowledged);
      await expectNescioError(() => openReviewStore(address), "inaccessible", `process ${process.pid} uses`);
      await store.close();
      expect(await readdir(address)).toEqual(["reviews.sqlite"]);
    }
    expect(acknowledged.ids.size).toBeGreaterThan(kills);
    expect(acknowledged.labels.size).toBeGreaterThan(kills / 2);
  });

  test.skipIf(postgresPrograms === undefined)(
    `PostgreSQL, ${kills} times, and the server with it each tenth time`,
    { timeout: 600_000 },
    async () => {
      const postgres = await startPostgres();
      try {
        const address = await postgres.address("queue");
        const acknowledged: Acknowledged = { ids: new Set(), labels: new Map(), count: 0 };
        for (const [i, moment] of moments(2).entries()) {
          const crashes = i % 10 === 9;
          remember(await runUntil(address, moment, crashes ? postgres.crash : undefined), acknowledged);
          if (crashes) await postgres.start();
          const store = await openReviewStore(address);
          await expectWhole(store, acknowledged);
          await store.close();
        }
        expect(acknowledged.ids.size).toBeGreaterThan(kills);
        expect(acknowledged.labels.size).toBeGreaterThan(kills / 2);
      } finally {
        await postgres.stop();
      }
    },
  );
});
