import { describe, expect, test } from "vitest";
import { Random } from "../../../packages/core/src/math/random.js";
import { parameterSpecs } from "../../../packages/core/src/layers/network.js";
import { categorical } from "../../../packages/ppl/src/distributions/categorical.js";
import type { Distribution } from "../../../packages/ppl/src/distributions/distribution.js";
import { normal } from "../../../packages/ppl/src/distributions/normal.js";
import { toEvent } from "../../../packages/ppl/src/distributions/to-event.js";
import { scale } from "../../../packages/ppl/src/handlers/scale.js";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { softplus } from "../../../packages/ppl/src/math/index.js";
import { randomModule } from "../../../packages/ppl/src/network/random-module.js";
import type { Optimizer } from "../../../packages/ppl/src/optimizers/index.js";
import { param } from "../../../packages/ppl/src/primitives/param.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import { traceElbo } from "../../../packages/ppl/src/svi/elbo.js";
import { traceMeanFieldElbo } from "../../../packages/ppl/src/svi/mean-field-elbo.js";
import { disposeState, svi } from "../../../packages/ppl/src/svi/svi.js";
import { activationNoise } from "../../helpers/activation-noise.js";
import { distance } from "../../helpers/distance.js";
import { chainNetwork, gradientsOf, randomInputs, type StepProblem } from "../../helpers/training-problem.js";

// One step of the language against one step of the fused kernels: equal parameters, equal batch, equal ε and ζ.

/** Takes no step: the state's parameters become the gradients. */
const recorder: Optimizer = {
  name: "recorder",
  init: () => ({}),
  update: (gradients, state, params) => {
    for (const array of Object.values(params)) array.dispose();
    return { params: gradients, state };
  },
};

/** A Normal whose draw is loc + scale · ε for a given ε. */
function normalAt(loc: JaxArray, sd: JaxArray, eps: JaxArray): Distribution {
  const inner = toEvent(normal(loc, sd));
  return {
    ...inner,
    sample(key) {
      key.dispose();
      return loc.ref.add(sd.ref.mul(eps));
    },
  };
}

const shapes = [
  { sizes: [6, 3], count: 5 },
  { sizes: [13, 8, 5, 10], count: 24 },
];
const cases = (["weights", "local"] as const).flatMap((estimator) =>
  (["monte-carlo", "closed-form"] as const).flatMap((kl) =>
    (["categorical", "gaussian"] as const).flatMap((family) =>
      shapes.map((shape) => ({ estimator, kl, family, ...shape })),
    ),
  ),
);

describe("ELBO and gradients of the language against the kernels'", () => {
  test.each(cases)("$estimator, $kl, $family, $sizes", async ({ estimator, kl, family, sizes, count }) => {
    const outputs = sizes.at(-1)!;
    const { labels, ...images } = randomInputs(count, sizes[0], outputs);
    const random = new Random(8);
    const targets = Float32Array.from({ length: count * outputs }, () => random.normal());
    const problem: StepProblem = {
      sizes,
      inputs: family === "categorical" ? { ...images, labels: labels! } : { ...images, targets },
      settings: {
        ...{ estimator, kl, prior: { loc: 0.1, scale: 0.7 }, seed: 3 },
        likelihood: family === "categorical" ? "categorical" : { family, scale: 0.4 },
      },
      klWeight: 0.3,
    };
    const kernels = await gradientsOf(problem);
    const zeta = await Promise.all(
      sizes.slice(1).map((size, l) => activationNoise(problem.settings.seed!, l, count, size)),
    );

    const network = chainNetwork(sizes);
    const specs = parameterSpecs(network);
    const arrayOf = (name: string, which: "mu" | "rho" | "eps"): JaxArray => {
      const [layer, tensor] = name.split(".") as [string, "weight" | "bias"];
      const { shape } = specs.find((spec) => spec.name === name)!;
      return np.array(kernels.layers[Number(layer.slice(2)) - 1][which][tensor], { shape: [...shape] });
    };
    const noise = (layer: string, shape: readonly number[]): JaxArray =>
      np.array(zeta[Number(layer.slice(2)) - 1], { shape: [...shape] });
    const prior = randomModule("net", network, () => normal(0.1, 0.7), { estimator, noise });
    const model = (x: JaxArray, y: JaxArray): void => {
      const f = scale(prior, problem.klWeight)()(x);
      sample("y", family === "categorical" ? categorical({ logits: f }) : normal(f, 0.4), { obs: y });
    };
    const guide = (_x: JaxArray, _y: JaxArray): void => {
      scale(() => {
        for (const { name } of specs) {
          const mu = param(`${name}.mu`, () => arrayOf(name, "mu"));
          const rho = param(`${name}.rho`, () => arrayOf(name, "rho"));
          sample(`net.${name}`, normalAt(mu, softplus(rho), arrayOf(name, "eps")));
        }
      }, problem.klWeight)();
    };
    const loss = kl === "monte-carlo" ? traceElbo() : traceMeanFieldElbo();
    const inference = svi({ model, guide, optimizer: recorder, loss });
    const x = (): JaxArray =>
      np.array(
        Float32Array.from(images.values, (value) => value / 255),
        { shape: [count, sizes[0]] },
      );
    const y = (): JaxArray =>
      family === "categorical"
        ? np.array(Int32Array.from(labels!), { dtype: np.int32 })
        : np.array(targets, { shape: [count, outputs] });
    const taken = inference.step(inference.init(0, x(), y()), x(), y());
    const expected = kernels.nll + problem.klWeight * kernels.kl;
    expect(Math.abs(taken.loss / expected - 1)).toBeLessThan(1e-4);
    for (const { name } of specs) {
      const [layer, tensor] = name.split(".") as [string, "weight" | "bias"];
      const of = kernels.layers[Number(layer.slice(2)) - 1];
      for (const [part, gradient] of [
        ["mu", of.gradMu],
        ["rho", of.gradRho],
      ] as const) {
        const actual = taken.state.unconstrained[`${name}.${part}`].ref.dataSync() as Float32Array;
        expect(distance(actual, gradient[tensor]), `${name} ${part}`).toBeLessThan(1e-4);
      }
    }
    disposeState(taken.state);
    inference.dispose();
  });
});
