import { randomInt } from "node:crypto";
import * as z from "zod";
import { DriftMonitor, type DriftStatus, type Json } from "@nescio/core";
import { checked } from "@nescio/core/internal";
import type { ServedModel } from "../models/model-registry.js";
import type { Predicted } from "../prediction/prediction.js";

/** Points of the martingale's curve that are kept: of twice as many every other one goes. */
const mostPoints = 256;

/** What was seen of a model's traffic so far. */
export interface WatchedTraffic {
  /** Milliseconds since 1970: when the watching began. */
  readonly since: number;
  readonly answered: number;
  /** Refusals by their reason. */
  readonly refused: Readonly<Record<string, number>>;
  /** undefined where the model has no familiarity. */
  readonly drift:
    | (DriftStatus & { readonly history: readonly (readonly [count: number, logCapital: number])[] })
    | undefined;
}

/** Watches the traffic of one model. */
export class ModelWatch {
  #since: number;
  #answered = 0;
  readonly #refused = new Map<string, number>();
  #monitor: DriftMonitor | undefined;
  #history: [number, number][] = [];
  #every = 1;
  /** Whether something came since it was stored. */
  isChanged = false;

  private constructor(since: number, monitor: DriftMonitor | undefined) {
    this.#since = since;
    this.#monitor = monitor;
  }

  /** @param alarmAt See `DriftMonitor`. */
  static start({ facts }: Pick<ServedModel, "facts">, alarmAt: number): ModelWatch {
    // Whoever sends the inputs cannot know it.
    const seed = randomInt(2 ** 32);
    const monitor = facts.familiarity
      ? DriftMonitor.start(facts.heldOutScores, { alarmAt, seed })
      : undefined;
    return new ModelWatch(Date.now(), monitor);
  }

  /** Takes what was said of the next input. */
  observe({ prediction, score }: Predicted): void {
    this.isChanged = true;
    if (prediction.refused) {
      const { decision } = prediction;
      this.#refused.set(decision, (this.#refused.get(decision) ?? 0) + 1);
    } else {
      this.#answered++;
    }
    // A score that is none tells of a fault in the numbers, not of the traffic.
    if (this.#monitor === undefined || score === null || Number.isNaN(score)) return;
    const { count, logCapital } = this.#monitor.update(score);
    if (count % this.#every !== 0) return;
    this.#history.push([count, logCapital]);
    if (this.#history.length <= 2 * mostPoints) return;
    this.#every *= 2;
    this.#history = this.#history.filter(([at]) => at % this.#every === 0);
  }

  get traffic(): WatchedTraffic {
    return {
      ...{ since: this.#since, answered: this.#answered, refused: Object.fromEntries(this.#refused) },
      drift: this.#monitor && { ...this.#monitor.status, history: this.#history },
    };
  }

  toJSON(): Json {
    const { since, answered, refused } = this.traffic;
    const drift = this.#monitor?.toJSON() ?? null;
    return { since, answered, refused, drift, history: this.#history, every: this.#every } as unknown as Json;
  }

  /** What `toJSON` wrote. Throws `invalid-data` for what is none. */
  static restore(stored: unknown): ModelWatch {
    const { since, answered, refused, drift, history, every } = checked(
      storedSchema,
      stored,
      (path) => `stored watch ${path}`,
    );
    const monitor = drift === null ? undefined : DriftMonitor.restore(drift);
    const watch = new ModelWatch(since, monitor);
    watch.#answered = answered;
    for (const [reason, count] of Object.entries(refused)) watch.#refused.set(reason, count);
    watch.#history = history;
    watch.#every = every;
    return watch;
  }
}

const count = z.int().nonnegative();

const storedSchema = z.strictObject({
  since: z.number(),
  answered: count,
  refused: z.record(z.string(), count),
  drift: z.unknown(),
  history: z.array(z.tuple([count, z.number()])),
  every: z.int().positive(),
});
