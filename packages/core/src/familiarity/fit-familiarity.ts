import { inPanels } from "../engine/panels.js";
import { selectImages, type Dataset } from "../data/dataset.js";
import { defaultThreads } from "../engine/executor.js";
import { NescioError } from "../errors.js";
import { checkWeights } from "../prediction/check-weights.js";
import type { Weights } from "../prediction/posterior.js";
import { checkPrediction } from "../prediction/prediction.js";
import { outputCount, type Network } from "../layers/network.js";
import { chooseImages } from "./choose-images.js";
import type { Familiarity, ScoreOptions } from "./familiarity.js";
import { featureNetwork } from "./feature-network.js";
import { halfWeights } from "./half-weights.js";
import { residual } from "./gaussian/familiarity.js";
import { cannotFit } from "./kind.js";
import { familiarityKinds, mostClasses } from "./kinds.js";
import { familiaritySettings, type FamiliarityOptions } from "./options.js";
import { fitProjection } from "./projection.js";
import { Scorer, type FeatureMap } from "./scorer.js";

/**
 * Learns how a network's training images look, and calibrates it on images that the network has not seen: a genuine
 * image then has a p-value of at most α with a probability of at most α, whatever the network. The defaults were chosen
 * by held-out digits and generated outliers (docs/recipe.md).
 *
 * Features are outputs of the network's middle convolution, of rows the inputs themselves (`featureNetwork`), of every member,
 * with weights rounded to half precision, as they are stored. `onProgress` counts the images of all passes.
 *
 * @param members Mean weights of one or more networks: `meanWeights(posterior)`.
 * @param training Labels are needed for "gaussian"; for "neighbours" they see to it that all classes are kept alike.
 * @param heldOut Genuine images that took no part in training. With n of them no p-value is below 1 / (n + 1).
 * @throws NescioError `invalid-option`, `invalid-data`, `invalid-model`, `aborted`.
 */
export async function fitFamiliarity(
  network: Network,
  members: readonly Weights[],
  training: Dataset,
  heldOut: Dataset,
  options: FamiliarityOptions = {},
): Promise<Familiarity> {
  const {
    kind: name,
    features: depth,
    neighbours,
    bankSize,
    dimensions,
    seed,
  } = familiaritySettings(options);
  const kind = familiarityKinds.find((each) => each.kind === name)!;
  const { length: classes } = training.classes;
  if (classes > mostClasses(name)) {
    const expected = `at most ${mostClasses(name)} classes, for the kind "${name}"`;
    throw cannotFit(training, expected, `${classes}`, 'Use the kind "both".');
  }
  const features = featureNetwork(network, depth);
  checkPrediction(features, training, 1, seed);
  checkPrediction(features, heldOut, 1, seed);
  checkMembers(features, members);
  const indices = chooseImages(training, bankSize, seed);
  const images = selectImages(training, indices);
  const { labels } = images;
  if (kind.needsLabels && labels === undefined) {
    const other = familiarityKinds.find(({ needsLabels }) => !needsLabels)!;
    throw cannotFit(
      training,
      "labels, for a Gaussian of each class",
      "none",
      `Use the kind "${other.kind}".`,
    );
  }
  const least = Math.max(2, neighbours);
  if (images.count < least) throw cannotFit(training, `at least ${least} images`, `${images.count}`);

  const passes = 2 * images.count + kind.heldOutPasses * heldOut.count;
  const stage = (before: number): ScoreOptions => ({
    threads: options.threads ?? defaultThreads(),
    signal: options.signal,
    onProgress: (done) => options.onProgress?.(before + done, passes),
  });
  const halves = distinct(members.map((weights) => halfWeights(features, weights)));
  const length = halves.length * outputCount(features);
  const size = Math.min(dimensions, length);
  const projection = await fitProjection(features, halves, images, size, seed, stage(0));
  const map: FeatureMap = { network: features, members: halves, projection };
  const { components, variance } = await componentsOf(map, images, length - size, stage(images.count));
  let scored = 2 * images.count;
  const heldOutScores = async (familiarity: Familiarity): Promise<Float32Array> => {
    const { scores } = await familiarity.score(heldOut, stage(scored));
    scored += heldOut.count;
    const bad = scores.findIndex((score) => !Number.isFinite(score));
    if (bad < 0) return scores;
    throw new NescioError({
      code: "invalid-model",
      subject: "familiarity",
      expected: "features that are finite numbers",
      found: `a score of ${scores[bad]} for image ${bad} of "${heldOut.name}"`,
      next: "Weights of this size overflow; train again with a smaller learning rate.",
    });
  };
  const classifier = { network, members };
  const fitted = { map, classifier, components, indices, labels, residual: variance, neighbours };
  const { threads, signal } = options;
  return kind.fit({ ...fitted, heldOut, heldOutScores, images, seed, run: { threads, signal } });
}

/** Of networks that are the same up to the features, such as draws of a last layer, one: the others say nothing more. */
function distinct(networks: readonly Weights[]): Weights[] {
  const kept: Weights[] = [];
  for (const weights of networks) {
    const same = (other: Weights): boolean =>
      [...weights].every(([name, { data }]) => {
        const others = other.get(name)!.data;
        return data.every((value, at) => value === others[at]);
      });
    if (!kept.some(same)) kept.push(weights);
  }
  return kept;
}

/** All images' components, and the variance of a feature outside of them. */
async function componentsOf(
  map: FeatureMap,
  images: Dataset,
  outsideDimensions: number,
  options: ScoreOptions,
): Promise<{ components: Float32Array; variance: number }> {
  const dimensions = map.projection.axes.columns;
  const components = new Float32Array(images.count * dimensions);
  let inside = 0;
  let outside = 0;
  await new Scorer(map, new Float32Array()).run(images, options, (chunk) => {
    for (let image = 0; image < chunk.count; image++) {
      const from = inPanels(image, dimensions + 1);
      const to = (chunk.from + image) * dimensions;
      for (let d = 0; d < dimensions; d++) components[to + d] = chunk.components[from + d * 8];
      const rest = residual(chunk, image, dimensions);
      outside += rest;
      inside += chunk.energy[image] - rest;
    }
  });
  // Where the components hold (nearly) all there is: not less than a small part of what one of them has.
  const least = Math.max((1e-4 * inside) / dimensions, 1e-12);
  const variance = Math.max(outside / Math.max(1, outsideDimensions), least) / images.count;
  return { components, variance };
}

function checkMembers(network: Network, members: readonly Weights[]): void {
  if (members.length === 0) {
    throw new NescioError({
      code: "invalid-model",
      subject: "familiarity",
      expected: "the weights of at least one network",
      found: "none",
    });
  }
  members.forEach((weights, member) => {
    checkWeights(network, weights, `member ${member}`);
  });
}
