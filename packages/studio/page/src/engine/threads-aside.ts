import { endAside, NescioError, type Model, type Read } from "@nescio/core";
import type { Assessment } from "@nescio/core/internal";
import { assessRead } from "./verdict-of.js";

/** A verdict is wanted while the pen moves. */
const most = 2;

/** Threads beside the worker's own that wait for a model's questions. */
export class ThreadsAside {
  #count: number | undefined;
  #isRefused = false;

  /** They are there for a model that stays; a model of a moment is not worth starting them. */
  async use(stays: boolean): Promise<void> {
    this.#count = stays && !this.#isRefused ? most : undefined;
    await endAside();
  }

  /** What a model's networks say of an input and its views. */
  async assess(model: Model, read: Read, samples: number): Promise<Assessment> {
    if (this.#count === undefined) return assessRead(model, read, { samples });
    try {
      return await assessRead(model, read, { samples, aside: this.#count });
    } catch (error) {
      if (!(error instanceof NescioError && error.code === "unsupported")) throw error;
      // A host's policy may refuse workers: then this one computes all, which takes longer, and says what is wrong if it cannot.
      this.#isRefused = true;
      this.#count = undefined;
      return assessRead(model, read, { samples });
    }
  }
}
