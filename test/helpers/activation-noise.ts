import { rawKernels } from "./raw-kernels.js";

const PURPOSE_ACTIVATIONS = 2;

/** The ζ that the engine uses at step 0, `[images, outputs]`, from the streams' definition. */
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
