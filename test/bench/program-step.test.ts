import { expect, test } from "vitest";
import { benchProblem, type BenchProblem } from "../../packages/cli/src/bench/problem.js";
import { programInference, programStep } from "../../packages/cli/src/bench/program-step.js";
import { quickBench } from "../../packages/cli/src/bench/settings.js";
import { jaxTwin } from "../../packages/cli/src/bench/step.js";
import { disposeState } from "../../packages/ppl/src/svi/svi.js";
import { liveSlots } from "../helpers/live-arrays.js";

const batch = 16;
const drawn = benchProblem({ ...quickBench, batch, hidden: [12] });
/** Standard deviations near 0: what is drawn hardly matters, but for the densities of the draws. */
const problem: BenchProblem = { ...drawn, rho: drawn.rho.map((values) => values.map(() => -12)) };

test("the program's loss is that of plain jax-js on the same parameters and batch; steps bring it down", () => {
  const { inference, data, close } = programInference(problem, batch);
  let state = inference.init(1, ...data());
  const losses: number[] = [];
  for (let i = 0; i < 20; i++) {
    const taken = inference.step(state, ...data());
    state = taken.state;
    losses.push(taken.loss);
  }
  disposeState(state);
  close();
  const twin = jaxTwin(problem, batch);
  expect(Math.abs(losses[0] / twin.step() - 1)).toBeLessThan(0.005);
  twin.dispose();
  expect(losses[19]).toBeLessThan(losses[0]);
});

test("it keeps no arrays", async () => {
  const once = async (): Promise<void> => {
    const entrant = programStep(problem, batch);
    await entrant.run();
    await entrant.close();
  };
  await once();
  const live = liveSlots();
  await once();
  expect(liveSlots()).toBe(live);
});
