import {
  createDataset,
  denseNetwork,
  parameterSpecs,
  parseNetwork,
  type ImageDataset,
  type GaussianTensor,
  type Network,
} from "@nescio/core";
import { imageInput, randomStream, softplus } from "@nescio/core/internal";
import { CLASSES, IMAGE_SIZE, type BenchSettings } from "./settings.js";

/** Batches that training goes round: more pixels than the nearest caches hold, as in real training. */
const BATCHES = 16;

/** What both sides compute on: random images and a posterior as the tutorial starts with. */
export interface BenchProblem {
  readonly network: Network;
  /** Images to train on, a whole number of batches. */
  readonly training: ImageDataset;
  /** Images to predict. */
  readonly test: ImageDataset;
  /** Means and ρ, N(0, 1), of each parameter in the network's order. */
  readonly mu: readonly Float32Array[];
  readonly rho: readonly Float32Array[];
  readonly tensors: ReadonlyMap<string, GaussianTensor>;
}

/** A problem on dense layers alone. */
export interface DenseProblem extends BenchProblem {
  /** Inputs, hidden layers, classes. */
  readonly sizes: readonly number[];
}

/** The tutorial's network. */
export function benchProblem(settings: BenchSettings): DenseProblem {
  const { hidden } = settings;
  const problem = problemOf(denseNetwork([28, 28, 1], hidden, CLASSES), settings);
  return { ...problem, sizes: [IMAGE_SIZE, ...hidden, CLASSES] };
}

/** The network of the model in the box: convolutions of 5×5 and then of 3×3 pixels, pools, and 64 hidden units. */
export function convolutionProblem(settings: BenchSettings): BenchProblem {
  const last = settings.channels.length - 1;
  const layers = settings.channels.flatMap((outputs, i) => [
    {
      type: "conv2d",
      name: `conv${i + 1}`,
      outputs,
      ...(i === 0 ? { kernel: 5 } : { kernel: 3, padding: 1 }),
    },
    { type: "relu" },
    ...(i < 2 || i === last ? [{ type: "maxPool2d", size: 2 }] : []),
  ]);
  return problemOf(parseNetwork({ input: [28, 28, 1], layers: [...layers, ...head(64)] }), settings);
}

/** Convolutions of 3×3 pixels on colour images of 32×32, pools after every second, and 128 hidden units. */
export function colourProblem(settings: BenchSettings): BenchProblem {
  const layers = settings.colourChannels.flatMap((outputs, i) => [
    { type: "conv2d", name: `conv${i + 1}`, outputs, kernel: 3, padding: 1 },
    { type: "relu" },
    ...(i % 2 === 1 ? [{ type: "maxPool2d", size: 2 }] : []),
  ]);
  const network = parseNetwork({ input: [32, 32, 3], layers: [...layers, ...head(128)] });
  // It is only trained.
  return problemOf(network, { ...settings, images: 1 });
}

/** One hidden layer and the classes. */
function head(hidden: number): object[] {
  return [
    { type: "flatten" },
    { type: "dense", name: "hidden1", outputs: hidden },
    { type: "relu" },
    { type: "dense", name: "out", outputs: CLASSES },
  ];
}

function problemOf(network: Network, { batch, images }: BenchSettings): BenchProblem {
  const specs = parameterSpecs(network);
  const normals = (stream: number): Float32Array[] =>
    specs.map(({ shape }, i) => {
      const random = randomStream("benchmark", stream, i);
      return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
    });
  const mu = normals(1);
  const rho = normals(2);
  return {
    network,
    training: randomImages(network, batch * BATCHES, 3),
    test: randomImages(network, images, 4),
    mu,
    rho,
    tensors: new Map(
      specs.map(({ name, shape }, i) => [name, { shape, loc: mu[i], scale: rho[i].map(softplus) }]),
    ),
  };
}

function randomImages(network: Network, count: number, seed: number): ImageDataset {
  const { height, width, channels } = imageInput(network);
  const random = randomStream("benchmark", seed);
  return createDataset({
    name: "random",
    count,
    ...{ height, width, channels },
    pixels: Uint8Array.from({ length: count * height * width * channels }, () => random.integer(256)),
    labels: Uint8Array.from({ length: count }, () => random.integer(CLASSES)),
    classes: Array.from({ length: CLASSES }, (_, label) => String(label)),
  });
}

/** Floating-point operations of one pass through dense layers of these sizes, `rows` images at once. */
export function denseFlops(sizes: readonly number[], rows: number): number {
  return sizes.slice(1).reduce((sum, outputs, l) => sum + 2 * rows * sizes[l] * outputs, 0);
}
