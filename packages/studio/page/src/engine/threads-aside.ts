import { endAside, NescioError, type Model, type Posterior, type Read } from "@nescio/core";
import type { Assessment } from "@nescio/core/internal";
import { assessRead } from "./verdict-of.js";

/** A verdict is wanted while the pen moves. */
const most = 2;

/** Threads beside the worker's own that wait for a model's questions. */
export class ThreadsAside {
  #count: number | undefined;
  #isRefused = false;
  /** Whose they are being started for, and whose have been: the first question does not wait for that. */
  #starting: Posterior | undefined;
  #started: Posterior | undefined;

  /** They are there for a model that stays; a model of a moment is not worth starting them. */
  async use(stays: boolean): Promise<void> {
    this.#count = stays && !this.#isRefused ? most : undefined;
    await endAside();
  }

  /** What a model's networks say of an input and its views. */
  async assess(model: Model, read: Read, samples: number): Promise<Assessment> {
    if (this.#count === undefined || this.#started !== model.posterior) {
      return assessRead(model, read, { samples });
    }
    return this.#assess(model, read, samples, this.#count);
  }

  /** Whether they are yet to be started for a model. */
  areMissing({ posterior }: Model): boolean {
    return this.#count !== undefined && this.#starting !== posterior;
  }

  /** Starts them, with any input. What is wrong with a model, its questions will tell. */
  async start(model: Model, read: () => Promise<Read>): Promise<void> {
    if (this.#count === undefined || !this.areMissing(model)) return;
    this.#starting = model.posterior;
    try {
      await this.#assess(model, await read(), model.samples ?? 100, this.#count);
      this.#started = model.posterior;
    } catch {
      // Without threads it is answered, too.
    }
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
