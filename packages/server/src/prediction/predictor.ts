import { NescioError } from "@nescio/core";
import type { ModelFacts } from "../models/model-facts.js";
import { BatchQueue, type BatchLimits, type Waiting } from "./batch-queue.js";
import { errorOf } from "./failure.js";
import { partsOf, pixelsOf, type Input } from "./input.js";
import type { PartResult } from "./messages.js";
import type { Predicted } from "./prediction.js";
import { PredictionThread, ThreadDied } from "./prediction-thread.js";

export interface PredictorOptions extends BatchLimits {
  /** Threads that predict. */
  readonly threads: number;
  /** Told of each batch: inputs in it, and how long each of its parts had waited, in seconds. */
  readonly onBatch?: ((inputs: number, waits: readonly number[]) => void) | undefined;
  /** Told of a thread that died; another takes its place. */
  readonly onDeath?: ((error: Error) => void) | undefined;
}

/** A model as it was loaded. */
interface Loaded {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Pending extends Waiting {
  readonly resolve: (predicted: readonly Predicted[]) => void;
  readonly reject: (error: Error) => void;
  /** How often a thread died with it; after the first time it goes by itself, as it may be what ended it. */
  deaths: number;
  isAlone: boolean;
  /** Whether whoever asked has gone. */
  isLeft: boolean;
}

/** Inputs of the network that a picture makes at most: it is asked about as it stands, and set a little differently. */
const mostViews = 4;

/** How often a part is given to another thread: whatever ends two of them is the part's fault. */
const mostDeaths = 2;

/**
 * Predicts on threads. Whatever waits when a thread becomes free goes to it as one batch, so that batches are as large as the load
 * makes them, and no input waits for others.
 */
export class Predictor {
  readonly #queue = new BatchQueue<Pending>();
  readonly #models = new Map<string, Loaded>();
  #threads: PredictionThread[] = [];
  #isClosed = false;

  private constructor(private readonly options: PredictorOptions) {}

  static start(options: PredictorOptions): Predictor {
    const predictor = new Predictor(options);
    for (let i = 0; i < options.threads; i++) predictor.#addThread();
    return predictor;
  }

  /**
   * Loads a model in every thread; the models before it stay. Throws `NescioError` for a file that cannot be used.
   *
   * @param digest What it is asked for by.
   */
  async load(digest: string, name: string, bytes: Uint8Array): Promise<ModelFacts> {
    // Before it is loaded, so that a thread that takes another's place meanwhile has it, too.
    const isNew = !this.#models.has(digest);
    this.#models.set(digest, { name, bytes });
    const loads = this.#threads.map((thread) => thread.ask({ type: "load", digest, name, bytes }, "loaded"));
    const loaded = await Promise.allSettled(loads);
    for (const one of loaded) {
      if (one.status === "fulfilled") continue;
      // Under another name it may be served already.
      if (isNew) this.unload(digest);
      throw one.reason;
    }
    const [first] = await Promise.all(loads);
    return first.facts;
  }

  /** Forgets a model; what was asked of it before is answered. */
  unload(digest: string): void {
    this.#models.delete(digest);
    for (const thread of this.#threads)
      thread.ask({ type: "unload", digest }, "unloaded").catch(() => undefined);
  }

  /**
   * What a loaded model says of inputs, in their order.
   *
   * @param keep Whether log-probabilities are wanted of what is answered, too, by place.
   * @throws NescioError for an input that the model does not take; the signal's reason when it fires.
   */
  async predict(
    digest: string,
    inputs: readonly Input[],
    { keep = () => false, signal }: { keep?: (place: number) => boolean; signal?: AbortSignal } = {},
  ): Promise<Predicted[]> {
    signal?.throwIfAborted();
    const since = performance.now();
    const pending: Pending[] = [];
    const parts = partsOf(inputs).map(
      ({ inputs: own, from }) =>
        new Promise<readonly Predicted[]>((resolve, reject) => {
          pending.push({
            ...{ digest, inputs: own, since, resolve, deaths: 0, isAlone: false, isLeft: false },
            keep: own.some((_, i) => keep(from + i)),
            pixels: own.reduce((sum, input) => sum + pixelsOf(input), 0),
            reject: (error) =>
              reject(placed(error, own.length === 1 && inputs.length > 1 ? from : undefined)),
          });
        }),
    );
    this.#queue.add(pending);
    this.#dispatch();
    const leave = (): void => {
      for (const part of pending) part.isLeft = true;
      this.#queue.remove(({ isLeft }) => isLeft);
      for (const { reject } of pending) reject(signal?.reason as Error);
    };
    signal?.addEventListener("abort", leave);
    try {
      return (await Promise.all(parts)).flat();
    } catch (error) {
      // Nobody waits for the others.
      for (const part of pending) part.isLeft = true;
      this.#queue.remove(({ isLeft }) => isLeft);
      throw error;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  /** Ends the threads; what is under way is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const threads = this.#threads;
    this.#threads = [];
    this.#queue.remove((part) => {
      part.reject(new ThreadDied("the service is shut down"));
      return true;
    });
    await Promise.all(threads.map((thread) => thread.end()));
  }

  #addThread(): void {
    const thread = new PredictionThread((error) => {
      this.#threads = this.#threads.filter((one) => one !== thread);
      if (this.#isClosed) return;
      this.options.onDeath?.(error);
      this.#addThread();
    });
    this.#threads.push(thread);
    for (const [digest, { name, bytes }] of this.#models) {
      // What it cannot load now, it could before: whoever asks hears of it.
      thread.ask({ type: "load", digest, name, bytes }, "loaded").catch(() => undefined);
    }
    this.#dispatch();
  }

  #dispatch(): void {
    for (const thread of this.#threads) {
      if (thread.load > 0) continue;
      const batch = this.#queue.next(this.options);
      if (batch.length === 0) return;
      void this.#run(thread, batch);
    }
  }

  async #run(thread: PredictionThread, batch: readonly Pending[]): Promise<void> {
    const now = performance.now();
    const { batchItems } = this.options;
    thread.load++;
    this.options.onBatch?.(
      batch.reduce((sum, { inputs }) => sum + inputs.length, 0),
      batch.map(({ since }) => (now - since) / 1000),
    );
    try {
      const parts = batch.map(({ inputs, keep }) => ({ inputs, keep }));
      const few = Math.min(1024, mostViews * batchItems);
      const { results } = await thread.ask(
        { type: "predict", digest: batch[0].digest, parts, few },
        "predicted",
      );
      batch.forEach((part, i) => settle(part, results[i]));
    } catch (error) {
      this.#failed(batch, error as Error);
    } finally {
      thread.load--;
      this.#dispatch();
    }
  }

  /** A batch whose thread died is given to others, part by part. */
  #failed(batch: readonly Pending[], error: Error): void {
    for (const part of batch) {
      part.deaths++;
      part.isAlone = true;
      const again =
        error instanceof ThreadDied && !this.#isClosed && part.deaths < mostDeaths && !part.isLeft;
      if (again) this.#queue.add([part]);
      else part.reject(error);
    }
  }
}

function settle(part: Pending, result: PartResult): void {
  if ("failure" in result) part.reject(errorOf(result.failure));
  else part.resolve(result.predicted);
}

/** An error that says which of a request's inputs it is about. */
function placed(error: Error, place: number | undefined): Error {
  if (place === undefined || !(error instanceof NescioError)) return error;
  const { code, expected, found, next } = error;
  return new NescioError({ code, subject: `inputs[${place}]`, expected, found, next, cause: error });
}
