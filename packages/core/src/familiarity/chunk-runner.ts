import type { Dataset } from "../data/dataset.js";
import { threadsFor, type Executor } from "../engine/executor.js";
import { throwIfAborted } from "../errors.js";
import type { Network } from "../layers/network.js";
import { checkPrediction } from "../prediction/prediction.js";
import type { ScoreOptions } from "./familiarity.js";

/** What lies where in one engine's memory, and what runs there on a chunk of a data set. */
export interface ChunkEngine<Chunk> {
  /** Multiplications for one input, about. */
  readonly work: number;
  /** Its executor, started and filled where it was not yet. */
  start(threads: number): Promise<Executor>;
  run(
    executor: Executor,
    dataset: Dataset,
    from: number,
    count: number,
    signal: AbortSignal | undefined,
  ): Promise<Chunk>;
}

/** Runs an engine over data sets, a chunk at a time. */
export class ChunkRunner<Chunk> {
  /** An engine on the calling thread, kept from one call to the next: to fill its memory takes longer than an input. */
  #idle: ChunkEngine<Chunk> | undefined;

  /**
   * @param network What data sets have to fit.
   * @param size Inputs of a chunk.
   */
  constructor(
    readonly network: Network,
    private readonly size: number,
    private readonly make: () => ChunkEngine<Chunk>,
  ) {}

  /** Calls `visit` with all inputs, a chunk at a time. What a chunk holds is overwritten by the next one. */
  async run(
    dataset: Dataset,
    { threads, signal, onProgress }: ScoreOptions,
    visit: (chunk: Chunk) => void,
  ): Promise<void> {
    checkPrediction(this.network, dataset, 1, 0);
    throwIfAborted(signal, "familiarity");
    // Whoever comes while the kept engine is in use gets another one.
    const kept = this.#idle;
    this.#idle = undefined;
    const plan = kept ?? this.make();
    const wanted = threads ?? threadsFor(dataset.count * plan.work);
    const engine = kept !== undefined && wanted !== 1 ? this.make() : plan;
    const executor = await engine.start(wanted);
    try {
      for (let from = 0; from < dataset.count; from += this.size) {
        throwIfAborted(signal, "familiarity");
        const count = Math.min(this.size, dataset.count - from);
        visit(await engine.run(executor, dataset, from, count, signal));
        onProgress?.(from + count, dataset.count);
      }
    } finally {
      if (wanted === 1) this.#idle = engine;
      else {
        this.#idle = kept;
        await executor.close();
      }
    }
  }

  close(): void {
    this.#idle = undefined;
  }
}
