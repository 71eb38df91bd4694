import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { sql, type Kysely } from "kysely";
import { parseAddress } from "../../../packages/server/src/reviews/address.js";
import { openEmbedded } from "../../../packages/server/src/reviews/databases/embedded.js";
import { openPostgres } from "../../../packages/server/src/reviews/databases/postgres.js";
import { migrate } from "../../../packages/server/src/reviews/migrate.js";
import type { Database } from "../../../packages/server/src/reviews/tables.js";
import { recordFromJson, recordToJson } from "../../../packages/server/src/reviews/exchange.js";
import { newReviewId } from "../../../packages/server/src/reviews/review-id.js";
import { openReviewStore, type ReviewStore } from "../../../packages/server/src/reviews/review-store.js";
import type { NewReview, ReviewRecord } from "../../../packages/server/src/reviews/review.js";
import { expectNescioError } from "../../helpers/errors.js";
import { postgresPrograms, startPostgres, type TestPostgres } from "../../helpers/postgres.js";
import { aReview, bytesFor } from "../../helpers/reviews.js";

let postgres: TestPostgres | undefined;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  if (postgresPrograms !== undefined) postgres = await startPostgres();
});
afterAll(async () => {
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

let number = 0;

/** The address of a new queue. */
const databases = [
  { name: "SQLite", here: true, newAddress: () => Promise.resolve(join(folder, `queue${number++}`)) },
  {
    name: "PostgreSQL",
    here: postgresPrograms !== undefined,
    newAddress: () => postgres!.address(`queue${number++}`),
  },
];

/** The same database, without what a store does when it opens one. */
async function rawDatabase(address: string): Promise<Database> {
  const parsed = parseAddress(address);
  return parsed.kind === "sqlite" ? openEmbedded(parsed.folder, "the queue") : openPostgres(parsed.url, 1);
}

describe.each(databases)("a review queue in $name", ({ here, newAddress }) => {
  const stored = test.skipIf(!here);

  async function opened(address?: string): Promise<ReviewStore> {
    const store = await openReviewStore(address ?? (await newAddress()));
    onTestFinished(() => store.close());
    return store;
  }

  /** A queue of so many reviews, the highest score first. */
  async function queueOf(count: number, given: Partial<NewReview> = {}): Promise<[ReviewStore, string[]]> {
    const store = await opened();
    const reviews = Array.from({ length: count }, (_, i) => aReview({ score: count - i, ...given }));
    expect(await store.put(reviews)).toBe(count);
    return [store, reviews.map(({ id }) => id)];
  }

  const ids = (reviews: readonly { readonly id: string }[]): string[] => reviews.map(({ id }) => id);

  stored("gives back what was put, to the bit", async () => {
    const store = await opened();
    const refused = aReview();
    const audit = aReview({
      arrival: "audit",
      auditRate: 0.01,
      familiarity: null,
      features: null,
      score: -1 / 3,
    });
    await store.put([refused, audit]);
    for (const { input, ...review } of [refused, audit]) {
      const { bytes, ...described } = input;
      const found = await store.find(review.id);
      const rest = { createdAt: expect.any(Number) as number, state: "waiting", claim: null, verdicts: [] };
      expect(found).toEqual({ ...review, input: described, ...rest });
      expect(await store.input(review.id)).toEqual(bytes);
    }
    expect(Math.abs((await store.find(audit.id))!.createdAt - Date.now())).toBeLessThan(3_600_000);
  });

  stored("keeps everything when it is closed and opened again", async () => {
    const address = await newAddress();
    const first = await openReviewStore(address);
    const review = aReview();
    await first.put([review]);
    await first.label(review.id, "ann", "seven");
    await first.changeSetting("martingale", () => ({ log: -0.5, since: [1, 2] }));
    await first.close();
    const second = await opened(address);
    expect(await second.find(review.id)).toMatchObject({ state: "labelled", verdicts: [{ label: "seven" }] });
    expect(await second.input(review.id)).toEqual(bytesFor(review.id));
    expect(await second.setting("martingale")).toEqual({ log: -0.5, since: [1, 2] });
  });

  stored("is refused, and left as it is, where a newer Nescio has used it", async () => {
    const address = await newAddress();
    await (await openReviewStore(address)).close();
    const { queries, close } = await rawDatabase(address);
    await sql`insert into review_migrations (number, applied_at) values (99, 0)`.execute(queries);
    await close();
    for (let time = 0; time < 2; time++) {
      await expectNescioError(() => openReviewStore(address), "unsupported", "migration 99", "Update Nescio");
    }
  });

  stored("has all of a migration or nothing", async () => {
    const database = await rawDatabase(await newAddress());
    onTestFinished(database.close);
    const failing = {
      up: async (queries: Kysely<unknown>) => {
        await queries.schema.createTable("half").addColumn("id", "integer").execute();
        throw new TypeError("in the middle");
      },
    };
    await expect(migrate(database, "the queue", [failing])).rejects.toThrow("in the middle");
    for (const table of ["half", "review_migrations"]) {
      await expect(sql`select * from ${sql.table(table)}`.execute(database.queries)).rejects.toThrow(table);
    }
  });

  stored("has what was put twice once, as it was first", async () => {
    const [store, [id]] = await queueOf(1);
    expect(await store.put([aReview({ id, score: 99 }), aReview()])).toBe(1);
    expect(await store.find(id)).toMatchObject({ score: 1 });
    expect(await store.counts()).toEqual({ waiting: 2, claimed: 0, labelled: 0, skipped: 0 });
  });

  stored("stores all of a call or nothing", async () => {
    const [store] = await queueOf(1);
    const wrong = aReview({ score: NaN });
    await expectNescioError(() => store.put([aReview(), wrong]), "invalid-option", "score", "NaN");
    expect(await store.counts()).toMatchObject({ waiting: 1 });
  });

  test.skipIf(!here).each<[string, Partial<NewReview>, string]>([
    ["an id of somebody's own", { id: "1" }, "an identifier from newReviewId"],
    ["an audit without its rate", { arrival: "audit" }, "a rate for what came by audit"],
    ["a rate without an audit", { auditRate: 0.5 }, "a rate for what came by audit"],
    ["features that are not finite", { features: Float32Array.of(Infinity) }, "finite numbers"],
    ["a name with a NUL", { model: { name: "a\0b", digest: "ab".repeat(32) } }, "a text without NUL"],
    ["half a character", { model: { name: "\ud83d", digest: "ab".repeat(32) } }, "halves of characters"],
    ["three labels", { labelsWanted: 3 as never }, "1 or 2"],
  ])("refuses %s", async (_, given, expected) => {
    const store = await opened();
    await expectNescioError(() => store.put([aReview(given)]), "invalid-option", expected);
    expect(await store.counts()).toMatchObject({ waiting: 0 });
  });

  stored("hands out the highest scores first, each once", async () => {
    const [store, all] = await queueOf(5);
    const first = await store.claim("ann", { count: 2 });
    expect(ids(first)).toEqual(all.slice(0, 2));
    expect(first[0]).toMatchObject({ state: "claimed", claim: { reviewer: "ann" } });
    expect(ids(await store.claim("bob", { count: 2 }))).toEqual(all.slice(2, 4));
    expect(ids(await store.claim("ann", { count: 9 }))).toEqual(all.slice(4));
    expect(await store.claim("ann")).toEqual([]);
    expect(await store.counts()).toMatchObject({ waiting: 0, claimed: 5 });
  });

  stored("hands out by new scores, of equal ones the earliest first", async () => {
    const [store, [a, b, c]] = await queueOf(3);
    await store.setScores(new Map([[c, 10], [b, 3], [newReviewId(), 4]])); // prettier-ignore
    expect(ids(await store.claim("ann", { count: 3 }))).toEqual([c, a, b]);
  });

  stored("hands out again what a reviewer had when the lease ends", async () => {
    const [store, [id]] = await queueOf(1);
    await store.claim("ann", { lease: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await store.find(id)).toMatchObject({ state: "waiting", claim: null });
    expect(await store.counts()).toMatchObject({ waiting: 1, claimed: 0 });
    expect(ids(await store.list({ state: "waiting" }))).toEqual([id]);
    expect(await store.list({ state: "claimed" })).toEqual([]);
    expect(ids(await store.claim("bob"))).toEqual([id]);
    // What ann decided meanwhile would be decided twice.
    await expectNescioError(() => store.label(id, "ann", "seven"), "unmet", "one that bob has until");
  });

  stored("takes a label though the lease ended, while nobody else has it", async () => {
    const [store, [id]] = await queueOf(1);
    await store.claim("ann", { lease: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await store.label(id, "ann", "seven")).toMatchObject({ state: "labelled", claim: null });
  });

  stored("takes the same label twice, another one only in place of the first", async () => {
    const [store, [id]] = await queueOf(1);
    await store.claim("ann");
    const once = await store.label(id, "ann", "seven");
    expect(await store.label(id, "ann", "seven")).toEqual(once);
    const error = await expectNescioError(() => store.label(id, "ann", "one"), "unmet", 'the label "seven"');
    expect(error.subject).toBe(`review ${id}`);
    await expectNescioError(() => store.skip(id, "ann"), "unmet");
    const replaced = await store.label(id, "ann", "one", { replace: true });
    expect(replaced.verdicts).toMatchObject([{ reviewer: "ann", label: "one" }]);
  });

  stored("asks a second reviewer, never the same one, where two labels are wanted", async () => {
    const [store, [id]] = await queueOf(1, { labelsWanted: 2 });
    await store.claim("ann");
    expect(await store.label(id, "ann", "seven")).toMatchObject({ state: "waiting" });
    expect(await store.claim("ann")).toEqual([]);
    expect(ids(await store.claim("bob"))).toEqual([id]);
    // What ann thinks again does not take it from bob.
    const again = await store.label(id, "ann", "one", { replace: true });
    expect(again).toMatchObject({ state: "claimed", claim: { reviewer: "bob" } });
    expect(await store.undo("ann")).toMatchObject({
      state: "claimed",
      claim: { reviewer: "bob" },
      verdicts: [],
    });
    expect(await store.label(id, "bob", "seven")).toMatchObject({ state: "waiting" });
    const done = await store.label(id, "ann", "seven");
    expect(done.state).toBe("labelled");
    expect(done.verdicts).toMatchObject([{ reviewer: "bob" }, { reviewer: "ann" }]);
  });

  stored("hands out no more what somebody skipped", async () => {
    const [store, [id]] = await queueOf(1);
    await store.claim("ann");
    expect(await store.skip(id, "ann")).toMatchObject({ state: "skipped", verdicts: [{ label: null }] });
    expect(await store.claim("bob")).toEqual([]);
    expect(await store.label(id, "bob", "seven")).toMatchObject({ state: "labelled" });
  });

  stored("takes back a reviewer's last verdict, one after the other", async () => {
    const [store, [first, second, third]] = await queueOf(3);
    await store.claim("ann", { count: 2 });
    await store.label(second, "ann", "seven");
    await store.skip(first, "ann");
    await store.label(third, "bob", "one");
    expect(await store.undo("ann")).toMatchObject({ id: first, verdicts: [], claim: { reviewer: "ann" } });
    expect(await store.undo("ann")).toMatchObject({ id: second, state: "claimed", verdicts: [] });
    expect(await store.undo("ann")).toBeUndefined();
    expect(await store.find(third)).toMatchObject({ state: "labelled" });
  });

  stored("tells of a review that is not there", async () => {
    const store = await opened();
    for (const id of [newReviewId(), "no id", "\0"]) {
      await expectNescioError(() => store.label(id, "ann", "seven"), "not-found", "no such review");
      await expectNescioError(() => store.skip(id, "ann"), "not-found");
      expect([await store.find(id), await store.input(id), await store.delete(id)]).toEqual([
        undefined,
        undefined,
        false,
      ]);
    }
  });

  stored("lists in the queue's order, by pages, by state and by model", async () => {
    const [store, all] = await queueOf(5);
    const other = aReview({ model: { name: "letters", digest: "cd".repeat(32) }, score: 2 });
    await store.put([other]);
    await store.label(all[0], "ann", "seven");
    const pages = [await store.list({ count: 4 })];
    pages.push(await store.list({ count: 4, after: pages[0].at(-1) }));
    expect(pages.map(ids)).toEqual([all.slice(0, 4), [other.id, all[4]]]);
    expect(ids(await store.list({ state: "labelled" }))).toEqual([all[0]]);
    expect(ids(await store.list({ digest: other.model.digest }))).toEqual([other.id]);
  });

  stored("deletes a review with all that belongs to it", async () => {
    const [store, [kept, gone]] = await queueOf(2);
    await store.label(gone, "ann", "seven");
    expect(await store.delete(gone)).toBe(true);
    expect(await store.delete(gone)).toBe(false);
    expect([await store.find(gone), await store.input(gone), await store.undo("ann")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await store.input(kept)).toEqual(bytesFor(kept));
  });

  stored("deletes what is older, or more, than may be kept", async () => {
    const hour = 3_600_000;
    const store = await opened();
    const reviews = [5, 4, 3, 2, 1].map((hours) => aReview({ id: newReviewId(Date.now() - hours * hour) }));
    await store.put(reviews);
    const left = async (): Promise<string[]> => ids(await store.list()).sort();
    const all = ids(reviews);
    expect(await store.retain({})).toBe(0);
    expect(await store.retain({ age: 3.5 * hour })).toBe(2);
    expect(await left()).toEqual(all.slice(2));
    expect(await store.retain({ count: 3 })).toBe(0);
    expect(await store.retain({ age: 2.5 * hour, count: 1 })).toBe(2);
    expect(await left()).toEqual(all.slice(4));
    expect(await store.retain({ count: 0 })).toBe(1);
    await expectNescioError(() => store.retain({ count: -1 }), "invalid-option");
  });

  stored("carries everything to another queue, by lines of JSON, as often as one likes", async () => {
    const [store, all] = await queueOf(5, { labelsWanted: 2 });
    await store.label(all[0], "ann", "seven");
    await store.label(all[0], "bob", "one");
    await store.skip(all[1], "ann");
    await store.claim("ann", { count: 1 });
    const records: ReviewRecord[] = [];
    for await (const page of store.export({ count: 2 })) {
      expect(page.length).toBeLessThanOrEqual(2);
      for (const record of page) {
        records.push(recordFromJson(JSON.parse(JSON.stringify(recordToJson(record))) as never));
      }
    }
    expect(ids(records)).toEqual(all);
    const other = await opened();
    await other.put([aReview({ id: all[4], score: 77 })]);
    expect(await other.import(records)).toEqual({ reviews: 4, verdicts: 3 });
    expect(await other.import(records)).toEqual({ reviews: 0, verdicts: 0 });
    expect(await other.counts()).toEqual({ waiting: 3, claimed: 0, labelled: 1, skipped: 1 });
    const [first] = await other.list({ state: "labelled" });
    expect(first).toEqual(await store.find(all[0]));
    expect(await other.input(all[3])).toEqual(bytesFor(all[3]));
    expect(await other.find(all[4])).toMatchObject({ score: 77 });
    // ann's last verdict is the same in both.
    expect(await other.undo("ann")).toMatchObject({ id: all[1] });
  });

  stored("changes a setting by what it was, one after the other", async () => {
    const store = await opened();
    expect(await store.setting("count")).toBeUndefined();
    const add = () => store.changeSetting("count", (before) => Number(before ?? 0) + 1);
    await Promise.all(Array.from({ length: 10 }, add));
    expect(await store.setting("count")).toBe(10);
    const failing = store.changeSetting("other", () => {
      throw new TypeError("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await store.setting("other")).toBeUndefined();
  });

  stored("never hands one review to two that ask at the same time", async () => {
    const [store, all] = await queueOf(60);
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, i) => store.claim(`reviewer ${i}`, { count: 7 })),
    );
    const handed = claims.flatMap(ids);
    expect(new Set(handed).size).toBe(handed.length);
    expect(handed).toHaveLength(all.length);
  });
});
