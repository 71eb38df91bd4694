// Posterior prediction with networks of any steps, every sample's weights drawn: what convolutions need, whose weights
// all positions share.
import { Control, PURPOSE_PREDICT_DROPOUT } from "./control";
import { convolve } from "./convolution";
import { dropPanel } from "./dropout";
import { poolPanel } from "./pool";
import { storeLogProbs } from "./predict";
import { seedStream } from "./random";
import { Window } from "./window";

const PRODUCT: i32 = 0;
const MAX_POOL: i32 = 1;
const AVG_POOL: i32 = 2;

/** A step of the network, written by the host (src/inference/mean-field/drawn-networks.ts). */
@unmanaged
class StepRecord {
  /** 0 a convolution or dense layer, 1 and 2 pools of maxima and means, 3 dropout. */
  kind: i32;
  window: u32;
  /** Weights of the group's first sample. */
  weights: u32;
  /** Where its output lies in a thread's buffers. */
  out: u32;
  /** Dropout's place in the network, rate in units of 2⁻²⁴, and 1 / (1 − rate). */
  place: i32;
  threshold: i32;
  scale: f32;
  unused: i32;
}

const RECORD_BYTES: usize = 32;

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
      let from = x + (<usize>p * <usize>xRows << 5);
      for (let l = 0; l < stepCount; l++) {
        const step = changetype<StepRecord>(steps + <usize>l * RECORD_BYTES);
        const g = changetype<Window>(<usize>step.window);
        const out = activations + step.out;
        if (step.kind == PRODUCT) {
          convolve(g, <usize>step.weights + <usize>s * weightBytes, from, out, scratch);
        } else if (step.kind == MAX_POOL || step.kind == AVG_POOL) {
          poolPanel(step.kind == MAX_POOL, g, from, out);
        } else {
          seedStream(scratch, c.seed, PURPOSE_PREDICT_DROPOUT + (<u32>step.place << 4), sample, (firstImage >> 3) + p);
          dropPanel(g, scratch, step.threshold, step.scale, from, out, 0);
        }
        from = out;
      }
      storeLogProbs(from, outputs, p * 8, count, sample, samples, logProbs);
    }
  }
}
