import { rawKernels } from "./raw-kernels.js";

const PURPOSE_DROPOUT = 5;

/**
 * What the engine's dropout multiplies by at step 0, `[images, features]`, from the streams' definition.
 * @param place Of the layer among those that are neither relu nor flatten.
 */
export async function dropoutMask(
  seed: number,
  place: number,
  rate: number,
  count: number,
  features: number,
): Promise<Float32Array> {
  const { kernels, buffer, free } = await rawKernels("plain");
  const mask = new Float32Array(count * features);
  for (let panel = 0; panel * 8 < count; panel++) {
    kernels.seedStream(free, seed, PURPOSE_DROPOUT + 16 * place, 0, panel);
    kernels.fillBits(free, free + 64, features * 2);
    new Uint32Array(buffer, free + 64, features * 8).forEach((word, at) => {
      const image = panel * 8 + (at & 7);
      const stays = (word >>> 8) / 2 ** 24 >= rate;
      if (image < count) mask[image * features + (at >> 3)] = stays ? 1 / (1 - rate) : 0;
    });
  }
  return mask;
}
