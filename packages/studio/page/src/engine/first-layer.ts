import { MeanFieldPosterior, meanWeights, type ModelPosterior, type Posterior } from "@nescio/core";
import type { FirstLayer } from "./training-plan.js";

/** Units that are shown at most. */
const mostUnits = 16;

/** The first units of a posterior's first layer, as images of what they look for and of how unsure that is. */
export function firstLayer(posterior: ModelPosterior): FirstLayer | undefined {
  const [member]: readonly Posterior[] = "members" in posterior ? posterior.members : [posterior];
  const { input, layers } = member.network;
  const layer = layers.find(({ type }) => type === "dense" || type === "conv2d");
  if (layer === undefined || input.length !== 3 || !("name" in layer)) return undefined;
  const found = tensorsOf(member, `${layer.name}.weight`);
  if (found === undefined) return undefined;
  const { loc, scale, shape } = found;
  const isDense = layer.type === "dense";
  if (isDense && shape[1] !== input[0] * input[1] * input[2]) return undefined;
  // Inputs of a dense layer have their channel last, those of a convolution first.
  const [height, width, channels] = isDense ? input : [shape[2], shape[3], shape[1]];
  const units = Math.min(mostUnits, shape[0]);
  const image = (values: Float32Array): Float32Array =>
    imagesOf(values, { units, height, width, channels, channelLast: isDense });
  return { means: image(loc), scales: scale && image(scale), units, height, width };
}

interface Layout {
  readonly units: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly channelLast: boolean;
}

function imagesOf(
  values: Float32Array,
  { units, height, width, channels, channelLast }: Layout,
): Float32Array {
  const area = height * width;
  const images = new Float32Array(units * area);
  for (let i = 0; i < images.length; i++) {
    const [unit, at] = [Math.floor(i / area), i % area];
    for (let c = 0; c < channels; c++) {
      const within = channelLast ? at * channels + c : c * area + at;
      images[i] += values[unit * area * channels + within] / channels;
    }
  }
  return images;
}

interface LayerTensors {
  readonly loc: Float32Array;
  readonly scale: Float32Array | undefined;
  readonly shape: readonly number[];
}

function tensorsOf(posterior: Posterior, name: string): LayerTensors | undefined {
  if (posterior instanceof MeanFieldPosterior) return posterior.tensors.get(name);
  const tensor = meanWeights(posterior)[0].get(name);
  return tensor && { loc: tensor.data, scale: undefined, shape: tensor.shape };
}
