import { endAside, NescioError, type Model, type Read } from "@nescio/core";
import type { Assessment } from "@nescio/core/internal";
import { assessRead } from "./verdict-of.js";

/** A verdict is wanted while the pen moves. */
const most = 2;

/** Threads beside the worker's own that wait for a model's questions. */
export class ThreadsAside {
  #count: number | undefined;
  #isRefused = false;
  /** Whether they have been started: the first question does not wait for that. */
  #areThere = false;

  /** They are there for a model that stays; a model of a moment is not worth starting them. */
  async use(stays: boolean): Promise<void> {
    this.#count = stays && !this.#isRefused ? most : undefined;
    this.#areThere = false;
    await endAside();
  }

  /** What a model's networks say of an input and its views. */
  async assess(model: Model, read: Read, samples: number): Promise<Assessment> {
    if (this.#count === undefined || !this.#areThere) return assessRead(model, read, { samples });
    return this.#assess(model, read, samples, this.#count);
  }

  /** Starts them, with any input. */
  async start(model: Model, read: Read, samples: number): Promise<void> {
    const count = this.#count;
    if (count === undefined) return;
    await this.#assess(model, read, samples, count);
    // Another model may have come meanwhile.
    this.#areThere = this.#count === count;
  }

  async #assess(model: Model, read: Read, samples: number, aside: number): Promise<Assessment> {
    try {
      return await assessRead(model, read, { samples, aside });
    } catch (error) {
      if (!(error instanceof NescioError && error.code === "unsupported")) throw error;
      // A host's policy may refuse workers: then this one computes all, which takes longer, and says what is wrong if it cannot.
      this.#isRefused = true;
      this.#count = undefined;
      return assessRead(model, read, { samples });
    }
  }
}
