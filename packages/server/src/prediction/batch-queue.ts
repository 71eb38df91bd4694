import type { BatchPart } from "./messages.js";

/** A part that waits for a thread. */
export interface Waiting extends BatchPart {
  readonly digest: string;
  readonly pixels: number;
  /** When it came, by `performance.now()`. */
  readonly since: number;
  /** Whether it goes by itself. */
  readonly isAlone: boolean;
}

export interface BatchLimits {
  readonly batchItems: number;
  readonly batchPixels: number;
}

/**
 * Parts in the order in which they came. A batch is what waits for one model, limited by inputs and pixels: many small inputs
 * together, large ones one by one. A part that is larger than a batch goes alone.
 */
export class BatchQueue<P extends Waiting> {
  #parts: P[] = [];

  add(parts: readonly P[]): void {
    this.#parts.push(...parts);
  }

  /** Takes out the next batch; empty where nothing waits. */
  next({ batchItems, batchPixels }: BatchLimits): P[] {
    const batch: P[] = [];
    const left: P[] = [];
    let [items, pixels] = [0, 0];
    let isFull = false;
    for (const part of this.#parts) {
      const [{ digest } = part] = batch;
      const fits =
        !part.isAlone && items + part.inputs.length <= batchItems && pixels + part.pixels <= batchPixels;
      if (part.digest === digest && !isFull && (fits || batch.length === 0)) {
        batch.push(part);
        isFull = part.isAlone;
        items += part.inputs.length;
        pixels += part.pixels;
      } else {
        // One that came later does not overtake it.
        isFull ||= part.digest === digest;
        left.push(part);
      }
    }
    this.#parts = left;
    return batch;
  }

  /** Takes out parts that nobody waits for any more. */
  remove(isLeft: (part: P) => boolean): void {
    this.#parts = this.#parts.filter((part) => !isLeft(part));
  }
}
