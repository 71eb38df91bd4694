import type { Dataset } from "../../data/dataset.js";
import { Arena } from "../../engine/arena.js";
import { Executor } from "../../engine/executor.js";
import { inPanels } from "../../engine/panels.js";
import type { Network } from "../../layers/network.js";
import { NetworkPass } from "../../prediction/network-pass.js";
import type { Weights } from "../../prediction/posterior.js";
import type { Predictive } from "../../predictive/predictive.js";
import { ChunkRunner, type ChunkEngine } from "../chunk-runner.js";
import type { ScoreOptions } from "../familiarity.js";

/** Inputs of a run on the engine. */
const CHUNK = 128;

/** Some inputs' outputs of all members. */
interface Outputs {
  readonly from: number;
  readonly count: number;
  /** `[panels][members × classes][8]`. */
  readonly values: Float32Array;
}

/**
 * How much evidence networks find in inputs: the largest of their logits, mean over the members, less the mean of all (the
 * maximum logit; Hendrycks et al. 2022, arXiv 1911.11132). What is like nothing in training moves no class's logit far, where a
 * probability may still be near 1.
 */
export class Evidence extends ChunkRunner<Outputs> {
  /** @param members Weights of one or more networks. */
  constructor(
    network: Network,
    readonly members: readonly Weights[],
  ) {
    super(network, CHUNK, () => new OutputEngine(network, members));
  }

  /** `[inputs]`, higher for more. */
  async of(dataset: Dataset, { said, ...options }: ScoreOptions): Promise<Float32Array> {
    if (said !== undefined) return evidenceIn(said);
    const evidence = new Float32Array(dataset.count);
    const each = this.members.length;
    await this.run(dataset, options, ({ from, count, values }) => {
      const outputs = values.length / (Math.ceil(count / 8) * 8);
      const classes = outputs / each;
      for (let input = 0; input < count; input++) {
        const start = inPanels(input, outputs);
        let [top, total] = [-Infinity, 0];
        for (let c = 0; c < classes; c++) {
          let sum = 0;
          for (let m = 0; m < each; m++) sum += values[start + (m * classes + c) * 8];
          total += sum;
          top = Math.max(top, sum);
        }
        evidence[from + input] = (top - total / classes) / each;
      }
    });
    return evidence;
  }
}

/**
 * The same by log-probabilities, which are logits less a number that all classes of a network have in common: it falls out of the
 * difference.
 */
function evidenceIn({ images, samples, classes, logProbs }: Predictive): Float32Array {
  const evidence = new Float32Array(images);
  const sums = new Float64Array(classes);
  for (let input = 0; input < images; input++) {
    sums.fill(0);
    const start = input * samples * classes;
    for (let at = 0; at < samples * classes; at++) sums[at % classes] += logProbs[start + at];
    let [top, total] = [-Infinity, 0];
    for (const sum of sums) {
      total += sum;
      top = Math.max(top, sum);
    }
    evidence[input] = (top - total / classes) / samples;
  }
  return evidence;
}

class OutputEngine implements ChunkEngine<Outputs> {
  readonly work: number;
  readonly #arena = new Arena();
  readonly #pass: NetworkPass;
  #executor: Executor | undefined;

  constructor(network: Network, members: readonly Weights[]) {
    this.#pass = new NetworkPass(this.#arena, network, members, CHUNK);
    this.work = this.#pass.work;
  }

  async start(threads: number): Promise<Executor> {
    if (this.#executor !== undefined) return this.#executor;
    const { scratchBytes } = this.#pass;
    this.#executor = await Executor.start(this.#arena, { threads, scratchBytes });
    this.#pass.write(this.#executor);
    return this.#executor;
  }

  async run(
    executor: Executor,
    dataset: Dataset,
    from: number,
    count: number,
    signal: AbortSignal | undefined,
  ): Promise<Outputs> {
    await this.#pass.run(executor, dataset, from, count, signal);
    const length = Math.ceil(count / 8) * this.#pass.outputs * 8;
    return { from, count, values: executor.f32(this.#pass.results, length) };
  }
}
