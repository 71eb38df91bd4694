import { rawKernels } from "./raw-kernels.js";

const PURPOSE_ACTIVATIONS = 2;

/** The ζ that the engine uses at step 0 for a dense layer, `[images, outputs]`, from the streams' definition. */
export async function activationNoise(
  seed: number,
  layer: number,
  count: number,
  outputs: number,
): Promise<Float32Array> {
  const { kernels, buffer, free } = await rawKernels("plain");
  const panels = Math.ceil(count / 8);
  const zeta = new Float32Array(count * outputs);
  for (let quad = 0; quad * 4 < outputs; quad++) {
    kernels.seedStream(free, seed, PURPOSE_ACTIVATIONS + 16 * layer, 0, quad);
    kernels.fillNormals(free, free + 64, panels * 4);
    const values = new Float32Array(buffer, free + 64, panels * 32);
    for (let image = 0; image < count; image++) {
      for (let row = 0; row < 4 && quad * 4 + row < outputs; row++) {
        zeta[image * outputs + quad * 4 + row] = values[(image >> 3) * 32 + row * 8 + (image & 7)];
      }
    }
  }
  return zeta;
}

/** The same for a convolution, `[images, positions, outputs]`. */
export async function convolutionNoise(
  seed: number,
  layer: number,
  count: number,
  positions: number,
  outputs: number,
): Promise<Float32Array> {
  const { kernels, buffer, free } = await rawKernels("plain");
  const quads = Math.ceil(outputs / 4);
  const zeta = new Float32Array(count * positions * outputs);
  for (let panel = 0; panel * 8 < count; panel++) {
    for (let quad = 0; quad < quads; quad++) {
      kernels.seedStream(free, seed, PURPOSE_ACTIVATIONS + 16 * layer, 0, panel * quads + quad);
      kernels.fillNormals(free, free + 64, positions * 4);
      const values = new Float32Array(buffer, free + 64, positions * 32);
      values.forEach((value, at) => {
        const image = panel * 8 + (at & 7);
        const output = quad * 4 + ((at >> 3) & 3);
        if (image < count && output < outputs)
          zeta[(image * positions + (at >> 5)) * outputs + output] = value;
      });
    }
  }
  return zeta;
}
