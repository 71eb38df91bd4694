import fs from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, onTestFinished, test, vi } from "vitest";
import { openEmbedded } from "../../../packages/server/src/reviews/databases/embedded.js";
import { openReviewStore } from "../../../packages/server/src/reviews/review-store.js";
import { expectNescioError } from "../../helpers/errors.js";
import { temporaryFolder } from "../../helpers/folder.js";
import { aReview } from "../../helpers/reviews.js";

async function newFolder(): Promise<string> {
  return join(await temporaryFolder(), "queue");
}

test("is for one process at a time, and for another after it", async () => {
  const folder = await newFolder();
  const first = await openReviewStore(folder);
  await expectNescioError(() => openReviewStore(folder), "inaccessible", folder, "PostgreSQL");
  // The refusal lets no third one in.
  await expectNescioError(() => openReviewStore(folder), "inaccessible");
  await first.put([aReview()]);
  await first.close();
  const second = await openReviewStore(folder);
  expect(await second.counts()).toMatchObject({ waiting: 1 });
  await second.close();
  expect(await readdir(folder)).toEqual(["reviews.sqlite"]);
});

test("is opened in folders with long names", async () => {
  const folder = join(await temporaryFolder(), ..."abcd".split("").map((letter) => letter.repeat(100)));
  await (await openReviewStore(folder)).close();
  expect(await readdir(folder)).toEqual(["reviews.sqlite"]);
});

test("has a write-ahead log that is flushed at every commit", async () => {
  const { queries, close } = await openEmbedded(await newFolder(), "the queue");
  onTestFinished(close);
  const settings = ["journal_mode", "synchronous", "foreign_keys", "secure_delete", "locking_mode"];
  const values = await Promise.all(
    settings.map(async (name) => {
      const { rows } = await sql`pragma ${sql.raw(name)}`.execute(queries);
      return Object.values(rows[0] as object)[0] as unknown;
    }),
  );
  expect(values).toEqual(["wal", 2, 1, 1, "exclusive"]);
});

test("has flushed what it acknowledges", async () => {
  const store = await openReviewStore(await newFolder());
  onTestFinished(() => store.close());
  const flush = vi.spyOn(fs, "fsyncSync");
  onTestFinished(() => flush.mockRestore());
  const review = aReview();
  for (const change of [
    () => store.put([review]),
    () => store.claim("ann"),
    () => store.label(review.id, "ann", "seven"),
    () => store.undo("ann"),
    () => store.changeSetting("key", () => 1),
  ]) {
    flush.mockClear();
    await change();
    expect(flush).toHaveBeenCalled();
  }
});

test("says that the disk is full, and goes on when it is not", async () => {
  const { queries, close } = await openEmbedded(await newFolder(), "the queue");
  onTestFinished(close);
  await sql`create table some (bytes blob)`.execute(queries);
  const insert = () =>
    queries
      .transaction()
      .execute((transaction) => sql`insert into some values (zeroblob(1000000))`.execute(transaction));
  await sql`pragma max_page_count = 20`.execute(queries);
  await expect(insert()).rejects.toThrow(/disk is full/);
  await sql`pragma max_page_count = 1000`.execute(queries);
  await insert();
});

test("leaves nothing of a deleted input in its files", async () => {
  const folder = await newFolder();
  const store = await openReviewStore(folder);
  onTestFinished(() => store.close());
  const secret = "what nobody may see any more ".repeat(400);
  const input = { bytes: new TextEncoder().encode(secret), mediaType: "text/plain", shape: [1] };
  const review = aReview({ input });
  await store.put([aReview(), review, aReview()]);
  const inFiles = async (): Promise<boolean> => {
    const names = (await readdir(folder)).filter((name) => name.startsWith("reviews.sqlite"));
    const paths = names.map((name) => join(folder, name)).filter((path) => fs.statSync(path).isFile());
    const contents = await Promise.all(paths.map((path) => readFile(path)));
    return contents.some((bytes) => bytes.includes("nobody may see"));
  };
  expect(await inFiles()).toBe(true);
  await store.delete(review.id);
  expect(await inFiles()).toBe(false);
  expect(await store.counts()).toMatchObject({ waiting: 2 });
});

test("a file that is no database is told, and left alone", async () => {
  const folder = await newFolder();
  await mkdir(folder);
  const path = join(folder, "reviews.sqlite");
  const text = "not a database at all ".repeat(500);
  await writeFile(path, text);
  for (let time = 0; time < 2; time++)
    await expectNescioError(() => openReviewStore(folder), "corrupt", folder);
  expect(await readFile(path, "utf8")).toBe(text);
  expect(await readdir(folder)).toEqual(["reviews.sqlite"]);
});

test("a file in the folder's place is told", async () => {
  const folder = await newFolder();
  await writeFile(folder, "");
  await expectNescioError(
    () => openReviewStore(folder),
    "inaccessible",
    folder,
    "a folder that can be written in",
  );
});
