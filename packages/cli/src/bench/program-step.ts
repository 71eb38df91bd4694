import { parameterSpecs } from "@nescio/core";
import { disposeState, np, tree, type JaxArray, type Svi } from "@nescio/ppl";
import type { Entrant } from "./entrant.js";
import type { BenchProblem } from "./problem.js";
import { IMAGE_SIZE } from "./settings.js";
import { checkLoss, stepFlops, stepSettings } from "./step.js";
import { tutorialProgram } from "./tutorial-program.js";

const STEPS = 2;

type Data = [x: JaxArray, y: JaxArray];

/** The tutorial's program on the problem's first batch, which lies ready as floats, like plain jax-js's. */
export function programInference(
  { network, training, mu, rho }: BenchProblem,
  batch: number,
): { inference: Svi<Data>; data: () => Data; close: () => void } {
  const index = new Map(parameterSpecs(network).map(({ name }, i) => [name, i]));
  const start = (name: string) => ({ mu: mu[index.get(name)!], rho: rho[index.get(name)!] });
  const inference = tutorialProgram(network, start, stepSettings(batch).learningRate);
  const pixels = Float32Array.from(training.pixels.subarray(0, batch * IMAGE_SIZE), (value) => value / 255);
  const x = np.array(pixels, { shape: [batch, IMAGE_SIZE] });
  const y = np.array(Int32Array.from(training.labels!.subarray(0, batch)), { dtype: np.int32 });
  return {
    inference,
    data: () => [x.ref, y.ref],
    close: () => {
      inference.dispose();
      tree.dispose([x, y]);
    },
  };
}

/** The training step written in the language. */
export function programStep(problem: BenchProblem, batch: number): Entrant {
  const { inference, data, close } = programInference(problem, batch);
  let state = inference.init(1, ...data());
  return {
    subject: "step",
    runner: "nescio/ppl",
    threads: 1,
    variant: null,
    flops: stepFlops(problem.network, batch),
    perRun: STEPS,
    run: () => {
      for (let i = 0; i < STEPS; i++) {
        const taken = inference.step(state, ...data());
        state = taken.state;
        checkLoss("nescio/ppl", taken.loss);
      }
      return Promise.resolve();
    },
    close: () => {
      disposeState(state);
      close();
    },
  };
}
