import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { recordToJson } from "../../packages/server/src/reviews/exchange.js";
import { readRecords } from "../../packages/server/src/reviews/record-lines.js";
import { openReviewStore, type ReviewStore } from "../../packages/server/src/reviews/review-store.js";
import { runCli } from "../helpers/cli.js";
import { temporaryFolder } from "../helpers/folder.js";
import { aReview } from "../helpers/reviews.js";

/** A queue with three reviews: one labelled, one that two disagree about, one that waits. */
async function aQueue(): Promise<{ folder: string; ids: string[] }> {
  const folder = join(await temporaryFolder(), "queue");
  const store = await openReviewStore(folder);
  const reviews = [
    aReview({
      score: 3,
      decision: { decision: "answer", labels: ["seven"] },
      arrival: "audit",
      auditRate: 0.1,
    }),
    aReview({ score: 2, labelsWanted: 2, decision: { decision: "ambiguous", labels: ["one", "seven"] } }),
    aReview({ score: 1, decision: { decision: "unfamiliar", labels: [] } }),
  ];
  await store.put(reviews);
  await store.label(reviews[0].id, "ann", "seven");
  await store.label(reviews[1].id, "ann", "one");
  await store.label(reviews[1].id, "ben", "seven");
  await store.close();
  return { folder, ids: reviews.map(({ id }) => id) };
}

async function everything(folder: string): Promise<unknown[]> {
  const store = await openReviewStore(folder);
  const all: unknown[] = [];
  for await (const page of store.export()) all.push(...page.map(recordToJson));
  await store.close();
  return all;
}

describe("nescio reviews", () => {
  test("lists the queue in its order, or those in a state", async () => {
    const { folder, ids } = await aQueue();
    const { code, stdout } = await runCli(["reviews", "list", "--queue", folder]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^ID +WHEN +MODEL +ARRIVAL +STATE +LABEL +DECISION$/);
    expect(lines.slice(1).map((line) => line.split(/ {2,}/).slice(2))).toEqual([
      ["mnist", "audit", "labelled", "seven", "answer: seven"],
      ["mnist", "refused", "labelled", "one / seven", "ambiguous: one or seven"],
      ["mnist", "refused", "waiting", "–", "unfamiliar"],
    ]);
    const waiting = await runCli(["reviews", "list", "--queue", folder, "--state", "waiting", "--json"]);
    expect(JSON.parse(waiting.stdout)).toMatchObject([{ id: ids[2], label: null }]);
    const first = await runCli(["reviews", "list", "--queue", folder, "--count", "1"]);
    expect(first.stdout).toContain("the first 1");
    expect(first.stdout).not.toContain(ids[1]);
    const none = await runCli(["reviews", "list", "--queue", folder, "--state", "skipped"]);
    expect(none.stdout).toContain("no reviews that are skipped");
  });

  test("carries a queue to another one, again and again", async () => {
    const { folder } = await aQueue();
    const file = join(await temporaryFolder(), "reviews.jsonl");
    const saved = await runCli(["reviews", "export", "--queue", folder, "--out", file, "--json"]);
    expect(JSON.parse(saved.stdout)).toEqual({ reviews: 3, file });
    const printed = await runCli(["reviews", "export", "--queue", folder]);
    expect(printed.stdout).toBe(await readFile(file, "utf8"));
    const other = join(await temporaryFolder(), "other");
    const taken = await runCli(["reviews", "import", file, "--queue", other]);
    expect(taken.stdout).toContain("3 of 3 reviews and 3 verdicts are new");
    expect(await everything(other)).toEqual(await everything(folder));
    const again = await runCli(["reviews", "import", file, "--queue", other]);
    expect(again.stdout).toContain("0 of 3 reviews and 0 verdicts are new");
    expect(again.stdout).toContain("3 were there already");
  });

  test("says which line is no review, and makes no queue for it", async () => {
    const { folder } = await aQueue();
    const out = await temporaryFolder();
    const file = join(out, "reviews.jsonl");
    const { stdout } = await runCli(["reviews", "export", "--queue", folder]);
    const [first] = stdout.split("\n");
    await writeFile(file, `${first}\n\n{"id": "no"}\n`);
    const result = await runCli(["reviews", "import", file, "--queue", join(out, "queue")]);
    expect(result.code).toBe(3);
    expect(result.stderr).toContain("line 3");
    expect(await readdir(out)).toEqual(["reviews.jsonl"]);
  });

  test("takes a folder that is not there for a slip", async () => {
    const folder = await temporaryFolder();
    const missing = join(folder, "none");
    for (const command of ["list", "export"]) {
      for (const slip of [missing, folder]) {
        const { code, stderr } = await runCli(["reviews", command, "--queue", slip]);
        expect([code, stderr]).toEqual([4, expect.stringContaining(slip)]);
      }
    }
    expect(await readdir(folder)).toEqual([]);
    const gone = await runCli(["reviews", "import", join(missing, "x.jsonl"), "--queue", missing]);
    expect(gone.code).toBe(4);
  });

  test("says who has a folder", async () => {
    const { folder } = await aQueue();
    const store = await openReviewStore(folder);
    const { code, stderr } = await runCli(["reviews", "list", "--queue", folder]);
    await store.close();
    expect(code).toBe(8);
    expect(stderr).toContain(folder);
  });
});

describe("nescio reviews of a service", () => {
  const servers: Server[] = [];
  const stores: ReviewStore[] = [];
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed));
    for (const store of stores.splice(0)) await store.close();
  });

  /** What the service answers, of a store: pages, an export and an import, for those who have the token. */
  async function aService(folder: string): Promise<{ address: string; store: ReviewStore }> {
    const store = await openReviewStore(folder);
    stores.push(store);
    const server = createServer((request, response) => {
      const answer = async (): Promise<void> => {
        if (request.headers.authorization !== "Bearer sesame") {
          const problem = { title: "A token is missing", detail: "expected a token" };
          response.writeHead(401, { "content-type": "application/problem+json" });
          response.end(JSON.stringify(problem));
          return;
        }
        const url = new URL(request.url!, "http://localhost");
        if (url.pathname === "/under/v1/reviews") {
          const after = url.searchParams.get("after");
          const [score, id] = after?.split(":") ?? [];
          const page = await store.list({
            count: 2,
            state: (url.searchParams.get("state") ?? undefined) as "waiting" | undefined,
            ...(after === null ? {} : { after: { score: Number(score), id } }),
          });
          const last = page.length < 2 ? undefined : page.at(-1);
          const reviews = page.map(({ features: _, ...review }) => review);
          const next = last === undefined ? {} : { next: `${last.score}:${last.id}` };
          response.end(JSON.stringify({ reviews, counts: {}, ...next }));
        } else if (url.pathname === "/under/v1/reviews/export") {
          for await (const page of store.export()) {
            for (const record of page) response.write(`${JSON.stringify(recordToJson(record))}\n`);
          }
          response.end();
        } else if (url.pathname === "/under/v1/reviews/import" && request.method === "POST") {
          const added = { reviews: 0, verdicts: 0 };
          for await (const page of readRecords(request, "body")) {
            const { reviews, verdicts } = await store.import(page);
            added.reviews += reviews;
            added.verdicts += verdicts;
          }
          response.end(JSON.stringify(added));
        } else {
          response.writeHead(404).end("<html>nothing here</html>");
        }
      };
      void answer();
    });
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/under/`, store };
  }

  test("lists, exports and imports as of a folder", async () => {
    const { folder, ids } = await aQueue();
    const { address } = await aService(folder);
    vi.stubEnv("NESCIO_TOKEN", "sesame");
    const list = await runCli(["reviews", "list", "--queue", address, "--json"]);
    expect((JSON.parse(list.stdout) as { id: string }[]).map(({ id }) => id)).toEqual(ids);
    const file = join(await temporaryFolder(), "reviews.jsonl");
    expect((await runCli(["reviews", "export", "--queue", address, "--out", file])).code).toBe(0);
    const other = await aService(join(await temporaryFolder(), "other"));
    const taken = await runCli(["reviews", "import", file, "--queue", other.address]);
    expect(taken.stdout).toContain("3 of 3 reviews and 3 verdicts are new");
    expect((await other.store.list()).map(({ id }) => id)).toEqual(ids);
  });

  test("says what the service said, and what is missing", async () => {
    const { folder } = await aQueue();
    const { address } = await aService(folder);
    vi.stubEnv("NESCIO_TOKEN", "");
    const none = await runCli(["reviews", "list", "--queue", address]);
    expect(none.code).toBe(8);
    expect(none.stderr).toContain("expected a token");
    expect(none.stderr).toContain("NESCIO_TOKEN");
    vi.stubEnv("NESCIO_TOKEN", "sesame");
    const elsewhere = await runCli(["reviews", "export", "--queue", `${address}nowhere`]);
    expect(elsewhere.code).toBe(4);
    const withPassword = await runCli(["reviews", "list", "--queue", "http://ann:secret@localhost:1"]);
    expect(withPassword.code).toBe(2);
    expect(withPassword.stderr).not.toContain("secret");
    const nobody = await runCli(["reviews", "list", "--queue", "http://127.0.0.1:9"]);
    expect(nobody.code).toBe(5);
  });
});
