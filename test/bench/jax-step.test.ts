import { afterEach, expect, test, vi } from "vitest";
import { benchProblem } from "../../packages/cli/src/bench/problem.js";
import { quickBench } from "../../packages/cli/src/bench/settings.js";
import { jaxTwin, stepSession } from "../../packages/cli/src/bench/step.js";
import type { TrainingSession } from "../../packages/core/src/training/session.js";
import { variants } from "../helpers/raw-kernels.js";

const batch = 16;
const problem = benchProblem({ ...quickBench, batch, hidden: [24, 12] });
const layers = [0, 1, 2];

afterEach(() => {
  vi.restoreAllMocks();
});

/** Weight and bias of each layer, from one of the session's arrays. */
const arraysOf = (session: TrainingSession, array: number): Float32Array[] =>
  layers.flatMap((l) => {
    const { weight, bias } = session.layerArray(l, array);
    return [weight, bias];
  });

const largest = (a: Float32Array[], b: Float32Array[]): number =>
  Math.max(...a.flatMap((values, i) => Array.from(values, (value, j) => Math.abs(value - b[i][j]))));

test.each(variants)("given the same ε, both sides take the same steps (%s kernels)", async (variant) => {
  const { session } = await stepSession(problem, batch, { threads: 1, variant });
  const twin = jaxTwin(problem, batch);
  try {
    for (let step = 0; step < 4; step++) {
      const eps = arraysOf(session, 6);
      const control = { start: 0, count: batch, step, klWeight: 1, learningRate: 0.01 };
      const [{ nll, kl }] = await session.run([control]);
      const loss = twin.step(eps);
      expect(Math.abs(loss / (nll + kl) - 1), `loss of step ${step}`).toBeLessThan(1e-4);
      // A step moves a parameter by about 0.01.
      const { mu, rho } = twin.parameters();
      expect(largest(arraysOf(session, 0), mu), `means after step ${step}`).toBeLessThan(2e-4);
      expect(largest(arraysOf(session, 1), rho), `ρ after step ${step}`).toBeLessThan(2e-4);
    }
  } finally {
    twin.dispose();
    await session.close();
  }
});

test("jax-js draws new normals for every step", () => {
  const twin = jaxTwin(problem, batch);
  const losses = [twin.step(), twin.step(), twin.step()];
  expect(new Set(losses).size).toBe(3);
  expect(losses.every((loss) => loss > 0 && Number.isFinite(loss))).toBe(true);
  twin.dispose();
});

test("jax-js keeps no memory from step to step, nor from twin to twin", async () => {
  const run = async (steps: number): Promise<void> => {
    const twin = jaxTwin(problem, batch);
    for (let i = 0; i < steps; i++) twin.step();
    await twin.settle();
    twin.dispose();
  };
  await run(4);
  const grow = vi.spyOn(WebAssembly.Memory.prototype, "grow");
  // 20 × 19,000 parameters × 6 arrays would be 9 MB.
  await run(20);
  await run(20);
  expect(grow).not.toHaveBeenCalled();
});
