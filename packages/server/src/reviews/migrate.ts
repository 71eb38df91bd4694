import { sql, type Expression, type Kysely } from "kysely";
import { NescioError } from "@nescio/core";
import * as reviews from "./migrations/0001-reviews.js";
import type { Database } from "./tables.js";

/** Types that the two databases have under different names, or not at all. */
export interface ColumnTypes {
  readonly bytes: "blob" | "bytea";
  /** A text that is compared by its bytes, whatever language the database sorts by. */
  readonly id: "text" | Expression<unknown>;
}

interface Migration {
  readonly up: (queries: Kysely<unknown>, types: ColumnTypes) => Promise<void>;
}

/** Every change of the tables, in order: its place, from 1, is its number. One that was released is never changed. */
const migrations: readonly Migration[] = [reviews];

const columnTypes: Readonly<Record<Database["kind"], ColumnTypes>> = {
  sqlite: { bytes: "blob", id: "text" },
  postgres: { bytes: "bytea", id: sql`text collate "C"` },
};

/** Of all programs that may lock something in the same PostgreSQL, this one's: the first eight bytes of "nescio reviews". */
const advisoryLock = "7954891187627696242";

// An interface would not do as the tables of `withTables`.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
type Migrated = {
  review_migrations: { number: number; applied_at: number };
};

/**
 * Brings the tables to where this program has them: all of it, or nothing (both databases make tables in transactions).
 * Services that start together wait for each other.
 *
 * @param subject What errors call the database.
 * @param known How many migrations this program has; tests have fewer, or more.
 * @throws NescioError `unsupported` where the database is newer than the program.
 */
export async function migrate(
  { kind, queries, now }: Database,
  subject: string,
  known: readonly Migration[] = migrations,
): Promise<void> {
  await queries.transaction().execute(async (transaction) => {
    if (kind === "postgres")
      await sql`select pg_advisory_xact_lock(${sql.lit(advisoryLock)})`.execute(transaction);
    await transaction.schema
      .createTable("review_migrations")
      .ifNotExists()
      .addColumn("number", "integer", (column) => column.primaryKey())
      .addColumn("applied_at", "bigint", (column) => column.notNull())
      .execute();
    const record = transaction.withTables<Migrated>();
    const applied = await record.selectFrom("review_migrations").select("number").orderBy("number").execute();
    const last = applied.at(-1)?.number ?? 0;
    if (last > known.length) throw newer(subject, last, known.length);
    for (let number = last + 1; number <= known.length; number++) {
      await known[number - 1].up(transaction as unknown as Kysely<unknown>, columnTypes[kind]);
      const applied_at = await now(transaction);
      await record.insertInto("review_migrations").values({ number, applied_at }).execute();
    }
  });
}

function newer(subject: string, found: number, known: number): NescioError {
  return new NescioError({
    code: "unsupported",
    subject,
    expected: `a review queue that this program knows, with migrations up to ${known}`,
    found: `one of a newer Nescio, with migration ${found}`,
    next: "Update Nescio, or name another database. Nothing was changed.",
  });
}
