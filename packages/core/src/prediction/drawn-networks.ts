import { call } from "../engine/call.js";
import { reserveScaling, writeScaling } from "../engine/pixels.js";
import type { Phase } from "../engine/program.js";
import { volumeSize } from "../engine/volume.js";
import { gatherShape, WINDOW_BYTES } from "../engine/window.js";
import { storedInput, type Chain } from "../layers/chain.js";
import { isWeightedStep } from "../layers/kinds.js";
import type { PredictionMemory, PredictionPlan, WeightSource } from "./plan.js";
import {
  layoutOutputs,
  multiplications,
  RECORD_BYTES,
  writeStepRecords,
  writeStepWindows,
} from "./step-records.js";

/** Units of work that a round is cut into where there are few images, so that threads share its samples. */
const UNITS = 64;
/** Multiplications in a round, about: some tenths of a second, so that a request to stop is heard. */
const ROUND_WORK = 1e10;

/** Networks of any steps, each sample with the weights that `source` has for it. */
export function drawnNetworks(
  chain: Chain,
  source: WeightSource,
  { arena, pixels, order, logProbs, panels, samples }: PredictionMemory,
): PredictionPlan {
  const { steps } = chain;
  const input = storedInput(chain);
  const x = arena.reserve(panels * input.rows * 32);
  const scaling = reserveScaling(arena, chain.scaling);
  const weighted = steps.filter(isWeightedStep);
  const work = multiplications(steps);
  const most = Math.min(samples, Math.max(1, Math.floor(ROUND_WORK / (panels * 8 * work))));
  const weights = source(arena, weighted, most, samples);
  const windows = arena.reserve(steps.length * WINDOW_BYTES);
  const records = arena.reserve(steps.length * RECORD_BYTES);
  // A thread's own: what a kernel needs while it works, then each step's output. Borders stay zero, as nobody
  // writes there.
  const widest = Math.max(...weighted.map(({ inputs }) => inputs)) + 1;
  const buffers = Math.ceil((64 + Math.max(2048, (widest + 1) * 16)) / 64) * 64;
  const { offsets, bytes: bufferBytes } = layoutOutputs(steps);
  return {
    groupSamples: weights.samples,
    scratchBytes: buffers + bufferBytes,
    work,
    write: (executor) => {
      weights.write(executor);
      writeScaling(executor, scaling, chain.scaling);
      writeStepWindows(executor, steps, windows);
      const unknown = steps.map(() => 0);
      writeStepRecords(executor, steps, records, windows, offsets, unknown);
    },
    prepare: (executor, round) => {
      weights.prepare(executor, round);
      weights.addresses(round).forEach((address, l) => {
        const record = records + steps.indexOf(weighted[l]) * RECORD_BYTES;
        executor.u32(record + 8, 1).set([address]);
      });
    },
    program: (round): Phase[] => {
      const { from, count, sample, group } = round;
      const active = Math.ceil(count / 8);
      const quarters = Math.ceil(active / 4);
      const unitSamples = Math.ceil(group / Math.ceil(UNITS / quarters));
      const images = { pixels, order, scaling, ...gatherShape(chain) };
      const gather = call("gatherPixels", { ...images, x, squares: 0 });
      const run = call("sampleImages", {
        x,
        xRows: input.rows,
        steps: records,
        stepCount: steps.length,
        weightBytes: weights.bytes,
        buffers,
        outputs: volumeSize(steps.at(-1)!.target),
        firstSample: sample,
        groupSamples: group,
        unitSamples,
        samples,
        count,
        firstImage: from,
        logProbs,
      });
      const gathered = sample === 0 ? [{ ...gather, units: active }] : [];
      const units = quarters * Math.ceil(group / unitSamples);
      return [[...gathered, ...weights.tasks(round)], [{ ...run, units }]];
    },
  };
}
