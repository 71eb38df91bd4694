import type { KernelVariant } from "@nescio/core";
import { defaultThreads, availableVariants } from "@nescio/core/internal";
import { loadModel } from "@nescio/node";
import { boxedModel } from "../boxed-model.js";
import { jaxProductEntrant, nescioProductEntrant, peakEntrant, productProblem } from "./arithmetic.js";
import { competition, type Competitor } from "./competition.js";
import type { BenchRunner, BenchSubject, CrewChoice, Entrant } from "./entrant.js";
import { nutsGradients, webPplGradients } from "./gradients.js";
import { nescioImage } from "./image.js";
import { regressionProblem } from "./logistic-regression.js";
import { measurePhases, type PhaseBreakdown } from "./phases.js";
import { jaxPrediction, nescioPredictions } from "./prediction.js";
import { benchProblem, colourProblem, convolutionProblem } from "./problem.js";
import { programStep } from "./program-step.js";
import { benchSettings, type BenchSettings } from "./settings.js";
import { jaxStep, nescioStep } from "./step.js";
import type { Timing } from "./timing.js";
import type { WebPpl } from "./webppl.js";

export interface BenchOptions extends Competitor {
  readonly settings: BenchSettings;
  /** What to compare the sampler with; without it, its figure stands alone. */
  readonly webppl?: WebPpl | undefined;
  /** Threads besides one. Default: what the host offers, at most 8. */
  readonly threads?: number | undefined;
  /** Whether to measure the phases of a training step too. */
  readonly phases?: boolean | undefined;
}

// In one run: they take long.
const COLOUR_STEPS = 4;
// Of every sampler in one run.
const SAMPLER_STEPS = 20;
/** What the other rows of a subject are compared with. */
const rivals: readonly BenchRunner[] = ["jax-js", "webppl"];

/** One line of the result. */
export interface BenchRow {
  readonly subject: BenchSubject;
  readonly runner: BenchRunner;
  readonly threads: number;
  readonly variant: KernelVariant | null;
  /** Of one step, product, gradient, round of decisions, or prediction of all images with all samples. */
  readonly ms: Timing;
  /** Billions of floating-point operations a second in matrix products, by the median; for the peak by the fastest. */
  readonly gflops: number | null;
  /** Of the fastest build's peak on as many threads. */
  readonly shareOfPeak: number | null;
  /**
   * How many times as fast as plain jax-js, or for gradients as WebPPL by observations, by medians; null without such a
   * counterpart, and for itself.
   */
  readonly timesRival: number | null;
}

export interface BenchResult {
  readonly settings: BenchSettings;
  /** Builds of the kernels that the host runs, the fastest first. */
  readonly variants: readonly KernelVariant[];
  readonly threads: readonly number[];
  readonly rows: readonly BenchRow[];
  readonly phases: readonly PhaseBreakdown[] | null;
}

/**
 * Measures the machine's multiply-add peak, the bare matrix product, training steps, gradients of a sampler,
 * prediction and decisions, and one image's answer, in Nescio and in other libraries, turn by turn in one process.
 *
 * @throws NescioError `invalid-option`; `aborted` by the signal.
 */
export async function runBenchmark(options: BenchOptions): Promise<BenchResult> {
  const { webppl, signal, onProgress } = options;
  const settings = benchSettings(options.settings);
  const { batch, hidden, samples, calls, rounds, observations, features } = settings;
  const variants = availableVariants();
  const threads = [...new Set([1, options.threads ?? defaultThreads()])];
  const crews = variants.flatMap((variant) =>
    threads.map((count): CrewChoice => ({ threads: count, variant })),
  );
  const fastest = crews.filter(({ variant }) => variant === variants[0]);
  const problem = benchProblem(settings);
  const pictures = convolutionProblem(settings);

  const colours = colourProblem(settings);
  const compete = competition(options);
  const product = productProblem(batch, hidden[0]);
  const regression = regressionProblem(observations, features);
  const { predictions, decisions } = nescioPredictions(problem, samples, fastest);
  const measured = [
    ...(await compete(
      "arithmetic",
      [
        ...crews.map((crew) => () => peakEntrant(crew)),
        ...crews.map((crew) => () => nescioProductEntrant(product, crew)),
        () => jaxProductEntrant(product),
      ],
      { rounds: 2 * rounds, warmUp: 3 },
    )),
    ...(await compete(
      "training step",
      [
        ...crews.map((crew) => () => nescioStep("step", problem, batch, crew)),
        () => programStep(problem, batch),
        () => jaxStep("step", problem, batch),
      ],
      { rounds, warmUp: 3 },
    )),
    ...(await compete(
      "convolutions",
      [
        ...fastest.map((crew) => () => nescioStep("convolution", pictures, batch, crew)),
        () => jaxStep("convolution", pictures, batch),
      ],
      // jax-js takes seconds for each.
      { rounds: Math.min(rounds, 3), warmUp: 1 },
    )),
    ...(await compete(
      "colour images",
      fastest.map((crew) => () => nescioStep("colour", colours, batch, crew, COLOUR_STEPS)),
      { rounds, warmUp: 1 },
    )),
    ...(await compete(
      "gradients",
      [
        () => nutsGradients(regression, SAMPLER_STEPS),
        ...(webppl ? webPplGradients(regression, SAMPLER_STEPS, webppl) : []).map((entrant) => () => entrant),
      ],
      { rounds, warmUp: 1 },
    )),
    ...(await compete(
      "prediction",
      [
        ...predictions.map((entrant) => () => entrant),
        () => jaxPrediction(problem, samples),
        () => decisions,
      ],
      { rounds: Math.min(rounds, 3), warmUp: 1 },
    )),
    ...(await compete(
      "one image",
      [async () => nescioImage(await loadModel(boxedModel), fastest[0], calls)],
      { rounds, warmUp: 1 },
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
  return { settings, variants, threads, rows: rowsOf(measured), phases };
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
    const rival = measured.find(([other]) => other.subject === subject && rivals.includes(other.runner));
    return {
      ...{ subject, runner, threads, variant, ms, gflops },
      shareOfPeak: gflops === null ? null : gflops / peakOf(threads),
      timesRival: rival === undefined || rival[0] === entrant ? null : rival[1].median / ms.median,
    };
  });
}
