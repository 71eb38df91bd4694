import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { NescioError } from "../../../packages/core/src/errors.js";
import { openPostgres } from "../../../packages/server/src/reviews/databases/postgres.js";
import { openReviewStore, type ReviewStore } from "../../../packages/server/src/reviews/review-store.js";
import { expectNescioError } from "../../helpers/errors.js";
import { postgresPrograms, startPostgres, type TestPostgres } from "../../helpers/postgres.js";
import { aReview } from "../../helpers/reviews.js";

describe.skipIf(postgresPrograms === undefined)("PostgreSQL", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  async function opened(address: string): Promise<ReviewStore> {
    const store = await openReviewStore(address);
    onTestFinished(() => store.close());
    return store;
  }

  test("services that start together make the tables once", async () => {
    const address = await postgres.address("together");
    const stores = await Promise.all(Array.from({ length: 4 }, () => opened(address)));
    await stores[0].put([aReview()]);
    expect(await stores[3].counts()).toMatchObject({ waiting: 1 });
    expect(postgres.run("select count(*) from together.review_migrations")).toBe("1");
  });

  test("two services never hand one review to two reviewers", async () => {
    const address = await postgres.address("claims");
    const services = [await opened(address), await opened(address)];
    const reviews = Array.from({ length: 200 }, (_, i) => aReview({ score: i % 7 }));
    await services[0].put(reviews);
    const handed = new Map<string, string>();
    const review = async (service: ReviewStore, reviewer: string): Promise<void> => {
      for (;;) {
        const claimed = await service.claim(reviewer, { count: 3 });
        if (claimed.length === 0) return;
        for (const { id } of claimed) {
          expect(handed.get(id), `${id} for ${reviewer}`).toBeUndefined();
          handed.set(id, reviewer);
          await service.label(id, reviewer, "seven");
        }
      }
    };
    await Promise.all(["a", "b", "c", "d", "e", "f"].map((name, i) => review(services[i % 2], name)));
    expect(handed.size).toBe(reviews.length);
    expect(new Set(handed.values()).size).toBeGreaterThan(1);
    expect(await services[0].counts()).toMatchObject({ labelled: reviews.length });
  });

  test("commits are flushed though the server is set otherwise", async () => {
    const address = await postgres.address("flushed");
    postgres.run("alter database postgres set synchronous_commit = off");
    onTestFinished(() => void postgres.run("alter database postgres reset synchronous_commit"));
    const { queries, close } = openPostgres(address, 1);
    onTestFinished(close);
    const { rows } = await sql`show synchronous_commit`.execute(queries);
    expect(rows).toEqual([{ synchronous_commit: "on" }]);
    expect(postgres.run("show synchronous_commit")).toBe("off");
  });

  test("a store goes on when the server comes back", async () => {
    const store = await opened(await postgres.address("again"));
    await store.put([aReview()]);
    await postgres.crash();
    try {
      await expectNescioError(() => store.put([aReview()]), "unavailable");
    } finally {
      await postgres.start();
    }
    // A connection of before may be handed out once more.
    await store.counts().catch(() => undefined);
    await store.put([aReview()]);
    expect(await store.counts()).toMatchObject({ waiting: 2 });
  });

  test("what it refuses is told without the password", async () => {
    const address = await postgres.address("secret");
    const { password, port } = new URL(address);
    const elsewhere = address.replace(/\/postgres\?/, "/nowhere?");
    const wrong = address.replace(password, "another-secret");
    const closed = address.replace(`:${port}/`, ":1/");
    for (const [given, code, part] of [
      [elsewhere, "not-found", "nowhere"],
      [wrong, "inaccessible", "password authentication failed"],
      [closed, "unavailable", "ECONNREFUSED"],
    ] as const) {
      const error = await expectNescioError(() => openReviewStore(given), code, part, "nescio:***@127.0.0.1");
      const told = JSON.stringify(error) + String(error.stack);
      expect(told).not.toContain(password);
      expect(told).not.toContain("another-secret");
    }
    const store = await opened(address);
    expect(store.address).toBe(`postgres://nescio:***@127.0.0.1:${port}/postgres`);
  });
});

test.each([
  ["mysql://user:secret-word@host/name", "mysql://"],
  ["postgres://user:secret-word@host:port/name", "cannot be read"],
  ["", "nothing"],
])("the address %s is refused, and not shown", async (address, found) => {
  const error = await expectNescioError(() => openReviewStore(address), "invalid-option", found);
  expect(error).toBeInstanceOf(NescioError);
  expect(error.message).not.toContain("secret-word");
});
