import { describe, expect, test } from "vitest";
import { createDataset, type ImageDataset } from "../../../packages/core/src/data/dataset.js";
import { decide } from "../../../packages/core/src/decision/decide.js";
import { MeanFieldPosterior } from "../../../packages/core/src/posteriors/mean-field/posterior.js";
import type { Posterior } from "../../../packages/core/src/prediction/posterior.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { denseNetwork, parameterSpecs } from "../../../packages/core/src/layers/network.js";
import { categorical, normal, toEvent } from "../../../packages/ppl/src/distributions/index.js";
import { autoMultivariateNormal } from "../../../packages/ppl/src/guides/index.js";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { mcmc } from "../../../packages/ppl/src/mcmc/mcmc.js";
import {
  DrawsPosterior,
  drawsPosterior,
  GuidePosterior,
  guidePosterior,
  randomModule,
} from "../../../packages/ppl/src/network/index.js";
import { adam } from "../../../packages/ppl/src/optimizers/index.js";
import { param } from "../../../packages/ppl/src/primitives/param.js";
import { sample } from "../../../packages/ppl/src/primitives/sample.js";
import { disposeState, svi } from "../../../packages/ppl/src/svi/svi.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";

const network = denseNetwork([2, 2, 1], [3], 2);
const specs = parameterSpecs(network);

/** Images that are light on the left or on the right. */
function images(count: number, seed: number): ImageDataset {
  const random = new Random(seed);
  const labels = Uint8Array.from({ length: count }, () => random.integer(2));
  const pixels = new Uint8Array(count * 4);
  labels.forEach((label, i) => {
    for (let p = 0; p < 4; p++) pixels[i * 4 + p] = (p % 2 === label ? 160 : 0) + random.integer(90);
  });
  return createDataset({
    ...{ name: "sides", count, height: 2, width: 2, channels: 1, pixels, labels },
    classes: ["left", "right"],
  });
}

const train = images(60, 1);
const arrays = (): [JaxArray, JaxArray] => [
  np.array(
    Float32Array.from(train.pixels, (value) => value / 255),
    { shape: [60, 4] },
  ),
  np.array(Int32Array.from(train.labels!), { dtype: np.int32 }),
];

const prior = randomModule("net", network, () => normal(0, 3));
function model(x: JaxArray, y: JaxArray): void {
  sample("y", categorical({ logits: prior()(x) }), { obs: y });
}

/** Mean of the sampled probabilities of the true class. */
async function confidence(posterior: Posterior): Promise<number> {
  const test = images(40, 2);
  const predictive = await posterior.predict(test, { samples: 20, seed: 1, threads: 1 });
  expect(predictive).toMatchObject({ images: 40, samples: 20, classes: 2 });
  expect(decide(predictive, { kind: "quantile", q: 0.5, threshold: 0.5 } as never).length).toBe(40);
  let sum = 0;
  for (let i = 0; i < 40; i++) {
    for (let s = 0; s < 20; s++) sum += Math.exp(predictive.logProbs[(i * 20 + s) * 2 + test.labels![i]]);
  }
  return sum / 800;
}

describe("posteriors of networks", () => {
  test("a mean-field guide becomes a mean-field posterior, and both predict alike", async () => {
    const guide = (_x: JaxArray, _y: JaxArray): void => {
      randomModule("net", network, ({ name, shape }) =>
        normal(
          param(`${name}.loc`, () =>
            np.sin(np.arange(shape.reduce((a, b) => a * b)).astype(np.float32)).reshape([...shape]),
          ),
          0.3,
        ),
      )();
    };
    const inference = svi({ model, guide, optimizer: adam({ learningRate: 0.03 }) });
    const { state } = await inference.run({ steps: 250, batch: arrays });
    const posterior = guidePosterior({
      network,
      module: "net",
      guide,
      params: inference.params(state),
      args: arrays(),
    });
    expect(posterior).toBeInstanceOf(MeanFieldPosterior);
    const fitted = (posterior as MeanFieldPosterior).tensors.get("fc1.weight")!;
    expect(fitted.shape).toEqual([3, 4]);
    fitted.scale.forEach((scale) => expect(scale).toBeCloseTo(0.3, 6));
    // The same distribution, drawn network by network on the other engine.
    const drawn = new GuidePosterior(
      network,
      (seed) => posterior.draw(seed),
      () => undefined,
    );
    const [fused, drawnOne] = [await confidence(posterior), await confidence(drawn)];
    expect(fused).toBeGreaterThan(0.9);
    expect(Math.abs(fused - drawnOne)).toBeLessThan(0.02);
    disposeState(state);
    inference.dispose();
  });

  test("a joint guide is drawn from", async () => {
    const guide = autoMultivariateNormal(model, { start: "prior" });
    const inference = svi({ model, guide, optimizer: adam({ learningRate: 0.03 }) });
    const { state } = await inference.run({ steps: 300, batch: arrays });
    const live = liveSlots();
    const params = inference.params(state);
    const posterior = guidePosterior({ network, module: "net", guide, params, args: arrays() });
    expect(posterior).toBeInstanceOf(GuidePosterior);
    expect(await confidence(posterior)).toBeGreaterThan(0.9);
    expect(posterior.draw(3)).toEqual(posterior.draw(3));
    (posterior as GuidePosterior).dispose();
    disposeState(state);
    inference.dispose();
    expect(liveSlots()).toBeLessThan(live + 20);
  });

  test("draws of MCMC", async () => {
    const result = await mcmc({ model, chains: 1, warmup: 150, samples: 60, seed: 2 }, ...arrays());
    const posterior = drawsPosterior(network, "net", result.sites);
    expect(posterior.draws.length).toBe(60);
    expect(await confidence(posterior)).toBeGreaterThan(0.9);
    expect([...posterior.draw(1).keys()]).toEqual(specs.map(({ name }) => name));
  });

  test.each([
    ["no draws", () => new DrawsPosterior(network, []), "at least one network"],
    ["a tensor that is missing", () => new DrawsPosterior(network, [new Map()]), 'tensor "fc1.weight"'],
    ["sites of another module", () => drawsPosterior(network, "other", new Map()), 'module "other"'],
  ] as [string, () => unknown, string][])("refuses %s", async (_, make, part) => {
    await expectNescioError(make, "invalid-model", part);
  });

  test("refuses a guide that does not draw the network", async () => {
    const guide = (): void => void sample("net.fc1.weight", toEvent(normal(np.zeros([3, 5]), 1)));
    await expectNescioError(
      () => guidePosterior({ network, module: "net", guide, params: {} }),
      "invalid-program",
      'site "net.fc1.weight"',
      "shape [3, 4]",
    );
  });
});

describe("randomModule", () => {
  test.each([
    [
      "a prior that is missing",
      () => randomModule("net", network, { "fc1.weight": normal(0, 1) }),
      'none for "fc1.bias"',
    ],
    [
      "a prior too many",
      () =>
        randomModule(
          "net",
          network,
          Object.fromEntries([...specs.map(({ name }) => name), "x"].map((n) => [n, normal(0, 1)])),
        ),
      'one for "x"',
    ],
  ] as [string, () => unknown, string][])("refuses %s", async (_, make, part) => {
    await expectNescioError(make, "invalid-program", 'randomModule "net"', part);
  });

  test("refuses images of another shape, naming itself", async () => {
    const inference = svi({ model, guide: () => undefined, optimizer: adam() });
    const y = np.array(Int32Array.from([0]), { dtype: np.int32 });
    await expectNescioError(() => inference.init(0, np.zeros([1, 5]), y), "invalid-program", "[1, 5]");
    const wrong = (): void => void prior()(np.zeros([1, 5]));
    const other = svi({ model: wrong, guide: wrong, optimizer: adam() });
    await expectNescioError(
      () => other.init(0),
      "invalid-program",
      'randomModule "net"',
      "[N, 2, 2, 1] or [N, 4]",
      "[1, 5]",
    );
  });

  test("the local estimator wants Gaussians", async () => {
    const local = randomModule("net", network, () => normal(0, 1), { estimator: "local" });
    const localModel = (x: JaxArray, y: JaxArray): void =>
      void sample("y", categorical({ logits: local()(x) }), { obs: y });
    const inference = svi({
      model: localModel,
      guide: autoMultivariateNormal(localModel),
      optimizer: adam(),
    });
    await expectNescioError(
      () => inference.init(0, ...arrays()),
      "invalid-program",
      'site "net.fc1.weight"',
      "Normal",
    );
  });
});
