import { call, type KernelArguments } from "../engine/call.js";
import { reserveScaling, writeScaling } from "../engine/pixels.js";
import type { Phase, Task } from "../engine/program.js";
import { volumeSize } from "../engine/volume.js";
import { WINDOW_BYTES } from "../engine/window.js";
import { storedInput, type Chain } from "../layers/chain.js";
import { gatherInputs } from "../layers/chain-input.js";
import { isWeightedStep } from "../layers/kinds.js";
import { LANES, networkBytes, NetworkSlots, type WeightSource } from "./network-weights.js";
import type { PredictionMemory, PredictionPlan, Round } from "./plan.js";
import {
  layoutOutputs,
  multiplications,
  RECORD_BYTES,
  workBytes,
  writeStepRecords,
  writeStepWindows,
  writeWeightPlaces,
} from "./step-records.js";

/** Units of work that a round is cut into where there are few images, so that threads share its samples. */
const UNITS = 64;
/** Multiplications in a round, about: some tenths of a second, so that a request to stop is heard. */
const ROUND_WORK = 1e10;

/** Networks of any steps, each sample with the weights that `source` has for it. */
export function drawnNetworks(chain: Chain, source: WeightSource, memory: PredictionMemory): PredictionPlan {
  const { arena, inputs, order, logProbs, panels, samples, lanes } = memory;
  const { steps } = chain;
  const input = storedInput(chain);
  const x = arena.reserve(panels * input.rows * 32);
  const scaling = reserveScaling(arena, chain.scaling);
  const weighted = steps.filter(isWeightedStep);
  const work = multiplications(steps);
  const most = Math.min(samples, Math.max(1, Math.floor(ROUND_WORK / (panels * 8 * work))));
  const fitting = Math.max(1, Math.floor(source.keptBytes / networkBytes(weighted)));
  const kept = source.same || samples <= fitting;
  const group = wholeGroup(source.same ? most : Math.min(most, fitting), lanes);
  const maker = source.reserve(arena, weighted);
  const slots = new NetworkSlots(arena, weighted, source.same ? 1 : kept ? samples : group, lanes);
  const windows = arena.reserve(steps.length * WINDOW_BYTES);
  const weightedWindows = weighted.map((step) => windows + steps.indexOf(step) * WINDOW_BYTES);
  const records = arena.reserve(steps.length * RECORD_BYTES);
  // A thread's own: what a kernel needs while it works, then each step's output. Borders stay zero, as nobody
  // writes there.
  const widest = Math.max(...weighted.map(({ inputs }) => inputs)) + 1;
  const buffers = Math.ceil((64 + Math.max(2048, (widest + 1) * 16, workBytes(steps))) / 64) * 64;
  const { offsets, bytes: bufferBytes } = layoutOutputs(steps);
  return {
    groupSamples: group,
    scratchBytes: buffers + bufferBytes,
    work,
    write: (executor) => {
      maker.write(executor);
      writeScaling(executor, scaling, chain.scaling);
      writeStepWindows(executor, steps, windows);
      writeStepRecords(executor, steps, records, windows, offsets);
    },
    program: (round, executor): Phase[] => {
      const { count, sample, group, seed, again } = round;
      const slot = kept && !source.same ? sample : 0;
      writeWeightPlaces(executor, steps, records, slots.placesAt(slot));
      const batch = { seed, first: sample, count: source.same ? 1 : group, slot, step: 1 };
      const isMade = kept && (again || (source.same && sample > 0));
      const made = isMade ? [] : maker.make(executor, slots, batch);
      const transforms = isMade ? [] : slots.transforms(weightedWindows, slot, batch.count);
      const gather = gatherInputs(chain, { inputs, order, scaling, x, squares: 0 });
      const active = lanes ? count : Math.ceil(count / 8);
      const gathered = sample === 0 ? [{ ...gather, units: active }] : [];
      const run = {
        x,
        xRows: input.rows,
        steps: records,
        stepCount: steps.length,
        weightBytes: source.same ? 0 : slots.bytes,
        buffers,
        outputs: volumeSize(steps.at(-1)!.target),
        firstSample: sample,
        groupSamples: group,
        samples,
        logProbs,
      };
      const networks = lanes
        ? { ...call("sampleLanes", run), units: count * Math.ceil(group / LANES) }
        : sampleImages(run, round);
      const before = [[...gathered, ...made], ...(transforms.length === 0 ? [] : [transforms])];
      return [...before, [networks]];
    },
  };
}

/** Most samples in a round, of which all but the last one fill their lanes. */
function wholeGroup(most: number, lanes: boolean): number {
  return lanes ? Math.max(1, Math.floor(most / LANES)) * LANES : most;
}

/** Images in panels: threads share the samples of few. */
function sampleImages(
  run: Omit<KernelArguments<"sampleImages">, "unitSamples" | "count" | "firstImage">,
  { from, count, group }: Round,
): Task {
  const quarters = Math.ceil(count / 32);
  const unitSamples = Math.ceil(group / Math.ceil(UNITS / quarters));
  const named = { ...run, unitSamples, count, firstImage: from };
  return { ...call("sampleImages", named), units: quarters * Math.ceil(group / unitSamples) };
}
