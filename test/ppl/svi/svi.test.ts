import { describe, expect, test } from "vitest";
import { bernoulli } from "../../../packages/ppl/src/distributions/bernoulli.js";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { positive, unitInterval } from "../../../packages/ppl/src/constraints/index.js";
import { autoNormal } from "../../../packages/ppl/src/guides/index.js";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { adam, clippedAdam, sgd, type Arrays } from "../../../packages/ppl/src/optimizers/index.js";
import { disposeAll } from "../../../packages/ppl/src/optimizers/optimizer.js";
import { param } from "../../../packages/ppl/src/primitives/param.js";
import { plate } from "../../../packages/ppl/src/primitives/plate.js";
import { seed } from "../../../packages/ppl/src/handlers/seed.js";
import { trace } from "../../../packages/ppl/src/handlers/trace.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import { traceElbo } from "../../../packages/ppl/src/svi/elbo.js";
import { traceMeanFieldElbo } from "../../../packages/ppl/src/svi/mean-field-elbo.js";
import { disposeState, svi, type Svi, type SviState } from "../../../packages/ppl/src/svi/svi.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";

/** jax-js keeps constants of its own from a first time; a second one must leave nothing behind. */
async function expectNoLeak(run: () => unknown): Promise<void> {
  await run();
  const live = liveSlots();
  await run();
  expect(liveSlots()).toBe(live);
}

/** z ~ N(0, 1), yᵢ ~ N(z, 1): the posterior of z is N(Σy / (n + 1), 1 / √(n + 1)). */
function model(y: JaxArray): void {
  const z = sample("z", normal(0, 1));
  plate("data", y.shape[0], () => sample("y", normal(z, 1), { obs: y }));
}

function guide(_y: JaxArray): void {
  const loc = param("loc", 0);
  const scale = param("scale", 1, { constraint: positive });
  sample("z", normal(loc, scale));
}

const data = [0.3, 1.8, 1.1, 0.6, 2.2, 1.4, 0.2, 1.9];
const exact = { loc: data.reduce((a, b) => a + b) / 9, scale: 1 / 3 };
const y = (): JaxArray => np.array(data);
/** −log p(y): the least that any guide's loss can be. */
const evidence = ((): number => {
  const n = data.length;
  const sum = data.reduce((a, b) => a + b);
  const squares = data.reduce((total, value) => total + value * value, 0);
  return (n / 2) * Math.log(2 * Math.PI) + 0.5 * Math.log(n + 1) + 0.5 * (squares - (sum * sum) / (n + 1));
})();

function read(params: Arrays): Record<string, number> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value.item()]));
}

async function fit<A extends readonly unknown[]>(
  inference: Svi<A>,
  steps: number,
  batch: () => A,
): Promise<{ params: Record<string, number>; losses: Float64Array }> {
  const { state, losses } = await inference.run({ steps, batch, seed: 4 });
  const params = read(inference.params(state));
  disposeState(state);
  inference.dispose();
  return { params, losses };
}

describe("known posteriors", () => {
  test.each([
    ["traceElbo", traceElbo(), adam({ learningRate: 0.02 }), 600, 0.1],
    ["traceElbo, 8 particles", traceElbo({ particles: 8 }), adam({ learningRate: 0.02 }), 400, 0.04],
    ["traceMeanFieldElbo", traceMeanFieldElbo(), adam({ learningRate: 0.02 }), 600, 0.1],
    [
      "sgd with momentum",
      traceElbo({ particles: 8 }),
      sgd({ learningRate: 0.005, momentum: 0.8 }),
      300,
      0.04,
    ],
    [
      "clippedAdam",
      traceElbo({ particles: 8 }),
      clippedAdam({ learningRate: 0.05, decay: 0.99, clipNorm: 5 }),
      400,
      0.03,
    ],
  ])("%s finds the mean and the spread", async (_, loss, optimizer, steps, tolerance) => {
    const inference = svi({ model, guide, optimizer, loss });
    const { params, losses } = await fit(inference, steps, () => [y()] as const);
    expect(Math.abs(params.loc - exact.loc)).toBeLessThan(tolerance);
    expect(Math.abs(params.scale - exact.scale)).toBeLessThan(tolerance);
    const last = losses.slice(-50).reduce((a, b) => a + b) / 50;
    expect(Math.abs(last - evidence)).toBeLessThan(0.1);
  });

  test("at the exact posterior one draw's ELBO is the evidence, whatever the draw", () => {
    const inference = svi({
      model,
      guide: (_y: JaxArray) => void sample("z", normal(exact.loc, exact.scale)),
      optimizer: adam(),
    });
    const state = inference.init(0, y());
    for (let i = 0; i < 3; i++) expect(inference.evaluate(state, y())).toBeCloseTo(evidence, 4);
    disposeState(state);
    inference.dispose();
  });

  test("subsampling leaves the loss unbiased", async () => {
    const subsampled = (all: JaxArray): void => {
      const z = sample("z", normal(0, 1));
      plate("data", data.length, { subsampleSize: 2 }, (indices) =>
        sample("y", normal(z, 1), { obs: np.take(all.ref, indices.ref, 0) }),
      );
    };
    const fixed = (_y: JaxArray): void => void sample("z", normal(exact.loc, 1e-4));
    const one = svi({ model: subsampled, guide: fixed, optimizer: adam() });
    const whole = svi({ model, guide: fixed, optimizer: adam() });
    const start = whole.init(0, y());
    const expected = whole.evaluate(start, y());
    const { state, losses } = await one.run({ steps: 400, batch: () => [y()] });
    const mean = losses.reduce((a, b) => a + b) / losses.length;
    const sd = Math.sqrt(losses.reduce((total, loss) => total + (loss - mean) ** 2, 0) / losses.length);
    expect(sd).toBeGreaterThan(1);
    expect(Math.abs(mean - expected)).toBeLessThan((4 * sd) / Math.sqrt(losses.length));
    [start, state].forEach(disposeState);
    [one, whole].forEach((inference) => inference.dispose());
  });

  test("draws without gradients are learnt by the score function", async () => {
    // P(b = 1 | y) for a fair coin b and y ~ N(b, 1).
    const observed = 1.2;
    const odds = Math.exp(-0.5 * (observed - 1) ** 2 + 0.5 * observed ** 2);
    const inference = svi({
      model: () => {
        const b = sample("b", bernoulli(0.5));
        sample("y", normal(b.astype(np.float32), 1), { obs: observed });
      },
      guide: () => void sample("b", bernoulli(param("p", 0.5, { constraint: unitInterval }))),
      optimizer: adam({ learningRate: 0.02 }),
      loss: traceElbo({ particles: 32 }),
    });
    const { params } = await fit(inference, 400, () => []);
    expect(Math.abs(params.p - odds / (1 + odds))).toBeLessThan(0.05);
  });

  test("autoNormal knows what to draw", async () => {
    const optimizer = adam({ learningRate: 0.02 });
    const inference = svi({ model, guide: autoNormal(model), optimizer, loss: traceElbo({ particles: 8 }) });
    const { params } = await fit(inference, 500, () => [y()] as const);
    expect(Math.abs(params["auto.z.loc"] - exact.loc)).toBeLessThan(0.1);
    expect(Math.abs(params["auto.z.scale"] - exact.scale)).toBeLessThan(0.1);
  });
});

describe("states", () => {
  test("an inference leaves nothing behind", async () => {
    for (const loss of [traceElbo({ particles: 2 }), traceMeanFieldElbo()]) {
      await expectNoLeak(() => {
        const inference = svi({ model, guide, optimizer: adam(), loss });
        const state = inference.init(0, y());
        const taken = inference.step(state, y());
        inference.evaluate(taken.state, y());
        disposeAll(inference.params(taken.state));
        disposeState(taken.state);
        inference.dispose();
      });
    }
  });

  test("200 steps leave as many arrays as one", () => {
    const inference = svi({ model, guide, optimizer: adam() });
    let state = inference.init(0, y());
    const counts: number[] = [];
    for (let i = 0; i < 200; i++) {
      ({ state } = inference.step(state, y()));
      counts.push(liveSlots());
    }
    expect(new Set(counts.slice(1)).size).toBe(1);
    disposeState(state);
    inference.dispose();
  });

  test("the same seed gives the same losses", () => {
    const run = (seed: number): number[] => {
      const inference = svi({ model, guide, optimizer: adam({ learningRate: 0.1 }) });
      let state = inference.init(seed, y());
      const losses = Array.from({ length: 5 }, () => {
        const taken = inference.step(state, y());
        state = taken.state;
        return taken.loss;
      });
      disposeState(state);
      inference.dispose();
      return losses;
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  test("arguments of other shapes compile anew, and what is no array is part of the program", () => {
    const counted = (values: JaxArray, factor: number, names: { shift?: JaxArray }): void => {
      const z = sample("z", normal(names.shift ?? 0, 1));
      sample("y", normal(z, factor), { obs: values });
    };
    const inference = svi({
      model: counted,
      guide: (..._args: Parameters<typeof counted>) => void sample("z", normal(0, 1)),
      optimizer: adam(),
    });
    const state = inference.init(0, y(), 1, {});
    const losses = [
      inference.evaluate(state, y(), 1, {}),
      inference.evaluate(state, np.array([0.3]), 1, {}),
      inference.evaluate(state, y(), 2, {}),
      inference.evaluate(state, y(), 1, { shift: np.array(3) }),
      inference.evaluate(state, y(), 1, {}),
    ];
    expect(losses[4]).toBe(losses[0]);
    expect(new Set(losses).size).toBe(4);
    disposeState(state);
    inference.dispose();
  });

  test("progress is told, and a signal stops the run", async () => {
    const inference = svi({ model, guide, optimizer: adam() });
    const seen: number[] = [];
    const controller = new AbortController();
    await expectNescioError(
      () =>
        inference.run({
          steps: 10,
          batch: () => [y()],
          signal: controller.signal,
          onProgress: ({ step }) => {
            seen.push(step);
            if (step === 3) controller.abort();
          },
        }),
      "aborted",
    );
    expect(seen).toEqual([1, 2, 3]);
    inference.dispose();
  });
});

describe("within a program", () => {
  test("an inference is a world of its own", async () => {
    const outer = (): JaxArray => {
      sample("y", normal(0, 1));
      const inference = svi({ model, guide, optimizer: adam() });
      const { state } = inference.step(inference.init(0, y()), y());
      disposeState(state);
      inference.dispose();
      return sample("z", normal(0, 1));
    };
    await expectNoLeak(() => {
      const run = trace(seed(outer, 1))();
      expect([...run.sites.keys()]).toEqual(["y", "z"]);
      run.dispose();
      run.result.dispose();
    });
  });
});

describe("bad input", () => {
  const mismatches: [string, (y: JaxArray) => void, string[]][] = [
    ["a guide without a site", () => undefined, ['site "z"', "only the model has"]],
    [
      "a guide with one more",
      () => {
        sample("z", normal(0, 1));
        sample("extra", normal(0, 1));
      },
      ['site "extra"', "only the guide has"],
    ],
    [
      "a guide that draws what is observed",
      () => {
        sample("z", normal(0, 1));
        sample("y", normal(0, 1));
      },
      ['site "y"', "guide draws and the model observes"],
    ],
    [
      "a guide of another shape",
      () => void sample("z", normal(np.zeros([5]), 1)),
      ['site "y"', "batch axis"],
    ],
    [
      "a parameter that starts outside its constraint",
      () => void sample("z", normal(0, param("s", -1, { constraint: positive }))),
      ['param "s"', "got -1"],
    ],
  ];
  test.each(mismatches)("%s", async (_, wrong, parts) => {
    const inference = svi({ model, guide: wrong, optimizer: adam() });
    const init = () => expectNescioError(() => inference.init(0, y()), "invalid-program", ...parts);
    await expectNoLeak(init);
  });

  test("a state or an argument that was consumed before", async () => {
    const inference = svi({ model, guide, optimizer: adam() });
    const first = inference.init(0, y());
    const { state } = inference.step(first, y());
    for (const use of [() => inference.step(first, y()), () => inference.evaluate(first, y())]) {
      await expectNescioError(use, "invalid-program", "svi, state", "what has been consumed");
    }
    const once = y();
    inference.evaluate(state, once);
    for (const use of [() => inference.step(state, once), () => inference.init(0, once)]) {
      await expectNescioError(use, "invalid-program", "svi, argument 1", "x.ref");
    }
    disposeState(state);
    inference.dispose();
  });

  test("a step before init", async () => {
    const inference = svi({ model, guide, optimizer: adam() });
    await expectNescioError(
      () => inference.step({} as SviState, 0 as never),
      "invalid-option",
      "init(seed, …)",
    );
  });

  test("an observed value outside the support, also in a later batch; the state survives", async () => {
    const coin = (values: JaxArray): void => {
      const p = param("p", 0.5, { constraint: unitInterval });
      sample("y", bernoulli(p), { obs: values });
    };
    const inference = svi({ model: coin, guide: (_: JaxArray) => undefined, optimizer: adam() });
    await expectNescioError(
      () => inference.init(0, np.array([0, 2])),
      "invalid-program",
      'site "y"',
      "got 2",
    );
    let state = inference.init(0, np.array([0, 1]));
    const step = () => inference.step(state, np.array([0, 0.5]));
    await expectNoLeak(() => expectNescioError(step, "invalid-program", 'site "y"', "got 0.5"));
    ({ state } = inference.step(state, np.array([1, 1])));
    expect(state.step).toBe(1);
    disposeState(state);
    inference.dispose();
  });

  test("a loss that is no number: the step, the site and the likely reason", async () => {
    const inference = svi({ model, guide, optimizer: sgd({ learningRate: 1e30 }) });
    let state = inference.init(0, y());
    ({ state } = inference.step(state, y()));
    await expectNoLeak(async () => {
      const error = await expectNescioError(() => inference.step(state, y()), "diverged", "step 1");
      expect(error.message).toMatch(/parameter "(loc|scale)" is not finite|site "/);
    });
    disposeState(state);
    inference.dispose();
  });
});
