import { NescioError } from "@nescio/core";
import {
  defaultReviewFolder,
  isReviewFolder,
  openReviewStore,
  type Review,
  type ReviewRecord,
  type ReviewState,
} from "@nescio/server";
import { isServiceAddress, serviceQueue } from "./service-queue.js";

/** A review as a list shows it. */
export type ListedReview = Pick<
  Review,
  "id" | "createdAt" | "model" | "arrival" | "state" | "verdicts" | "decision" | "score"
>;

/** A review queue, wherever it is. */
export interface Queue {
  /** Where it is, without a password. */
  readonly address: string;
  /** In the queue's order, a page at a time. */
  list(state: ReviewState | undefined): AsyncGenerator<readonly ListedReview[], void, undefined>;
  /** All reviews with their inputs, in the order in which they came, a page at a time. */
  export(): AsyncGenerator<readonly ReviewRecord[], void, undefined>;
  /** Takes a page of reviews over, all or none. */
  import(records: readonly ReviewRecord[]): Promise<{ readonly reviews: number; readonly verdicts: number }>;
  close(): Promise<void>;
}

interface OpenOptions {
  /** Whether a queue is made where there is none. Default: an error, as it is likely to be a slip. */
  readonly make?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Opens the queue of an address: a folder, `postgres://…`, or `http(s)://…` of a service that runs.
 *
 * @param address Default: `defaultReviewFolder`.
 * @throws NescioError `not-found` for a folder without a queue; as `openReviewStore`.
 */
export async function openQueue(
  address: string | undefined,
  { make = false, signal }: OpenOptions,
): Promise<Queue> {
  const where = address ?? defaultReviewFolder();
  if (isServiceAddress(where)) return serviceQueue(where, signal);
  if (!make && !where.includes("://") && !(await isReviewFolder(where))) {
    throw new NescioError({
      code: "not-found",
      subject: `review queue ${where}`,
      expected: "a folder with one",
      found: "none there",
      next: "Name a folder, postgres://… or the http(s)://… of a service.",
    });
  }
  const store = await openReviewStore(where);
  return {
    address: store.address,
    async *list(state) {
      let after: Review | undefined;
      for (;;) {
        const page = await store.list({ state, after, count: pageSize });
        if (page.length === 0) return;
        yield page;
        after = page.at(-1);
      }
    },
    export: () => store.export({ count: exportedTogether }),
    import: (records) => store.import(records),
    close: () => store.close(),
  };
}

const pageSize = 500;
/** Their inputs are in memory together. */
const exportedTogether = 20;
