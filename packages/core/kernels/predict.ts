// Posterior prediction without gradients. The first dense layer's pre-activations are sampled (their mean and
// standard deviation are computed once for any number of samples) with noise that a sample has for all panels of images, later
// layers' weights are drawn per sample.
import { PURPOSE_PREDICT_ACTIVATIONS, PURPOSE_PREDICT_WEIGHTS } from "./control";
import { exp, log } from "./elementary";
import { fillNormals, seedStream, STREAM_BYTES } from "./random";
import { fma, splat } from "./simd";
import { quadTimesPanel } from "./tile";

/** Unit = a group of output quads: mean and standard deviation of the pre-activations, panels of `outputs` rows. */
export function moments(
  group: i32, scratch: usize, _control: usize,
  mu: usize, variance: usize, x: usize, squares: usize, inputs1: i32, panels: i32,
  mean: usize, sd: usize, outputs: i32, groupSize: i32,
): void {
  const first = group * groupSize;
  const last = min(first + groupSize, (outputs + 3) >> 2);
  for (let p = 0; p < panels; p++) {
    const offset = <usize>p * <usize>inputs1 * 32;
    for (let q = first; q < last; q++) {
      const weights = <usize>q * <usize>inputs1 * 16;
      quadTimesPanel(mu + weights, x + offset, inputs1, scratch);
      quadTimesPanel(variance + weights, squares + offset, inputs1, scratch + 128);
      const row = <usize>p * <usize>outputs * 32 + <usize>q * 128;
      const rows = <usize>min(4, outputs - q * 4) * 32;
      for (let i: usize = 0; i < rows; i += 16) {
        v128.store(mean + row + i, v128.load(scratch + i));
        v128.store(sd + row + i, f32x4.sqrt(f32x4.pmax(v128.load(scratch + 128 + i), splat(0))));
      }
    }
  }
}

/**
 * Unit = one quad of one sample, from `firstSample` on: w = μ + σε. Sample by sample goes to every `slotStep`-th slot from
 * `firstSlot` on: slots are `bytes` apart, or with `lanes` eight of them lie side by side (kernels/lanes.ts) and
 * eight are `bytes` apart.
 */
export function drawWeights(
  unit: i32, scratch: usize, _control: usize,
  mu: usize, sigma: usize, inputs1: i32, quadCount: i32, seed: u32, layer: i32, firstSample: i32,
  to: usize, bytes: usize, lanes: i32, firstSlot: i32, slotStep: i32,
): void {
  const sample = unit / quadCount;
  const q = unit - sample * quadCount;
  const normals = scratch + STREAM_BYTES;
  seedStream(scratch, seed, PURPOSE_PREDICT_WEIGHTS + (<u32>layer << 4), firstSample + sample, q);
  fillNormals(scratch, normals, (inputs1 + 1) >> 1);
  const from = <usize>q * <usize>inputs1 * 16;
  const slot = firstSlot + sample * slotStep;
  if (!lanes) {
    const out = to + <usize>slot * bytes + from;
    for (let i: usize = 0; i < <usize>inputs1 * 16; i += 16) {
      v128.store(out + i, fma(v128.load(sigma + from + i), v128.load(normals + i), v128.load(mu + from + i)));
    }
    return;
  }
  const half = (<usize>(slot >> 2) & 1) * <usize>inputs1 * 64;
  const out = to + <usize>(slot >> 3) * bytes + (from << 3) + half + (<usize>(slot & 3) << 2);
  for (let i: usize = 0; i < <usize>inputs1 * 16; i += 16) {
    const w = fma(v128.load(sigma + from + i), v128.load(normals + i), v128.load(mu + from + i));
    const at = out + (i << 2);
    store<f32>(at, f32x4.extract_lane(w, 0));
    store<f32>(at, f32x4.extract_lane(w, 1), 16);
    store<f32>(at, f32x4.extract_lane(w, 2), 32);
    store<f32>(at, f32x4.extract_lane(w, 3), 48);
  }
}

/** Unit = one sample: the noise of the first layer's `outputs` activations for eight images, [outputs][8]. */
export function drawNoise(
  unit: i32, scratch: usize, _control: usize, seed: u32, firstSample: i32, outputs: i32, to: usize, bytes: usize,
): void {
  seedStream(scratch, seed, PURPOSE_PREDICT_ACTIVATIONS, firstSample + unit, 0);
  fillNormals(scratch, to + <usize>unit * bytes, outputs);
}

/** h = activation(mean + sd·ζ) of one panel. */
// @ts-ignore: decorator
@inline
function sampleActivations(noise: usize, mean: usize, sd: usize, rows: i32, relu: i32, to: usize): void {
  const floor = splat(relu ? 0 : -Infinity);
  for (let r = rows; r > 0; r--) {
    v128.store(to, f32x4.pmax(fma(v128.load(sd), v128.load(noise), v128.load(mean)), floor));
    v128.store(to, f32x4.pmax(fma(v128.load(sd, 16), v128.load(noise, 16), v128.load(mean, 16)), floor), 16);
    noise += 32;
    mean += 32;
    sd += 32;
    to += 32;
  }
}

/** Log-softmax of a panel's final outputs: of its first `lanes` to rows at `to`, `stride` bytes from one to the next. */
// @ts-ignore: decorator
@inline
export function storeLogProbs(z: usize, outputs: i32, lanes: i32, to: usize, stride: usize): void {
  for (let half = 0; half < 2; half++) {
    const at = z + <usize>half * 16;
    let top = v128.load(at);
    for (let o = 1; o < outputs; o++) top = f32x4.pmax(top, v128.load(at + <usize>o * 32));
    let sum = splat(0);
    for (let o = 0; o < outputs; o++) sum = f32x4.add(sum, exp(f32x4.sub(v128.load(at + <usize>o * 32), top)));
    const logSum = log(sum);
    for (let o = 0; o < outputs; o++) {
      const row = at + <usize>o * 32;
      v128.store(row, f32x4.sub(f32x4.sub(v128.load(row), top), logSum));
    }
  }
  for (let lane = 0; lane < lanes; lane++) {
    let from = z + (<usize>lane << 2);
    for (let o: usize = 0; o < <usize>outputs << 2; o += 4) {
      store<f32>(to + o, load<f32>(from));
      from += 32;
    }
    to += stride;
  }
}

/**
 * Unit = four panels. For each sample of the group: the first layer's activations from their moments and the sample's `noise`, then
 * the later layers with that sample's weights. `layers` describes the dense layers, 4 × i32 each: inputs + 1, outputs, relu,
 * address of sample 0's weights (unused for the first); `weightBytes` and `noiseBytes` apart by sample.
 */
export function sampleNetworks(
  unit: i32, scratch: usize, _control: usize,
  mean: usize, sd: usize, noise: usize, noiseBytes: usize, layers: usize, layerCount: i32, weightBytes: usize,
  firstSample: i32, groupSamples: i32, samples: i32, count: i32, logProbs: usize, widest: i32,
): void {
  const first = load<i32>(layers, 4);
  const relu = load<i32>(layers, 8);
  const tile = scratch;
  const bufferBytes = <usize>(widest + 1) * 32;
  for (let s = 0; s < groupSamples; s++) {
    const sample = firstSample + s;
    for (let p = unit * 4; p < min(unit * 4 + 4, (count + 7) >> 3); p++) {
      let from = tile + 128;
      let to = from + bufferBytes;
      const panel = <usize>p * <usize>first * 32;
      sampleActivations(noise + <usize>s * noiseBytes, mean + panel, sd + panel, first, relu, from);
      for (let l = 1; l < layerCount; l++) {
        const layer = layers + (<usize>l << 4);
        const inputs1 = load<i32>(layer);
        const outputs = load<i32>(layer, 4);
        const floor = splat(load<i32>(layer, 8) ? 0 : -Infinity);
        const w = <usize>load<u32>(layer, 12) + <usize>s * weightBytes;
        const ones = from + <usize>(inputs1 - 1) * 32;
        v128.store(ones, splat(1));
        v128.store(ones, splat(1), 16);
        for (let q = 0; q < (outputs + 3) >> 2; q++) {
          quadTimesPanel(w + <usize>q * <usize>inputs1 * 16, from, inputs1, tile);
          const rows = <usize>min(4, outputs - q * 4) * 32;
          for (let i: usize = 0; i < rows; i += 16) {
            v128.store(to + <usize>q * 128 + i, f32x4.pmax(v128.load(tile + i), floor));
          }
        }
        const swap = from;
        from = to;
        to = swap;
      }
      const outputs = load<i32>(layers + (<usize>(layerCount - 1) << 4), 4);
      const row = <usize>outputs << 2;
      const at = logProbs + (<usize>(p * 8) * <usize>samples + <usize>sample) * row;
      storeLogProbs(from, outputs, min(8, count - p * 8), at, <usize>samples * row);
    }
  }
}
