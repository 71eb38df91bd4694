import { trainingSettings, NescioError, type TrainingSettings, type Network } from "@nescio/core";
import {
  isWeighted,
  multiplications,
  TrainingSession,
  stepChain,
  type StepControl,
} from "@nescio/core/internal";
import type { CrewChoice, Entrant } from "./entrant.js";
import { JaxStep } from "./jax-step.js";
import type { BenchProblem } from "./problem.js";
import { IMAGE_SIZE } from "./settings.js";

const NESCIO_STEPS = 12;
const JAX_STEPS = 2;

/** The tutorial's settings for a batch of this size. */
export function stepSettings(batchSize: number): TrainingSettings {
  return trainingSettings("tutorial", { batchSize });
}

/** A session on the problem, ready for its first step, and the controls of the steps that follow. */
export async function stepSession(
  problem: BenchProblem,
  batch: number,
  crew: CrewChoice,
): Promise<{ session: TrainingSession; nextControls: (count: number) => StepControl[] }> {
  const { network, training, mu, rho } = problem;
  const settings = stepSettings(batch);
  const inputs = { count: training.count, values: training.pixels, labels: training.labels! };
  const session = await TrainingSession.start(network, inputs, settings, crew);
  try {
    network.layers.filter(isWeighted).forEach((_, l) => {
      session.setLayer(l, {
        weightLoc: mu[2 * l],
        biasLoc: mu[2 * l + 1],
        weightRho: rho[2 * l],
        biasRho: rho[2 * l + 1],
      });
    });
    session.setOrder(Uint32Array.from({ length: training.count }, (_, i) => i));
    await session.drawFirst();
  } catch (error) {
    await session.close();
    throw error;
  }
  let step = 0;
  const nextControls = (count: number): StepControl[] =>
    Array.from({ length: count }, () => {
      const start = (step * batch) % training.count;
      return { start, count: batch, step: step++, klWeight: 1, learningRate: settings.learningRate };
    });
  return { session, nextControls };
}

/** The training step in Nescio, `steps` of them a run. */
export async function nescioStep(
  subject: "step" | "convolution" | "colour",
  problem: BenchProblem,
  batch: number,
  crew: CrewChoice,
  steps = NESCIO_STEPS,
): Promise<Entrant> {
  const { session, nextControls } = await stepSession(problem, batch, crew);
  return {
    ...crew,
    subject,
    runner: "nescio",
    flops: stepFlops(problem.network, batch),
    perRun: steps,
    run: async (signal) => {
      const losses = await session.run(nextControls(steps), signal);
      checkLoss("nescio", losses.at(-1)!.nll + losses.at(-1)!.kl);
    },
    close: () => session.close(),
  };
}

/** The same step in jax-js. Its one batch lies ready as floats; Nescio gathers and scales its bytes every time. */
export function jaxStep(subject: "step" | "convolution", problem: BenchProblem, batch: number): Entrant {
  const twin = jaxTwin(problem, batch);
  return {
    subject,
    runner: "jax-js",
    threads: 1,
    variant: null,
    flops: stepFlops(problem.network, batch),
    perRun: JAX_STEPS,
    run: async () => {
      for (let i = 0; i < JAX_STEPS; i++) checkLoss("jax-js", twin.step());
      await twin.settle();
    },
    close: () => twin.dispose(),
  };
}

/** The step in jax-js on the problem's first batch. */
export function jaxTwin(problem: BenchProblem, batch: number): JaxStep {
  const { network, training, mu, rho } = problem;
  return new JaxStep({
    network,
    pixels: training.pixels.subarray(0, batch * IMAGE_SIZE),
    labels: Uint8Array.from(training.labels!.subarray(0, batch)),
    mu,
    rho,
    adam: stepSettings(batch),
    seed: 1,
  });
}

/** Forward, the weights' gradient, and the gradient with respect to the activations of all layers but the first. */
export function stepFlops(network: Network, batch: number): number {
  return stepChain(network)
    .steps.map((step) => multiplications([step]))
    .filter((products) => products > 0)
    .reduce((sum, products, l) => sum + (l === 0 ? 2 : 3) * 2 * batch * products, 0);
}

export function checkLoss(runner: string, loss: number): void {
  if (Number.isFinite(loss)) return;
  throw new NescioError({
    code: "diverged",
    subject: `benchmark, ${runner}'s training step`,
    expected: "a finite loss",
    found: String(loss),
    next: "Try fewer rounds or other sizes.",
  });
}
