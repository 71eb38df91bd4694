import { applyNetwork, type JaxWeights } from "./apply-network.js";
import {
  outputCount,
  throwIfAborted,
  type Dataset,
  type Network,
  type Predictive,
  type PredictOptions,
  type Weights,
} from "@nescio/core";
import { reserveLogProbs } from "@nescio/core/internal";
import { compile } from "../tape/compile.js";
import { nn, np, tree, type JaxArray } from "../jax.js";

// Images in one run of a network: enough to fill the product, few enough to keep its inputs small.
const CHUNK = 1000;

/**
 * What drawn networks say about images, on the jax engine: each of `samples` networks runs over all images.
 * @param weightsAt The s-th network.
 */
export async function predictDrawn(
  network: Network,
  weightsAt: (s: number) => Weights,
  samples: number,
  dataset: Dataset,
  { signal, onProgress }: PredictOptions,
): Promise<Predictive> {
  const { count } = dataset;
  const classes = outputCount(network);
  const logProbs = reserveLogProbs(count, samples, classes);
  const run = compile(((weights: JaxWeights, x: JaxArray): JaxArray =>
    nn.logSoftmax(applyNetwork(network, weights, x))) as never) as unknown as Run;
  const images = batchesOf(dataset);
  try {
    for (let s = 0; s < samples; s++) {
      const weights = toJax(weightsAt(s));
      try {
        for (const [b, x] of images.entries()) {
          throwIfAborted(signal, "prediction");
          const chunk = run(tree.ref(weights), x.ref);
          const values = (await chunk.data()) as Float32Array;
          for (let i = 0; i < values.length / classes; i++) {
            const at = ((b * CHUNK + i) * samples + s) * classes;
            logProbs.set(values.subarray(i * classes, (i + 1) * classes), at);
          }
        }
      } finally {
        tree.dispose(weights);
      }
      onProgress?.(Math.floor(((s + 1) * count) / samples), count);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  } finally {
    for (const x of images) x.dispose();
    run.dispose();
  }
  return { images: count, samples, classes, logProbs };
}

type Run = ((weights: JaxWeights, x: JaxArray) => JaxArray) & { dispose(): void };

function toJax(weights: Weights): JaxWeights {
  return Object.fromEntries(
    [...weights].map(([name, { shape, data }]) => [name, np.array(data, { shape: [...shape] })]),
  );
}

/** The images in chunks, `[images, height, width, channels]`, scaled to [0, 1]. */
function batchesOf({ pixels, count, height, width, channels }: Dataset): JaxArray[] {
  const size = height * width * channels;
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, b) => {
    const part = pixels.subarray(b * CHUNK * size, Math.min(count, (b + 1) * CHUNK) * size);
    const scaled = Float32Array.from(part, (value) => value / 255);
    return np.array(scaled, { shape: [part.length / size, height, width, channels] });
  });
}
