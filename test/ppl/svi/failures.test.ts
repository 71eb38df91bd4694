import { describe, expect, test } from "vitest";
import { boolean } from "../../../packages/ppl/src/constraints/index.js";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { np, tree, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { mcmc } from "../../../packages/ppl/src/mcmc/mcmc.js";
import { adam } from "../../../packages/ppl/src/optimizers/index.js";
import { predictive } from "../../../packages/ppl/src/predictive.js";
import { param } from "../../../packages/ppl/src/primitives/param.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import { disposeState, svi, type Svi } from "../../../packages/ppl/src/svi/svi.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";

const y = (): JaxArray => np.array([1, 2]);
const guide = (_y: JaxArray): void => void sample("z", normal(param("loc", 0), 1));

/** An inference whose model throws after so many runs: the first prepares, the second is compiled. */
function failing(after: number): Svi<[JaxArray]> {
  let runs = 0;
  const model = (values: JaxArray): void => {
    const z = sample("z", normal(0, 1));
    sample("y", normal(z, 1), { obs: values });
    if (runs++ >= after) throw new RangeError("of the program's own");
  };
  return svi({ model, guide, optimizer: adam() });
}

describe("what throws leaves nothing behind", () => {
  test.each<[string, () => unknown]>([
    [
      "a model, while a step is compiled for other data",
      () => {
        const inference = failing(2);
        const state = inference.init(0, y());
        try {
          return inference.step(state, np.array([1, 2, 3]));
        } finally {
          disposeState(state);
          inference.dispose();
        }
      },
    ],
    [
      "a model, while an evaluation is compiled",
      () => {
        const inference = failing(2);
        const state = inference.init(0, y());
        try {
          return inference.evaluate(state, y());
        } finally {
          disposeState(state);
          inference.dispose();
        }
      },
    ],
    ["a model, while it is prepared", () => failing(0).init(0, y())],
    ["a model, while a step is compiled", () => failing(1).init(0, y())],
    ["a run", () => failing(1).run({ steps: 3, batch: () => [y()] })],
    [
      "a parameter that no gradient can move",
      () => {
        const discrete = (values: JaxArray): void => {
          guide(values);
          param("count", np.array([1]), { constraint: boolean });
        };
        const inference = svi({ model: guide, guide: discrete, optimizer: adam() });
        return inference.init(0, y());
      },
    ],
    [
      "a prediction",
      () =>
        predictive({
          model: (values: JaxArray) => {
            sample("z", normal(values, 1));
            throw new RangeError("of the program's own");
          },
        })(1, y()),
    ],
    ["a prediction of a site that is not there", () => predictive({ model: guide, sites: ["no"] })(1, y())],
  ])("%s", async (_, attempt) => {
    const run = (): Promise<unknown> => new Promise((resolve) => resolve(attempt()));
    await expect(run()).rejects.toThrow();
    const live = liveSlots();
    await expect(run()).rejects.toThrow();
    expect(liveSlots()).toBe(live);
  });
});

test("parameters of a state that a step has consumed", async () => {
  const model = (_y: JaxArray): void => void sample("z", normal(0, 1));
  const inference = svi({ model, guide, optimizer: adam() });
  const state = inference.init(0, y());
  const taken = inference.step(state, y());
  await expectNescioError(() => inference.params(state), "invalid-program", "svi, state", "consumed");
  disposeState(taken.state);
  inference.dispose();
});

test.each([-1, 1.5, NaN])("a run of %s steps", async (steps) => {
  const model = (_y: JaxArray): void => void sample("z", normal(0, 1));
  const inference = svi({ model, guide, optimizer: adam() });
  await expectNescioError(
    () => inference.run({ steps, batch: () => [y()] }),
    "invalid-option",
    "option steps",
    String(steps),
  );
  inference.dispose();
});

test("a captured array that is a parameter of a distribution has no more references than before", async () => {
  const x = np.array([1, 2, 3]);
  const model = (): void => void sample("z", normal(x.ref, 1));
  const inference = svi({
    model,
    guide: () => void sample("z", normal(x.ref.add(param("loc", 0)), 1)),
    optimizer: adam(),
  });
  const { state } = inference.step(inference.init(0));
  disposeState(state);
  inference.dispose();
  tree.dispose(predictive({ model, samples: 2 })(1));
  await mcmc({ model, chains: 1, warmup: 5, samples: 5 });
  expect(x.refCount).toBe(1);
  x.dispose();
});
