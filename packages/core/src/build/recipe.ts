import type { ImageDataset } from "../data/dataset.js";
import { outsideBy, pixelStatistics } from "../data/pixel-statistics.js";
import type { Outside } from "../data/warp.js";
import { stepChain } from "../layers/chain.js";
import { parseNetwork, type Network } from "../layers/network.js";
import type { NormalizeLayer } from "../layers/normalize.js";
import { multiplications } from "../prediction/step-records.js";
import type { PosteriorKind } from "../posteriors/kinds.js";
import { trainingSettings, type TrainingSettings } from "../training/settings.js";
import { normalizationBy } from "./normalization.js";

/** How a set is trained where nobody says otherwise: all of it can be said as explicit options. */
export interface Recipe {
  readonly network: Network;
  readonly posterior: PosteriorKind;
  readonly members: number | undefined;
  readonly settings: TrainingSettings;
}

/** Images of fewer pixels along a side have no room for convolutions. */
const LEAST_SIDE = 6;
/** Larger images are averaged down before the first convolution: in pixels, of a whole image. */
const MAX_AREA = 56 * 56;
/** Steps that a network takes to learn, at least; more images take more of them. */
const LEAST_STEPS = 1800;
const MAX_STEPS = 8000;
const MEMBERS = 3;
const LEAST_MEMBERS = 2;
/** Multiplications of all members' training by forward passes: about 5 minutes on two cores. Fewer members where it is more. */
const MAX_WORK = 3e12;

/**
 * The recipe for images like these, without mirroring. How it was found, and what else was tried: docs/recipe.md.
 *
 * @param training The images that will be trained on.
 */
export function recipeFor(training: ImageDataset, seed: number): Recipe {
  const statistics = pixelStatistics(training);
  const network = networkFor(training, normalizationBy(statistics));
  const settings = settingsFor(training, outsideBy(statistics), seed);
  const work = settings.epochs * training.count * multiplications(stepChain(network).steps);
  const members = Math.min(MEMBERS, Math.max(LEAST_MEMBERS, Math.floor(MAX_WORK / work)));
  return { network, posterior: "mixture", members, settings };
}

/** The recipe for images that may be mirrored, left to right. */
export function withMirroring({ settings, ...recipe }: Recipe): Recipe {
  const { augmentation, ...others } = settings;
  if (augmentation === "none") return { ...recipe, settings };
  return { ...recipe, settings: { ...others, augmentation: { ...augmentation, mirror: true } } };
}

/**
 * Convolutions of 3×3, the first of 5×5 where there is room, each with a relu and most with a pool that halves the image,
 * until it is about 4 pixels wide; then a dense layer. Dense layers alone for images that are too small for that.
 */
function networkFor(
  { count, height, width, channels, classes }: ImageDataset,
  normalize: NormalizeLayer | undefined,
): Network {
  const layers: object[] = normalize === undefined ? [] : [normalize];
  const input = [height, width, channels];
  const out = { type: "dense", name: "out", outputs: classes.length };
  if (Math.min(height, width) < LEAST_SIDE) {
    const hidden = [256, 128].flatMap((outputs, i) => [
      { type: "dense", name: `fc${i + 1}`, outputs },
      { type: "relu" },
    ]);
    return parseNetwork({ input, layers: [...layers, { type: "flatten" }, ...hidden, out] });
  }
  const shrink = Math.ceil(Math.sqrt((height * width) / MAX_AREA));
  if (shrink > 1) layers.push({ type: "avgPool2d", size: shrink });
  let side = Math.floor(Math.min(height, width) / shrink);
  const widths = count < 5000 && channels === 1 ? [16, 32, 64, 64] : [32, 64, 64, 64];
  for (let i = 0; i < widths.length; i++) {
    if (i > 1 && side < LEAST_SIDE) break;
    layers.push(
      {
        type: "conv2d",
        name: `conv${i + 1}`,
        outputs: widths[i],
        ...(i === 0 && side >= 16 ? { kernel: 5, padding: 2 } : { kernel: 3, padding: 1 }),
      },
      { type: "relu" },
    );
    if (side < LEAST_SIDE) continue;
    layers.push({ type: "maxPool2d", size: 2 });
    side = Math.floor(side / 2);
  }
  layers.push({ type: "flatten" }, { type: "dense", name: "fc1", outputs: 64 }, { type: "relu" }, out);
  return parseNetwork({ input, layers });
}

function settingsFor(
  { count, height, width }: ImageDataset,
  outside: Outside,
  seed: number,
): TrainingSettings {
  const batchSize = count < 5000 ? 32 : 64;
  const perEpoch = Math.ceil(count / batchSize);
  const steps = Math.min(MAX_STEPS, Math.max(LEAST_STEPS, 20 * perEpoch));
  const side = Math.min(height, width);
  // What is drawn has a ground.
  const bends = outside !== "edge" && side >= 16;
  return trainingSettings("convolution", {
    epochs: Math.min(200, Math.max(5, Math.round(steps / perEpoch))),
    batchSize,
    klWeight: 0.01,
    augmentation: {
      shift: 0.07 * side,
      rotation: 12,
      scale: 0.12,
      elastic: bends ? (0.8 * side) / 28 : 0,
      elasticSigma: Math.max(0.5, (4 * side) / 28),
      outside,
    },
    seed,
  });
}
