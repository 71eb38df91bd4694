import { describe, expect, test } from "vitest";
import { bernoulli } from "../../../packages/ppl/src/distributions/bernoulli.js";
import { categorical } from "../../../packages/ppl/src/distributions/categorical.js";
import { halfNormal } from "../../../packages/ppl/src/distributions/half-normal.js";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { mask } from "../../../packages/ppl/src/handlers/mask.js";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { mcmc } from "../../../packages/ppl/src/mcmc/mcmc.js";
import { modelPotential } from "../../../packages/ppl/src/mcmc/model-potential.js";
import { plate } from "../../../packages/ppl/src/primitives/plate.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";

const y = (): JaxArray => np.array([1, 2]);

function spread(values: JaxArray): void {
  sample("y", normal(0, sample("tau", halfNormal(1))), { obs: values });
}

describe("bad models and starts are refused, and leave nothing behind", () => {
  const discrete = (values: JaxArray): void => {
    const mean = sample("mean", normal(0, 1));
    const b = sample("b", bernoulli(0.5));
    sample("y", normal(mean.add(b.astype(np.float32)), 1), { obs: values });
  };
  const throwing = (_values: JaxArray): void => {
    sample("tau", halfNormal(1));
    throw new RangeError("of the program's own");
  };
  const nothing = (values: JaxArray): void => void sample("y", normal(0, 1), { obs: values });

  test.each([
    ["no random variables", nothing, {}, "at least one random variable"],
    ["a discrete one", discrete, {}, 'site "b"'],
    ["an error of its own", throwing, {}, "of the program's own"],
    ["a start outside the support", spread, { start: { tau: np.array(-1) } }, 'start of site "tau"'],
    ["a start of another shape", spread, { start: { tau: np.array([1, 1]) } }, "got shape [2]"],
    ["a start of a site that is not there", spread, { start: { tua: np.array(1) } }, 'got "tua"'],
    ["a start that is no word", spread, { start: "mean" as "prior" }, "one of uniform, zero, prior"],
    ["a precision that is none", spread, { dtype: "float16" as "float32" }, "float64"],
  ])("%s", (_, model, options, words) => {
    const attempt = (): unknown => modelPotential(model, [y()], options);
    expect(attempt).toThrow(words);
    const live = liveSlots();
    expect(attempt).toThrow(words);
    expect(liveSlots()).toBe(live);
  });
});

test("a subsampled plate is refused: its density is another one at each look", async () => {
  const model = (values: JaxArray): void => {
    const mean = sample("mean", normal(0, 1));
    plate("d", 4, { subsampleSize: 2 }, (indices) =>
      sample("y", normal(mean, 1), { obs: np.take(values, indices, 0) }),
    );
  };
  await expectNescioError(
    () => mcmc({ model }, np.array([1, 2, 3, 4])),
    "invalid-program",
    'plate "d"',
    "got 2 of 4",
  );
});

test("masks hold in compiled programs", () => {
  const which = np.array([true, false]);
  const masked = modelPotential(
    (values: JaxArray) => {
      const tau = sample("tau", halfNormal(1));
      mask(() => sample("y", normal(0, tau), { obs: values }), which)();
    },
    [y()],
  );
  const one = modelPotential(spread, [np.array([1])]);
  for (const position of [-0.5, 0.3]) {
    const [a, b] = [new Float64Array(1), new Float64Array(1)];
    const energy = masked.potential(Float64Array.of(position), a);
    expect(energy).toBeCloseTo(one.potential(Float64Array.of(position), b), 6);
    expect(a[0]).toBeCloseTo(b[0], 6);
  }
  masked.dispose();
  one.dispose();
  which.dispose();
});

test("logits of −∞ are probabilities of 0, and leave the gradient finite", () => {
  const model = (): void => {
    const z = sample("z", normal(0, 1));
    sample("either", bernoulli({ logits: [-Infinity, Infinity] }), { obs: [0, 1] });
    sample("which", categorical({ logits: z.mul(np.array([1, 0, 2])).add(np.array([0, -Infinity, 0])) }), {
      obs: 2,
    });
  };
  const target = modelPotential(model, []);
  const gradient = new Float64Array(1);
  const energy = target.potential(Float64Array.of(0.4), gradient);
  const share = 1 / (1 + Math.exp(-0.4));
  expect(energy).toBeCloseTo(0.5 * 0.4 ** 2 + 0.5 * Math.log(2 * Math.PI) - Math.log(share), 10);
  expect(gradient[0]).toBeCloseTo(0.4 - (1 - share), 10);
  target.dispose();
});
