import { describe, expect, test } from "vitest";
import { trainingSettings } from "../../packages/core/src/training/settings.js";
import { TrainingSession, type StepControl } from "../../packages/core/src/training/session.js";
import { variants } from "../helpers/raw-kernels.js";
import { chainNetwork, randomInputs } from "../helpers/training-problem.js";

const sizes = [6, 5, 3];
const inputs = randomInputs(11, sizes[0], 3);
const beta1 = 0.8;
const beta2 = 0.95;
const epsilon = 0.01;

async function withSession<T>(
  settings: { estimator: "weights" | "local"; variant: (typeof variants)[number] },
  use: (session: TrainingSession) => Promise<T>,
): Promise<T> {
  const { estimator, variant } = settings;
  const all = trainingSettings("tutorial", { estimator, beta1, beta2, epsilon, batchSize: 6 });
  const session = await TrainingSession.start(chainNetwork(sizes), inputs, all, { threads: 1, variant });
  try {
    session.initialise();
    session.setOrder(Uint32Array.from({ length: 11 }, (_, i) => (i * 4) % 11));
    await session.drawFirst();
    return await use(session);
  } finally {
    await session.close();
  }
}

/** Batches of 6 and 5 images in turn, with a rate of its own for each step. */
function control(step: number): StepControl {
  const second = step % 2 === 1;
  return {
    ...{ start: second ? 6 : 0, count: second ? 5 : 6, step, klWeight: 0.1 * (step + 1) },
    learningRate: 0.02 / (step + 1),
  };
}

/** Layers' arrays (kernels/mean-field.ts), weights before biases: parameters, moments and draws. */
function snapshot(session: TrainingSession): Float32Array[][] {
  return [0, 1].map((layer) =>
    Array.from({ length: 8 }, (_, array) => {
      const { weight, bias } = session.layerArray(layer, array);
      return Float32Array.of(...weight, ...bias);
    }),
  );
}

const cases = variants.flatMap((variant) =>
  (["weights", "local"] as const).map((estimator) => ({ variant, estimator })),
);

describe.each(cases)("Adam: $variant, $estimator", (settings) => {
  test("takes the steps of the paper's algorithm 1, with the gradient that its first moment tells of", async () => {
    await withSession(settings, async (session) => {
      for (let step = 0; step < 6; step++) {
        const before = snapshot(session);
        await session.run([control(step)]);
        const after = snapshot(session);
        const { learningRate } = control(step);
        let moved = 0;
        // (parameter, first moment, second moment): of μ, and of ρ.
        for (const [p, m, v] of [
          [0, 2, 3],
          [1, 4, 5],
        ]) {
          before.forEach((old, layer) => {
            const now = after[layer];
            old[p].forEach((value, i) => {
              const gradient = (now[m][i] - beta1 * old[m][i]) / (1 - beta1);
              const second = beta2 * old[v][i] + (1 - beta2) * gradient ** 2;
              expect(Math.abs(now[v][i] - second)).toBeLessThan(1e-5 * (second + old[m][i] ** 2));
              const first = now[m][i] / (1 - beta1 ** (step + 1));
              const root = Math.sqrt(now[v][i] / (1 - beta2 ** (step + 1)));
              const change = (-learningRate * first) / (root + epsilon);
              expect(Math.abs(now[p][i] - value - change)).toBeLessThan(1e-6 * (1 + Math.abs(value)));
              moved = Math.max(moved, Math.abs(change));
            });
          });
        }
        expect(moved).toBeGreaterThan(0.5 * learningRate);
      }
    });
  });

  test("steps in one run of the engine are the steps one by one", async () => {
    const steps = Array.from({ length: 7 }, (_, step) => control(step));
    const together = await withSession(settings, async (session) => ({
      losses: await session.run(steps),
      state: snapshot(session),
    }));
    const apart = await withSession(settings, async (session) => {
      const losses = [];
      for (const step of steps) losses.push(...(await session.run([step])));
      return { losses, state: snapshot(session) };
    });
    expect(apart).toEqual(together);
    expect(new Set(together.losses.map(({ nll }) => nll)).size).toBe(7);
  });
});
