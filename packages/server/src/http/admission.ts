import type { Limits } from "../limits.js";
import { HttpProblem } from "./problem.js";

/** Gives back what was taken. */
export type Release = () => void;

/**
 * What is under way in the service at a time: inputs, their pixels, and bytes of bodies. What would be too much is refused at the
 * door, to come again, before it costs anything.
 */
export class Admission {
  #items = 0;
  #pixels = 0;
  #bytes = 0;

  constructor(private readonly limits: Pick<Limits, "queueItems" | "queuePixels" | "bodiesBytes">) {}

  /** Inputs that have been accepted and not answered. */
  get items(): number {
    return this.#items;
  }

  /** @throws HttpProblem 503 where the service has enough to do. */
  inputs(count: number): Release {
    const { queueItems } = this.limits;
    if (count > queueItems) throw tooMany(`at most ${queueItems} inputs at a time`, count);
    if (this.#items + count > queueItems) throw this.#full("inputs");
    this.#items += count;
    return once(() => (this.#items -= count));
  }

  /** @throws HttpProblem 503 as `inputs`, 413 for what could never be taken. */
  pixels(count: number): Release {
    const { queuePixels } = this.limits;
    if (count > queuePixels) throw tooMany(`at most ${queuePixels} pixels at a time`, count);
    if (this.#pixels + count > queuePixels) throw this.#full("pixels");
    this.#pixels += count;
    return once(() => (this.#pixels -= count));
  }

  /** @throws HttpProblem 503 as `inputs`. */
  body(bytes: number): Release {
    if (this.#bytes + bytes > this.limits.bodiesBytes) throw this.#full("bytes");
    this.#bytes += bytes;
    return once(() => (this.#bytes -= bytes));
  }

  #full(what: string): HttpProblem {
    const detail = `The service has as many ${what} under way as it takes. Try again in a second.`;
    return new HttpProblem(503, "queue-full", detail, { "Retry-After": "1" });
  }
}

function tooMany(expected: string, found: number): HttpProblem {
  return new HttpProblem(413, "too-large", `Expected ${expected}, got ${found}.`);
}

function once(release: () => void): Release {
  let isDone = false;
  return () => {
    if (!isDone) release();
    isDone = true;
  };
}
