// Posterior prediction with networks of any steps, every sample's weights drawn: what convolutions need, whose weights
// all positions share.
import { Control, PURPOSE_PREDICT_DROPOUT } from "./control";
import { convolve } from "./convolution";
import { dropPanel } from "./dropout";
import { normPanel } from "./group-norm";
import { convolveLanes } from "./lanes";
import { poolPanel } from "./pool";
import { storeLogProbs } from "./predict";
import { seedStream } from "./random";
import { Window } from "./window";
import { convolveTiles } from "./winograd";

const PRODUCT: i32 = 0;
const MAX_POOL: i32 = 1;
const AVG_POOL: i32 = 2;
const DROPOUT: i32 = 3;

/** A step of the network, written by the host (src/prediction/step-records.ts). */
@unmanaged
class StepRecord {
  /** 0 a convolution or dense layer, 1 and 2 pools of maxima and means, 3 dropout, 4 group normalisation. */
  kind: i32;
  window: u32;
  /** Weights of the group's first sample, or of its first eight. */
  weights: u32;
  /** Where its output lies in a thread's buffers. */
  out: u32;
  /** Its place in the network. */
  place: i32;
  /**
   * Dropout: the rate in units of 2⁻²⁴, and 1 / (1 − rate). Group normalisation: how many groups. Convolutions by tiles: outputs
   * along a side of one, otherwise 0.
   */
  integer: i32;
  real: f32;
  /** Transformed kernels of a convolution by tiles, of the group's first sample, or of its first eight. */
  kernels: u32;
}

const RECORD_BYTES: usize = 32;

/**
 * One panel, at `from`, through all steps: of images, or with `lanes` of networks (kernels/lanes.ts). Returns where the last
 * one's outputs lie.
 */
// @ts-ignore: decorator
@inline
function runSteps(
  scratch: usize, c: Control, from: usize, steps: usize, stepCount: i32, weightOffset: usize, activations: usize,
  sample: i32, panel: i32, lanes: bool,
): usize {
  for (let l = 0; l < stepCount; l++) {
    const step = changetype<StepRecord>(steps + <usize>l * RECORD_BYTES);
    const g = changetype<Window>(<usize>step.window);
    const out = activations + step.out;
    if (step.kind == PRODUCT && step.integer > 0) {
      const kernels = <usize>step.kernels + weightOffset;
      convolveTiles(step.integer, g, <usize>step.weights + weightOffset, kernels, from, out, scratch, lanes);
    } else if (step.kind == PRODUCT && lanes) {
      convolveLanes(g, <usize>step.weights + weightOffset, from, out);
    } else if (step.kind == PRODUCT) {
      convolve(g, <usize>step.weights + weightOffset, from, out, scratch);
    } else if (step.kind == MAX_POOL || step.kind == AVG_POOL) {
      poolPanel(step.kind == MAX_POOL, g, from, out);
    } else if (step.kind == DROPOUT) {
      seedStream(scratch, c.seed, PURPOSE_PREDICT_DROPOUT + (<u32>step.place << 4), sample, panel);
      dropPanel(g, scratch, step.integer, step.real, from, out, 0);
    } else {
      normPanel(g, step.integer, <usize>step.weights + weightOffset, lanes, from, out, scratch);
    }
    from = out;
  }
  return from;
}

/**
 * Unit = four panels of images and `unitSamples` samples: their networks, one after the other. `x` has the images as
 * panels of `xRows` features, `steps` the records, `buffers` the distance of the activations from scratch;
 * `weightBytes` are between the weights of two samples.
 */
export function sampleImages(
  unit: i32, scratch: usize, control: usize,
  x: usize, xRows: i32, steps: usize, stepCount: i32, weightBytes: usize, buffers: usize, outputs: i32,
  firstSample: i32, groupSamples: i32, unitSamples: i32, samples: i32, count: i32, firstImage: i32, logProbs: usize,
): void {
  const c = changetype<Control>(control);
  const panels = (count + 7) >> 3;
  const quarters = (panels + 3) >> 2;
  const part = unit / quarters;
  const firstPanel = (unit - part * quarters) * 4;
  const activations = scratch + buffers;
  for (let s = part * unitSamples; s < min((part + 1) * unitSamples, groupSamples); s++) {
    const sample = firstSample + s;
    for (let p = firstPanel; p < min(firstPanel + 4, panels); p++) {
      const from = runSteps(
        scratch, c, x + (<usize>p * <usize>xRows << 5), steps, stepCount, <usize>s * weightBytes, activations,
        sample, (firstImage >> 3) + p, false,
      );
      const row = <usize>outputs << 2;
      const to = logProbs + (<usize>(p * 8) * <usize>samples + <usize>sample) * row;
      storeLogProbs(from, outputs, min(8, count - p * 8), to, <usize>samples * row);
    }
  }
}

/**
 * Unit = one image and eight samples' networks side by side: `x` has a panel for each image, with the image in every lane.
 * The steps have no dropout. `weightBytes` are between the weights of eight samples and of the next eight; the rest as in
 * `sampleImages`.
 */
export function sampleLanes(
  unit: i32, scratch: usize, control: usize,
  x: usize, xRows: i32, steps: usize, stepCount: i32, weightBytes: usize, buffers: usize, outputs: i32,
  firstSample: i32, groupSamples: i32, samples: i32, logProbs: usize,
): void {
  const eights = (groupSamples + 7) >> 3;
  const image = unit / eights;
  const eighth = unit - image * eights;
  const from = runSteps(
    scratch, changetype<Control>(control), x + (<usize>image * <usize>xRows << 5), steps, stepCount,
    <usize>eighth * weightBytes, scratch + buffers, 0, 0, true,
  );
  const row = <usize>outputs << 2;
  const to = logProbs + (<usize>image * <usize>samples + <usize>(firstSample + eighth * 8)) * row;
  storeLogProbs(from, outputs, min(8, groupSamples - eighth * 8), to, row);
}

/**
 * Unit = one image and eight networks: their outputs as `activateImages` has them, in the panels of images at `out`, where
 * one network's rows are behind the other's.
 */
export function activateLanes(
  unit: i32, scratch: usize, control: usize,
  x: usize, xRows: i32, steps: usize, stepCount: i32, weightBytes: usize, buffers: usize, outputs: i32,
  networks: i32, out: usize, outBytes: usize,
): void {
  const eights = (networks + 7) >> 3;
  const image = unit / eights;
  const eighth = unit - image * eights;
  const from = runSteps(
    scratch, changetype<Control>(control), x + (<usize>image * <usize>xRows << 5), steps, stepCount,
    <usize>eighth * weightBytes, scratch + buffers, 0, 0, true,
  );
  let to = out + <usize>(image >> 3) * outBytes + (<usize>(image & 7) << 2) + (<usize>(eighth * 8 * outputs) << 5);
  for (let lane = 0; lane < min(8, networks - eighth * 8); lane++) {
    for (let o: usize = 0; o < <usize>outputs << 5; o += 32) {
      store<f32>(to + o, load<f32>(from + o + (<usize>lane << 2)));
    }
    to += <usize>outputs << 5;
  }
}

/**
 * Unit = one panel: one network's outputs as they are, before any softmax, `outputs` rows from `out` on; `outBytes` are
 * between two panels of results. The steps have no dropout. The rest as in `sampleImages`.
 */
export function activateImages(
  panel: i32, scratch: usize, control: usize,
  x: usize, xRows: i32, steps: usize, stepCount: i32, buffers: usize, outputs: i32, out: usize, outBytes: usize,
): void {
  const from = runSteps(
    scratch, changetype<Control>(control), x + (<usize>panel * <usize>xRows << 5), steps, stepCount, 0,
    scratch + buffers, 0, panel, false,
  );
  memory.copy(out + <usize>panel * outBytes, from, <usize>outputs << 5);
}
