import { randomStream } from "@nescio/core/internal";
import { nuts, runChains } from "@nescio/ppl";
import type { Entrant } from "./entrant.js";
import { regressionPotential, type RegressionProblem } from "./logistic-regression.js";
import { webPplRegression, type WebPpl } from "./webppl.js";

const WARM_UP = 200;
const LEAPFROGS = 10;

/** NUTS on the regression in the language, tuned: `steps` of its steps a run, divided by the gradients they take. */
export async function nutsGradients(problem: RegressionProblem, steps: number): Promise<Entrant> {
  const target = regressionPotential(problem);
  const { potential, dimension } = target;
  const { stepSize, inverseMass, draws } = await runChains({
    potential,
    initial: [new Float64Array(dimension)],
    ...{ chains: 1, warmup: WARM_UP, samples: 1, seed: 1 },
  });
  const kernel = nuts({ potential, stepSize: stepSize[0], inverseMass: inverseMass[0] });
  const random = randomStream("benchmark", 2);
  let state = kernel.init(draws);
  let gradients = 0;
  return {
    subject: "gradients",
    runner: "nescio/ppl",
    threads: 1,
    variant: null,
    flops: null,
    get perRun() {
      return gradients;
    },
    run: () => {
      gradients = 0;
      for (let i = 0; i < steps; i++) {
        const taken = kernel.step(random, state);
        state = taken.state;
        gradients += taken.info.evaluations;
      }
      return Promise.resolve();
    },
    close: () => target.dispose(),
  };
}

/** WebPPL's Hamiltonian Monte Carlo on the regression, in both styles. */
export function webPplGradients(problem: RegressionProblem, steps: number, webppl: WebPpl): Entrant[] {
  const sample = webPplRegression(webppl, problem);
  const stepSize = 1 / Math.sqrt(problem.observations);
  const entrant = (runner: "webppl" | "webppl tensors", samples: number): Entrant => ({
    subject: "gradients",
    runner,
    threads: 1,
    variant: null,
    flops: null,
    // Each sample runs the program once a leapfrog step, and goes back through it once more than that.
    perRun: samples * (LEAPFROGS + 1),
    run: () => {
      const style = runner === "webppl" ? "observations" : "tensors";
      sample({ style, samples, steps: LEAPFROGS, stepSize });
      return Promise.resolve();
    },
    close: () => undefined,
  });
  return [entrant("webppl tensors", steps), entrant("webppl", 1)];
}
