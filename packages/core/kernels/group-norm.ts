// Group normalisation (Wu and He 2018, arXiv 1803.08494), a panel of images at a time: the channels of an image fall into
// groups of neighbours, the values of each group are brought to mean 0 and variance 1 over all positions (x̂), and each
// channel is scaled and shifted, z = γ·x̂ + β. Scales and shifts lie as the weights of a layer of one input do:
// quads [channels / 4][γ, β][4]. A window of one pixel says how images lie; the input has no border.
import { activePanels, Control, PURPOSE_ACTIVATIONS } from "./control";
import { writeOnes } from "./input";
import { panelToQuads } from "./likelihood";
import { fillNormals, seedStream, STREAM_BYTES } from "./random";
import { fma, splat, sumF64 } from "./simd";
import { fromGradientRows, gradientRows, Window } from "./window";

/** Added to a group's variance; PyTorch's default. */
const EPSILON: f32 = 1e-5;

/** Bytes of a group's statistics: mean and 1 / standard deviation, of eight images each. */
const STATISTICS_BYTES: usize = 64;

/** Address of a channel's γ; β is 16 bytes on. */
// @ts-ignore: decorator
@inline
function weightsOf(w: usize, channel: i32): usize {
  return w + (<usize>(channel >> 2) << 5) + (<usize>(channel & 3) << 2);
}

/** x̂ of four images. */
// @ts-ignore: decorator
@inline
function normalised(x: usize, statistics: usize): v128 {
  return f32x4.mul(f32x4.sub(v128.load(x), v128.load(statistics)), v128.load(statistics, 32));
}

/** Statistics of a group of `width` channels whose first value is at `x`, over all positions, into `to`. */
function measure(g: Window, width: i32, x: usize, to: usize): void {
  const positions = g.height * g.width;
  const pixel = <usize>g.channels << 5;
  const bytes = <usize>width << 5;
  const share = splat(1 / <f32>(positions * width));
  for (let half: usize = 0; half < 32; half += 16) {
    let sum = splat(0);
    for (let row = x + half, p = positions; p > 0; p--, row += pixel) {
      for (let at = row; at < row + bytes; at += 32) sum = f32x4.add(sum, v128.load(at));
    }
    const mean = f32x4.mul(sum, share);
    let squares = splat(0);
    for (let row = x + half, p = positions; p > 0; p--, row += pixel) {
      for (let at = row; at < row + bytes; at += 32) {
        const off = f32x4.sub(v128.load(at), mean);
        squares = fma(off, off, squares);
      }
    }
    const variance = fma(squares, share, splat(EPSILON));
    v128.store(to + half, mean);
    v128.store(to + half, f32x4.div(splat(1), f32x4.sqrt(variance)), 32);
  }
}

/**
 * One panel with given scales and shifts, of all or, with `lanes` (kernels/lanes.ts), of each of the eight its own.
 * `statistics`: 64 bytes.
 */
export function normPanel(
  g: Window, groups: i32, w: usize, lanes: bool, x: usize, out: usize, statistics: usize,
): void {
  const width = g.channels / groups;
  const floor = splat(g.relu ? 0 : -Infinity);
  for (let group = 0; group < groups; group++) {
    const first = group * width;
    measure(g, width, x + (<usize>first << 5), statistics);
    for (let i = 0; i < g.height; i++) {
      for (let j = 0; j < g.width; j++) {
        let from = x + (<usize>(i * g.fromPitch + j * g.channels + first) << 5);
        let to = out + (<usize>(g.first + i * g.pitch + j * g.channels + first) << 5);
        for (let c = first; c < first + width; c++) {
          const weights = lanes ? w + (<usize>(c >> 2) << 8) + (<usize>(c & 3) << 4) : weightsOf(w, c);
          for (let half: usize = 0; half < 32; half += 16) {
            const own = weights + (half << 3);
            const scale = lanes ? v128.load(own) : v128.load32_splat(weights);
            const shift = lanes ? v128.load(own, 64) : v128.load32_splat(weights, 16);
            const z = fma(scale, normalised(from + half, statistics + half), shift);
            v128.store(to + half, f32x4.pmax(z, floor));
          }
          from += 32;
          to += 32;
        }
      }
    }
  }
}

/** Unit = one panel: `normPanel` with the scales and shifts drawn for the whole batch. */
export function groupNormDrawn(
  panel: i32, scratch: usize, control: usize, window: usize, groups: i32, w: usize, x: usize, out: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const to = out + (<usize>panel * <usize>g.rows << 5);
  normPanel(g, groups, w, false, x + (<usize>panel * <usize>g.fromRows << 5), to, scratch);
  writeOnes(to, g.rows - 1, panel * 8, c.count);
}

/**
 * Unit = one panel: the local reparameterisation, z = m + √v·ζ with m = μᵧ·x̂ + μᵦ, v = σᵧ²·x̂² + σᵦ² and a ζ for every
 * image, position and channel, from streams as in `convolveLocal`.
 */
export function groupNormLocal(
  panel: i32, scratch: usize, control: usize,
  window: usize, groups: i32, mu: usize, variance: usize, x: usize, out: usize, outSquares: usize, ratio: usize, layer: i32,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const width = g.channels / groups;
  const normals = scratch + STREAM_BYTES;
  const statistics = normals + (<usize>g.width << 7);
  const floor = splat(g.relu ? 0 : -Infinity);
  const tiny = splat(1e-20);
  const quads = (g.channels + 3) >> 2;
  const panelOut = <usize>panel * <usize>g.rows << 5;
  x += <usize>panel * <usize>g.fromRows << 5;
  ratio += <usize>panel * <usize>(g.height * g.width * g.channels + 1) << 5;
  for (let group = 0; group < groups; group++) {
    measure(g, width, x + (<usize>(group * width) << 5), statistics + <usize>group * STATISTICS_BYTES);
  }
  for (let q = 0; q < quads; q++) {
    const last = min(q * 4 + 4, g.channels);
    seedStream(scratch, c.seed, PURPOSE_ACTIVATIONS + (<u32>layer << 4), c.step, panel * quads + q);
    for (let i = 0; i < g.height; i++) {
      fillNormals(scratch, normals, g.width * 4);
      for (let j = 0; j < g.width; j++) {
        let noise = normals + (<usize>j << 7);
        for (let channel = q * 4; channel < last; channel++) {
          const own = statistics + <usize>(channel / width) * STATISTICS_BYTES;
          const means = weightsOf(mu, channel);
          const variances = weightsOf(variance, channel);
          const plain = <usize>((i * g.width + j) * g.channels + channel) << 5;
          const offset = panelOut + (<usize>(g.first + i * g.pitch + j * g.channels + channel) << 5);
          for (let half: usize = 0; half < 32; half += 16) {
            const value = normalised(x + plain + half, own + half);
            const mean = fma(v128.load32_splat(means), value, v128.load32_splat(means, 16));
            const spread = fma(
              v128.load32_splat(variances), f32x4.mul(value, value), v128.load32_splat(variances, 16),
            );
            const sd = f32x4.sqrt(f32x4.pmax(spread, tiny));
            const z = v128.load(noise + half);
            const h = f32x4.pmax(fma(sd, z, mean), floor);
            v128.store(out + offset + half, h);
            v128.store(ratio + plain + half, f32x4.div(f32x4.mul(z, splat(0.5)), sd));
            if (outSquares) v128.store(outSquares + offset + half, f32x4.mul(h, h));
          }
          noise += 32;
        }
      }
    }
  }
  writeOnes(out + panelOut, g.rows - 1, panel * 8, c.count);
  if (outSquares) writeOnes(outSquares + panelOut, g.rows - 1, panel * 8, c.count);
}

/** ∂L/∂x̂ of four images: γ·dz, or with the local reparameterisation μᵧ·dm + 2x̂·σᵧ²·dv. */
// @ts-ignore: decorator
@inline
function slope(value: v128, w: usize, dz: usize, variance: usize, dv: usize): v128 {
  const gradient = f32x4.mul(v128.load32_splat(w), v128.load(dz));
  if (!variance) return gradient;
  return fma(f32x4.add(value, value), f32x4.mul(v128.load32_splat(variance), v128.load(dv)), gradient);
}

/**
 * Unit = one panel: the gradient with respect to the input, through the relu that made it. With d = ∂L/∂x̂ it is
 * (d − mean(d) − x̂·mean(d·x̂)) / sd, means taken over the group. Where a layer with weights made the input, it has a
 * `ratio`, and dx·ratio goes to `dxv`; both as quads where that layer is dense. `variance` is 0 without the local reparameterisation.
 */
export function groupNormBackward(
  panel: i32, scratch: usize, control: usize,
  window: usize, groups: i32, w: usize, variance: usize, dz: usize, dv: usize, x: usize, relu: i32, ratio: usize,
  dx: usize, dxQuads: usize, dxv: usize, dxvQuads: usize, quadBytes: usize,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const width = g.channels / groups;
  const positions = g.height * g.width;
  const pixel = <usize>g.channels << 5;
  const bytes = <usize>width << 5;
  const share = splat(1 / <f32>(positions * width));
  const gradientOffset = <usize>panel * <usize>gradientRows(g) << 5;
  dz += gradientOffset;
  dv += gradientOffset;
  dx += <usize>panel * <usize>fromGradientRows(g) << 5;
  dxv += <usize>panel * <usize>fromGradientRows(g) << 5;
  x += <usize>panel * <usize>g.fromRows << 5;
  ratio += ratio ? <usize>panel * <usize>g.fromRows << 5 : 0;
  for (let group = 0; group < groups; group++) {
    const first = group * width;
    const start = <usize>first << 5;
    measure(g, width, x + start, scratch);
    for (let half: usize = 0; half < 32; half += 16) {
      const statistics = scratch + half;
      const inverse = v128.load(statistics, 32);
      let sum = splat(0);
      let product = splat(0);
      for (let row = start + half, p = positions; p > 0; p--, row += pixel) {
        for (let at = row, channel = first; at < row + bytes; at += 32, channel++) {
          const value = normalised(x + at, statistics);
          const spread = variance ? weightsOf(variance, channel) : 0;
          const d = slope(value, weightsOf(w, channel), dz + at, spread, dv + at);
          sum = f32x4.add(sum, d);
          product = fma(d, value, product);
        }
      }
      const meanSlope = f32x4.mul(sum, share);
      const meanProduct = f32x4.mul(product, share);
      for (let row = start + half, p = positions; p > 0; p--, row += pixel) {
        for (let at = row, channel = first; at < row + bytes; at += 32, channel++) {
          const value = normalised(x + at, statistics);
          const spread = variance ? weightsOf(variance, channel) : 0;
          const d = slope(value, weightsOf(w, channel), dz + at, spread, dv + at);
          const offset = f32x4.sub(f32x4.sub(d, meanSlope), f32x4.mul(value, meanProduct));
          let gradient = f32x4.mul(offset, inverse);
          if (relu) gradient = v128.and(gradient, f32x4.gt(v128.load(x + at), splat(0)));
          v128.store(dx + at, gradient);
          if (ratio) v128.store(dxv + at, f32x4.mul(gradient, v128.load(ratio + at)));
        }
      }
    }
  }
  const quads = fromGradientRows(g) >> 2;
  if (dxQuads) panelToQuads(panel, dx, quads, dxQuads, quadBytes);
  if (dxvQuads) panelToQuads(panel, dxv, quads, dxvQuads, quadBytes);
}

// @ts-ignore: decorator
@inline
function addTo(to: usize, value: v128, opens: bool): void {
  const sum = <f32>sumF64(value);
  store<f32>(to, opens ? sum : load<f32>(to) + sum);
}

/**
 * Unit = one panel: its part of the gradient of scales and shifts, added to that of the `span` panels that share a slot,
 * the first of which begins it: ∂γ = Σ dz·x̂, ∂β = Σ dz. With `gradientsV` also with respect to σ²: Σ dv·x̂², Σ dv. A
 * slot has the layout of the weights, with room for an even number of quads; places without a channel stay zero.
 */
export function groupNormGradient(
  panel: i32, scratch: usize, control: usize,
  window: usize, groups: i32, x: usize, dz: usize, dv: usize, gradients: usize, gradientsV: usize, slotBytes: usize, span: i32,
): void {
  const c = changetype<Control>(control);
  if (panel >= activePanels(c)) return;
  const g = changetype<Window>(window);
  const width = g.channels / groups;
  const positions = g.height * g.width;
  const pixel = <usize>g.channels << 5;
  const slot = panel / span;
  const opens = panel == slot * span;
  const to = gradients + <usize>slot * slotBytes;
  const toV = gradientsV + <usize>slot * slotBytes;
  const gradientOffset = <usize>panel * <usize>gradientRows(g) << 5;
  dz += gradientOffset;
  dv += gradientOffset;
  x += <usize>panel * <usize>g.fromRows << 5;
  for (let group = 0; group < groups; group++) {
    const first = group * width;
    measure(g, width, x + (<usize>first << 5), scratch);
    for (let channel = first; channel < first + width; channel++) {
      let scale = splat(0), shift = splat(0), scaleV = splat(0), shiftV = splat(0);
      for (let half: usize = 0; half < 32; half += 16) {
        for (let at = (<usize>channel << 5) + half, p = positions; p > 0; p--, at += pixel) {
          const value = normalised(x + at, scratch + half);
          const gradient = v128.load(dz + at);
          scale = fma(gradient, value, scale);
          shift = f32x4.add(shift, gradient);
          if (gradientsV) {
            const gradientV = v128.load(dv + at);
            scaleV = fma(gradientV, f32x4.mul(value, value), scaleV);
            shiftV = f32x4.add(shiftV, gradientV);
          }
        }
      }
      const place = weightsOf(to, channel);
      addTo(place, scale, opens);
      addTo(place + 16, shift, opens);
      if (gradientsV) {
        const placeV = weightsOf(toV, channel);
        addTo(placeV, scaleV, opens);
        addTo(placeV + 16, shiftV, opens);
      }
    }
  }
}
