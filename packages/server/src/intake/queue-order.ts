import { Worker } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import type { AcquisitionItem } from "@nescio/core";
import { sampleScore } from "./intake.js";
import type { Review } from "../reviews/review.js";
import type { ReviewStore } from "../reviews/review-store.js";

/** What the order's thread gets. */
export interface OrderTask {
  readonly items: readonly AcquisitionItem[];
  readonly known: readonly Float32Array[];
}

/** What it answers: places, or why there are none. */
export type OrderResult =
  { readonly order: readonly { readonly id: string; readonly score: number }[] } | { readonly error: string };

/** Reviews of a model that get places; those beyond keep the information that they came with. */
const most = 1000;
/** Labelled ones whose information is not asked for again. */
const mostKnown = 1000;
/** Less than this is no disagreement of networks, in nats. */
const rounding = 1e-6;
/** From one change to the next order, in milliseconds. */
const pause = 5000;

// As far from here in dist/ as in src/.
const program = fileURLToPath(new URL("../../dist/intake/order-program.js", import.meta.url));

/**
 * Keeps the queue in the order of what teaches most (`acquisitionOrder`), some seconds behind what comes and is labelled, on a
 * thread of its own. What is a sample of the traffic stays in front: what is promised rests on its being decided.
 */
export class QueueOrder {
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(
    private readonly store: ReviewStore,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Something has come, or was labelled. */
  change(): void {
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#work = this.order().catch(this.onError);
    }, pause).unref();
  }

  /** Gives all that waits its place, now. */
  async order(): Promise<void> {
    const waiting = (await this.store.list({ state: "waiting", count: most })).filter(isOrdered);
    const digests = new Set(waiting.map(({ model }) => model.digest));
    for (const digest of digests) {
      const labelled = await this.store.list({ state: "labelled", digest, count: mostKnown });
      const items = waiting.filter(({ model }) => model.digest === digest);
      const known = labelled.flatMap(({ features }) => features ?? []);
      const order = await ordered({ items, known });
      const before = new Map(items.map(({ id, score }) => [id, score]));
      const changed = order.filter(({ id, score }) => before.get(id) !== score);
      if (changed.length > 0)
        await this.store.setScores(new Map(changed.map(({ id, score }) => [id, score])));
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#work;
  }
}

/** What is in the sample stays in front; what one network alone was asked about has its place by what that is unsure of. */
function isOrdered({ score, features, mutualInformation }: Review): boolean {
  return score < sampleScore && (features !== null || mutualInformation > rounding);
}

async function ordered({ items, known }: OrderTask): Promise<readonly { id: string; score: number }[]> {
  if (items.length === 0) return [];
  const facts = items.map(({ id, mutualInformation, features }) => ({ id, mutualInformation, features }));
  const worker = new Worker(program, { workerData: { items: facts, known } satisfies OrderTask });
  try {
    const result = await new Promise<OrderResult>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", () => reject(new Error("the thread of the queue's order ended")));
    });
    if ("error" in result) throw new Error(`the queue could not be put in order: ${result.error}`);
    return result.order;
  } finally {
    await worker.terminate();
  }
}
