import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from "kysely";
import type sqlite from "node-sqlite3-wasm";
import { kindOf } from "@nescio/node/internal";
import type { Database, Tables } from "../tables.js";
import { ownFolder } from "./folder-owner.js";

/** The database's file in its folder. */
const fileName = "reviews.sqlite";

/** Whether a folder has a queue in it; opening one that has none makes it. */
export async function isReviewFolder(folder: string): Promise<boolean> {
  return (await kindOf(join(folder, fileName))) === "file";
}

/**
 * SQLite in a folder of its own, for one process. It is SQLite's own code as WebAssembly: nothing to compile or to download, one
 * binary for all systems, and a fault in it is an exception, not the end of the process.
 */
export async function openEmbedded(folder: string, subject: string): Promise<Database> {
  const release = await ownFolder(folder, subject);
  try {
    const path = join(folder, fileName);
    // Where a system has file locks, this build has a folder, which a process that is killed leaves behind. That nobody uses the
    // database is known by now.
    await rm(`${path}.lock`, { recursive: true, force: true });
    const { default: module } = await import("node-sqlite3-wasm");
    const database = new module.Database(path);
    try {
      prepare(database);
      await syncFolder(folder);
    } catch (error) {
      database.close();
      throw error;
    }
    const queries = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapted(database) }) });
    // Kysely closes only what it has begun to use.
    await queries.connection().execute(() => Promise.resolve());
    const close = async (): Promise<void> => {
      await queries.destroy();
      await release();
    };
    return { kind: "sqlite", queries, now: () => Promise.resolve(Date.now()), close };
  } catch (error) {
    await release();
    throw error;
  }
}

function prepare(database: sqlite.Database): void {
  // A write-ahead log needs memory that processes share, which this build has not, unless one process has the file to itself;
  // that must be said before the log is opened. A commit is then one write and one fsync, instead of two files and four.
  database.exec("pragma locking_mode = exclusive");
  database.get("pragma journal_mode = wal");
  // The log is flushed at every commit: what was acknowledged outlives a power failure, not only this process. With NORMAL it
  // would be flushed at checkpoints alone.
  database.exec("pragma synchronous = full");
  database.exec("pragma foreign_keys = on");
  // What is deleted is overwritten: an image that somebody wants deleted must not stay in the file's free pages.
  database.exec("pragma secure_delete = on");
  // Begins the log, which makes its file.
  database.exec("begin immediate; pragma user_version = 1; commit");
}

/** That the database's files are in their folder must be on the disk too, not only what is in them. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and needs none flushed.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The database in the form in which Kysely takes one. */
function adapted(database: sqlite.Database): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (text): SqliteStatement => ({
      reader: /^\s*(?:select|with|pragma)\b|\breturning\b/i.test(text),
      all: (values) => database.all(text, bound(values)),
      run: (values) =>
        // Where the disk is full, SQLite has rolled back by itself: that nothing is left to be rolled back is not what went wrong.
        text === "rollback" && !database.inTransaction
          ? { changes: 0, lastInsertRowid: 0 }
          : database.run(text, bound(values)),
      iterate: (values) => database.all(text, bound(values)).values(),
    }),
  };
}

const bound = (values: readonly unknown[]): sqlite.JSValue[] => values as sqlite.JSValue[];
