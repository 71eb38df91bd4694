import type { Json } from "@nescio/core";
import { parseAddress } from "./address.js";
import { claimDefaults, claimReviews, type ClaimOptions } from "./claim.js";
import { databaseError } from "./database-error.js";
import { openEmbedded } from "./databases/embedded.js";
import { openPostgres } from "./databases/postgres.js";
import { exportPage, importPage } from "./exchange.js";
import { judgeReview, notThere, undoVerdict, type Judgement } from "./judge.js";
import { migrate } from "./migrate.js";
import { putReviews } from "./put.js";
import { countReviews, findInput, findReview, listDefaults, listReviews, type ListOptions } from "./read.js";
import { deleteReview, retainReviews, type Retention } from "./retention.js";
import type { NewReview, Review, ReviewRecord, ReviewState } from "./review.js";
import {
  checkCount,
  checkKey,
  checkLabel,
  checkLimit,
  checkMilliseconds,
  checkNewReview,
  checkRecord,
  checkReviewer,
} from "./review-schema.js";
import { isReviewId } from "./review-id.js";
import { setScores } from "./scores.js";
import { changeSetting, readSetting } from "./settings.js";
import type { Database } from "./tables.js";

export interface StoreOptions {
  /** Most connections to a PostgreSQL. Default 4. */
  readonly connections?: number | undefined;
}

/**
 * The queue of the undecided, in a database. When a promise that changes something is fulfilled, the change is on the disk. All
 * that goes wrong is a `NescioError`; what was to be changed is then as before, or, where the connection broke, unknown: every
 * call may be made again.
 */
export class ReviewStore {
  /** Where the queue is kept, without a password. */
  readonly address: string;
  readonly #database: Database;

  /** @internal */
  constructor(database: Database, address: string) {
    this.#database = database;
    this.address = address;
  }

  /** Stores reviews, all or none. Those whose id is there already stay as they are. Returns how many were new. */
  async put(reviews: readonly NewReview[]): Promise<number> {
    return this.#with((database) => putReviews(database, reviews.map(checkNewReview)));
  }

  /** Hands the next reviews to a reviewer, and to nobody else until the lease ends. */
  async claim(reviewer: string, options: ClaimOptions = {}): Promise<Review[]> {
    return this.#with((database) => {
      checkReviewer(reviewer);
      checkCount(options.count ?? claimDefaults.count, claimDefaults.most);
      checkMilliseconds(options.lease ?? claimDefaults.lease, "the lease");
      return claimReviews(database, reviewer, options);
    });
  }

  /**
   * Keeps a reviewer's label. The same one again changes nothing; another one is refused (`unmet`) unless `replace`.
   *
   * @param label The class's name.
   */
  async label(id: string, reviewer: string, label: string, { replace = false } = {}): Promise<Review> {
    return this.#with((database) => {
      checkLabel(label);
      return judge(database, { id, reviewer, label, replace });
    });
  }

  /** Keeps that a reviewer cannot tell: nobody is asked again. */
  async skip(id: string, reviewer: string, { replace = false } = {}): Promise<Review> {
    return this.#with((database) => judge(database, { id, reviewer, label: null, replace }));
  }

  /** Takes the reviewer's last verdict back, and hands the review out to them again; undefined where there is none. */
  async undo(reviewer: string, { lease = claimDefaults.lease } = {}): Promise<Review | undefined> {
    return this.#with((database) => {
      checkReviewer(reviewer);
      checkMilliseconds(lease, "the lease");
      return undoVerdict(database, reviewer, lease);
    });
  }

  /** Reviews in the queue's order, a page at a time. */
  async list(options: ListOptions = {}): Promise<Review[]> {
    return this.#with((database) => {
      checkCount(options.count ?? listDefaults.count, listDefaults.most);
      return listReviews(database, options);
    });
  }

  async find(id: string): Promise<Review | undefined> {
    return isReviewId(id) ? this.#with((database) => findReview(database, id)) : undefined;
  }

  /** The bytes of a review's input. */
  async input(id: string): Promise<Uint8Array | undefined> {
    return isReviewId(id) ? this.#with((database) => findInput(database, id)) : undefined;
  }

  async counts(): Promise<Record<ReviewState, number>> {
    return this.#with(countReviews);
  }

  /** Gives reviews new places in the queue, all or none. */
  async setScores(scores: ReadonlyMap<string, number>): Promise<void> {
    return this.#with((database) => setScores(database, scores));
  }

  /** Deletes a review with its input and its verdicts; false where it is not there. */
  async delete(id: string): Promise<boolean> {
    return isReviewId(id) && this.#with((database) => deleteReview(database, id));
  }

  /** Deletes what is older, or more, than may be kept. Returns how many. */
  async retain(limits: Retention): Promise<number> {
    return this.#with((database) => {
      if (limits.age !== undefined) checkMilliseconds(limits.age, "the age of reviews");
      if (limits.count !== undefined) checkLimit(limits.count);
      return retainReviews(database, limits);
    });
  }

  /** Everything in the queue, in pages of `count` reviews (default 100), in the order in which they came. */
  async *export({ count = 100 } = {}): AsyncGenerator<ReviewRecord[], void, undefined> {
    checkCount(count, listDefaults.most);
    let after: string | undefined;
    for (;;) {
      const page = await this.#with((database) => exportPage(database, after, count));
      if (page.length === 0) return;
      after = page.at(-1)!.id;
      yield page;
    }
  }

  /** Takes reviews over from another queue, all or none; what is there already stays. Returns how much was new. */
  async import(records: readonly ReviewRecord[]): Promise<{ reviews: number; verdicts: number }> {
    return this.#with((database) => importPage(database, records.map(checkRecord)));
  }

  /** A setting, or undefined. */
  async setting(key: string): Promise<Json | undefined> {
    return this.#with((database) => readSetting(database, checkKey(key)));
  }

  /** Changes a setting by what it was; others that do so wait. Returns what it is now. */
  async changeSetting(key: string, change: (before: Json | undefined) => Json): Promise<Json> {
    return this.#with((database) => changeSetting(database, checkKey(key), change));
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  async #with<T>(work: (database: Database) => Promise<T>): Promise<T> {
    try {
      return await work(this.#database);
    } catch (error) {
      throw databaseError(error, this.address);
    }
  }
}

async function judge(database: Database, judgement: Judgement): Promise<Review> {
  checkReviewer(judgement.reviewer);
  if (!isReviewId(judgement.id)) throw notThere(judgement.id);
  return judgeReview(database, judgement);
}

/**
 * Opens a review queue, making it where there is none, and brings its tables up to date.
 *
 * @param address A folder, in which an embedded SQLite is kept for one process at a time; or `postgres://…`, a database that
 * any number of services may share.
 * @throws NescioError `unsupported` where a newer Nescio has used it, `inaccessible` where another process uses the folder or
 * the system or the database refuses, `unavailable` where no database answers, `corrupt` for a file that is none.
 */
export async function openReviewStore(address: string, options: StoreOptions = {}): Promise<ReviewStore> {
  const parsed = parseAddress(address);
  try {
    const database =
      parsed.kind === "sqlite"
        ? await openEmbedded(parsed.folder, parsed.shown)
        : openPostgres(parsed.url, options.connections ?? 4);
    try {
      await migrate(database, parsed.shown);
    } catch (error) {
      await database.close();
      throw error;
    }
    return new ReviewStore(database, parsed.shown);
  } catch (error) {
    throw databaseError(error, parsed.shown);
  }
}
