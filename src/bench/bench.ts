import { availableVariants, type KernelVariant } from "../engine/kernels.js";
import { defaultThreads } from "../engine/executor.js";
import { jaxProductEntrant, nescioProductEntrant, peakEntrant, productProblem } from "./arithmetic.js";
import { withEntrants, type BenchSubject, type CrewChoice, type Entrant } from "./entrant.js";
import type { Jax } from "./jax.js";
import { measurePhases, type PhaseBreakdown } from "./phases.js";
import { jaxPrediction, nescioPredictions } from "./prediction.js";
import { benchProblem } from "./problem.js";
import { benchSettings, type BenchSettings } from "./settings.js";
import { jaxStep, nescioStep } from "./step.js";
import { race, type Timing } from "./timing.js";

export interface BenchOptions {
  readonly settings: BenchSettings;
  /** What to compare with; without it, Nescio's figures stand alone. */
  readonly jax?: Jax | undefined;
  /** Threads besides one. Default: what the host offers, at most 8. */
  readonly threads?: number | undefined;
  /** Whether to measure the phases of a training step too. */
  readonly phases?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @param stage What is being measured. Runs done, of all in this stage. */
  readonly onProgress?: ((stage: string, done: number, total: number) => void) | undefined;
}

/** One line of the result. */
export interface BenchRow {
  readonly subject: BenchSubject;
  readonly runner: "nescio" | "jax-js";
  readonly threads: number;
  readonly variant: KernelVariant | null;
  /** Of one step, product, round of decisions, or prediction of all images with all samples. */
  readonly ms: Timing;
  /** Billions of floating-point operations a second in matrix products, by the median; for the peak by the fastest. */
  readonly gflops: number | null;
  /** Of the fastest build's peak on as many threads. */
  readonly shareOfPeak: number | null;
  /** How many times as fast as jax-js, by medians; null without a counterpart. */
  readonly timesJax: number | null;
}

export interface BenchResult {
  readonly settings: BenchSettings;
  /** Builds of the kernels that the host runs, the fastest first. */
  readonly variants: readonly KernelVariant[];
  readonly threads: readonly number[];
  readonly compared: boolean;
  readonly rows: readonly BenchRow[];
  readonly phases: readonly PhaseBreakdown[] | null;
}

/**
 * Measures the machine's multiply-add peak, the bare matrix product, a training step, prediction and decisions,
 * in Nescio and in jax-js, turn by turn in one process.
 *
 * @throws NescioError `invalid-option`; `aborted` by the signal.
 */
export async function runBenchmark(options: BenchOptions): Promise<BenchResult> {
  const { jax, signal, onProgress } = options;
  const settings = benchSettings(options.settings);
  const { batch, hidden, samples, rounds } = settings;
  const variants = availableVariants();
  const threads = [...new Set([1, options.threads ?? defaultThreads()])];
  const crews = variants.flatMap((variant) =>
    threads.map((count): CrewChoice => ({ threads: count, variant })),
  );
  const fastest = crews.filter(({ variant }) => variant === variants[0]);
  const problem = benchProblem(settings);
  const withJax = (make: (jax: Jax) => Entrant): (() => Entrant)[] => (jax ? [() => make(jax)] : []);

  const compete = (
    stage: string,
    makers: readonly (() => Promise<Entrant> | Entrant)[],
    runs: { rounds: number; warmUp: number },
  ): Promise<[Entrant, Timing][]> =>
    withEntrants(makers, async (entrants) => {
      const total = entrants.length * (runs.rounds + runs.warmUp);
      let done = 0;
      const onRun = (): void => onProgress?.(stage, ++done, total);
      const timings = await race(entrants, { ...runs, signal, onRun });
      return entrants.map((entrant, i) => [entrant, timings[i]]);
    });

  const product = productProblem(batch, hidden[0]);
  const { predictions, decisions } = nescioPredictions(problem, samples, fastest);
  const measured = [
    ...(await compete(
      "arithmetic",
      [
        ...crews.map((crew) => () => peakEntrant(crew)),
        ...crews.map((crew) => () => nescioProductEntrant(product, crew)),
        ...withJax((module) => jaxProductEntrant(product, module)),
      ],
      { rounds: 2 * rounds, warmUp: 3 },
    )),
    ...(await compete(
      "training step",
      [
        ...crews.map((crew) => () => nescioStep(problem, batch, crew)),
        ...withJax((module) => jaxStep(problem, batch, module)),
      ],
      { rounds, warmUp: 3 },
    )),
    ...(await compete(
      "prediction",
      [
        ...predictions.map((entrant) => () => entrant),
        ...withJax((module) => jaxPrediction(problem, samples, module)),
        () => decisions,
      ],
      { rounds: Math.min(rounds, 3), warmUp: 1 },
    )),
  ];
  let phases: PhaseBreakdown[] | null = null;
  if (options.phases === true) {
    phases = [];
    for (const crew of fastest) {
      onProgress?.("phases", phases.length, fastest.length);
      phases.push(await measurePhases(problem, settings, crew, signal));
    }
    onProgress?.("phases", fastest.length, fastest.length);
  }
  return { settings, variants, threads, compared: jax !== undefined, rows: rowsOf(measured), phases };
}

function rowsOf(measured: readonly (readonly [Entrant, Timing])[]): BenchRow[] {
  const rate = ({ flops, subject }: Entrant, { median, min }: Timing): number | null =>
    flops === null ? null : flops / (subject === "peak" ? min : median) / 1e6;
  const peakOf = (threads: number): number =>
    Math.max(
      ...measured
        .filter(([entrant]) => entrant.subject === "peak" && entrant.threads === threads)
        .map(([entrant, ms]) => rate(entrant, ms)!),
    );
  return measured.map(([entrant, ms]): BenchRow => {
    const { subject, runner, threads, variant } = entrant;
    const gflops = rate(entrant, ms);
    const rival = measured.find(([other]) => other.subject === subject && other.runner === "jax-js");
    return {
      ...{ subject, runner, threads, variant, ms, gflops },
      shareOfPeak: gflops === null ? null : gflops / peakOf(threads),
      timesJax: runner === "nescio" && rival !== undefined ? rival[1].median / ms.median : null,
    };
  });
}
