import { describe, expect, test } from "vitest";
import { bernoulli } from "../../../packages/ppl/src/distributions/bernoulli.js";
import { expand } from "../../../packages/ppl/src/distributions/expand.js";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { unitInterval } from "../../../packages/ppl/src/constraints/index.js";
import { mask } from "../../../packages/ppl/src/handlers/mask.js";
import { scale } from "../../../packages/ppl/src/handlers/scale.js";
import { np } from "../../../packages/ppl/src/jax.js";
import { sgd } from "../../../packages/ppl/src/optimizers/index.js";
import { param } from "../../../packages/ppl/src/primitives/param.js";
import { plate } from "../../../packages/ppl/src/primitives/plate.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import type { Program } from "../../../packages/ppl/src/runtime/run.js";
import { traceElbo, type Loss } from "../../../packages/ppl/src/svi/elbo.js";
import { traceMeanFieldElbo } from "../../../packages/ppl/src/svi/mean-field-elbo.js";
import { disposeState, svi, type Svi, type SviState } from "../../../packages/ppl/src/svi/svi.js";
import { expectNescioError } from "../../helpers/errors.js";

/** The mean of what `read` gives for many first states. */
function meanOf(
  [model, guide]: readonly [Program<[]>, Program<[]>],
  loss: Loss,
  read: (inference: Svi<[]>, state: SviState) => number,
): number {
  const inference = svi({ model, guide, optimizer: sgd({ learningRate: 1 }), loss });
  const seeds = 40;
  let sum = 0;
  try {
    for (let seed = 0; seed < seeds; seed++) sum += read(inference, inference.init(seed));
    return sum / seeds;
  } finally {
    inference.dispose();
  }
}

/** The loss at the start. */
function lossOf(model: Program<[]>, guide: Program<[]>, loss: Loss): number {
  return meanOf([model, guide], loss, (inference, state) => {
    try {
      return inference.evaluate(state);
    } finally {
      disposeState(state);
    }
  });
}

/** The first step's gradient with respect to the parameter "p", unconstrained. */
function gradientOf(model: Program<[]>, guide: Program<[]>, loss: Loss): number {
  return meanOf([model, guide], loss, (inference, start) => {
    const before = start.unconstrained.p.ref.item();
    const { state } = inference.step(start);
    const after = state.unconstrained.p.ref.item();
    disposeState(state);
    return before - after;
  });
}

const losses = [
  ["traceElbo", traceElbo],
  ["traceMeanFieldElbo", traceMeanFieldElbo],
] as const;

describe.each(losses)("%s of draws without gradients", (_, loss) => {
  // b ~ Bernoulli(1/2), y ~ N(b, 1); the guide has P(b = 1) = p.
  const p = 0.3;
  const y = 2;
  const guess = (): unknown => sample("b", bernoulli(param("p", p, { constraint: unitInterval })));
  const joint = (): void => {
    const b = sample("b", bernoulli(0.5));
    sample("y", normal(b.astype(np.float32), 1), { obs: y });
  };
  // d/dp of p log p + (1 − p) log(1 − p) + p (y − 1)² / 2 + (1 − p) y² / 2, times dp/du of the logistic function.
  const exact = (Math.log(p / (1 - p)) + ((y - 1) ** 2 - y ** 2) / 2) * p * (1 - p);

  test("the gradient reaches the guide through all that depends on them", () => {
    const found = gradientOf(joint, guess, loss({ particles: 100 }));
    expect(Math.abs(found - exact)).toBeLessThan(0.1);
  });

  test("is not scaled up once more in a subsampled plate", () => {
    const part = { subsampleSize: 1 };
    const found = gradientOf(
      () => plate("d", 20, part, joint),
      () => plate("d", 20, part, guess),
      loss({ particles: 100 }),
    );
    expect(Math.abs(found / 20 - exact)).toBeLessThan(0.1);
  });
});

describe("both losses agree", () => {
  const joint = (): void => {
    const z = sample("z", expand(normal(0, 1), [2]));
    sample("y", normal(z, 1), { obs: 0.7 });
  };
  const guess = (): void => void sample("z", expand(normal(param("p", 0.4), 0.6), [2]));
  const first = (): ReturnType<typeof np.array> => np.array([true, false]);
  const inPlate = (f: () => void, size: number) => () => plate("d", 6, { subsampleSize: size }, f);
  const z = (): void => void sample("z", normal(0, 1));
  const q = (): void => void sample("z", normal(param("p", 0.4), 0.6));

  test.each<[string, Program<[]>, Program<[]>]>([
    ["without handlers", joint, guess],
    ["scaled alike", scale(joint, 3), scale(guess, 3)],
    ["scaled alike by arrays", scale(joint, np.array(3)), scale(guess, np.array(3))],
    ["the model scaled", scale(joint, 3), guess],
    ["the guide scaled", joint, scale(guess, 3)],
    ["masked alike", mask(joint, first()), mask(guess, first())],
    ["the model masked", mask(joint, first()), guess],
    ["all masked", mask(joint, false), mask(guess, false)],
    ["in a subsampled plate", inPlate(z, 3), inPlate(q, 3)],
  ])("%s", (_, model, guide) => {
    const [one, other] = losses.map(([, loss]) => lossOf(model, guide, loss({ particles: 100 })));
    expect(Math.abs(one - other)).toBeLessThan(0.15);
  });
});

test("a site that model and guide draw of other shapes is named", async () => {
  const model = (): unknown => plate("d", 3, () => sample("z", normal(0, 1)));
  const guide = (): unknown => sample("z", normal(param("p", 0), 1));
  await expectNescioError(
    () => lossOf(model, guide, traceElbo()),
    "invalid-program",
    'site "z"',
    "[3]",
    "got shape []",
  );
});

test("a plate that is another one in the guide is named", async () => {
  const model = (): unknown =>
    plate("d", 6, { subsampleSize: 3 }, () => sample("y", normal(0, 1), { obs: 1 }));
  const guide = (): unknown => plate("d", 6, { subsampleSize: 1 }, () => param("p", 0));
  await expectNescioError(
    () => lossOf(model, guide, traceElbo()),
    "invalid-program",
    'plate "d"',
    "1 of 6",
    "3 of 6",
  );
});

test("of several draws, the one that makes the loss infinite is found", async () => {
  const model = (): void => {
    const z = sample("z", normal(0, 1));
    sample("y", normal(np.where(np.greater(z.ref, 1.5), NaN, z), 1), { obs: 0 });
  };
  const guide = (): unknown => sample("z", normal(param("p", 0), 1));
  await expectNescioError(
    () => lossOf(model, guide, traceElbo({ particles: 50 })),
    "diverged",
    'site "y"',
    "NaN",
  );
});
