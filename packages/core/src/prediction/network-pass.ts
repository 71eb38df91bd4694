import type { Dataset } from "../data/dataset.js";
import type { Arena } from "../engine/arena.js";
import { CONTROL_BYTES, writeControl } from "../engine/control.js";
import { call, type KernelArguments } from "../engine/call.js";
import type { Executor } from "../engine/executor.js";
import { reserveScaling, writeScaling } from "../engine/pixels.js";
import type { Phase, Program, Task } from "../engine/program.js";
import { volumeSize } from "../engine/volume.js";
import { WINDOW_BYTES } from "../engine/window.js";
import { stepChain, storedInput, type Chain } from "../layers/chain.js";
import { gatherBare, gatherInputs, inputBytes, someValues, writeInputs } from "../layers/chain-input.js";
import { isWeightedStep } from "../layers/kinds.js";
import { withoutRandomLayers, type Network } from "../layers/network.js";
import { checkWeights } from "./check-weights.js";
import { LANES, networkBytes, NetworkSlots } from "./network-weights.js";
import type { Weights } from "./posterior.js";
import { FEW, paySideBySide } from "./predict-networks.js";
import {
  layoutOutputs,
  multiplications,
  RECORD_BYTES,
  workBytes,
  writeStepRecords,
  writeStepWindows,
  writeWeightPlaces,
} from "./step-records.js";

/** Bytes that the networks may take a second time, to lie side by side. */
const SIDE_BY_SIDE_BYTES = 32 * 1024 * 1024;

/**
 * Some networks of one description, with given weights, run on images: what lies where in the engine's memory, and what
 * runs. Dropout passes everything on. Results are raw outputs in panels of eight images, `[images / 8][outputs][8]`,
 * one network's outputs behind the other's.
 */
export class NetworkPass {
  /** Outputs of all networks together. */
  readonly outputs: number;
  /** Where the results lie. */
  readonly results: number;
  readonly control: number;
  readonly scratchBytes: number;
  /** Multiplications for one image. */
  readonly work: number;
  readonly #chain: Chain;
  /** The networks one after the other, and the records of each. */
  readonly #slots: NetworkSlots;
  readonly #records: readonly number[];
  readonly #offsets: readonly number[];
  readonly #windows: number;
  readonly #inputs: number;
  readonly #order: number;
  /** All networks side by side, for a few images: their weights, the records, and an order with each image for every lane. */
  readonly #side:
    { readonly slots: NetworkSlots; readonly records: number; readonly order: number } | undefined;
  readonly #scaling: number;
  readonly #x: number;
  readonly #buffers: number;
  /** Whether kernels have been transformed since the weights were written. */
  #isReady = false;

  /**
   * @param members At least one; each has at least the network's parameters.
   * @param images Most images of a run, a multiple of 8.
   * @throws NescioError `invalid-model` naming the first tensor that is missing or of another shape.
   */
  constructor(
    arena: Arena,
    network: Network,
    private readonly members: readonly Weights[],
    private readonly images: number,
  ) {
    members.forEach((weights) => checkWeights(network, weights));
    const chain = stepChain(withoutRandomLayers(network));
    const { steps } = chain;
    this.#chain = chain;
    const weighted = steps.filter(isWeightedStep);
    const single = volumeSize(steps.at(-1)?.target ?? chain.input);
    this.outputs = single * members.length;
    this.work = members.length * multiplications(steps);

    this.control = arena.reserve(CONTROL_BYTES);
    this.#inputs = arena.reserve(images * inputBytes(chain));
    this.#order = arena.reserve(images * 4);
    this.#scaling = reserveScaling(arena, chain.scaling);
    const most = SIDE_BY_SIDE_BYTES / networkBytes(weighted) / LANES;
    if (steps.length > 0 && members.length > 1 && Math.ceil(members.length / LANES) <= most) {
      this.#side = {
        slots: new NetworkSlots(arena, weighted, members.length, true),
        records: arena.reserve(steps.length * RECORD_BYTES),
        order: arena.reserve(FEW * LANES * 4),
      };
    }
    const panels = Math.max(images / 8, this.#side === undefined ? 0 : FEW);
    this.#x = arena.reserve(panels * storedInput(chain).rows * 32);
    this.results = arena.reserve(images * this.outputs * 4);
    this.#windows = arena.reserve(steps.length * WINDOW_BYTES);
    this.#slots = new NetworkSlots(arena, weighted, members.length, false);
    this.#records = members.map(() => arena.reserve(steps.length * RECORD_BYTES));
    // A thread's own: what a kernel needs while it works, then each step's output. Borders stay zero, as nobody writes there.
    this.#buffers = Math.ceil(Math.max(256, workBytes(steps)) / 64) * 64;
    const { offsets, bytes } = layoutOutputs(steps);
    this.#offsets = offsets;
    this.scratchBytes = this.#buffers + bytes;
  }

  /** Fills what no run changes: the weights and the records. Once, before the first run. */
  write(executor: Executor): void {
    const { steps } = this.#chain;
    writeScaling(executor, this.#scaling, this.#chain.scaling);
    writeStepWindows(executor, steps, this.#windows);
    this.#records.forEach((records, m) => {
      writeStepRecords(executor, steps, records, this.#windows, this.#offsets);
      writeWeightPlaces(executor, steps, records, this.#slots.placesAt(m));
    });
    if (this.#side !== undefined) {
      const { slots, records, order } = this.#side;
      writeStepRecords(executor, steps, records, this.#windows, this.#offsets);
      writeWeightPlaces(executor, steps, records, slots.places);
      executor.u32(order, FEW * LANES).forEach((_, i, all) => (all[i] = Math.floor(i / LANES)));
    }
    this.members.forEach((weights, m) => {
      this.#slots.pack(executor, m, weights);
      this.#side?.slots.pack(executor, m, weights);
    });
    executor.u32(this.#order, this.images).forEach((_, i, all) => (all[i] = i));
    this.#isReady = false;
  }

  /**
   * Runs `count` images of the data set from `from` on; their results then lie at `results`. A few images meet all networks
   * side by side; it says the same.
   */
  async run(
    executor: Executor,
    dataset: Dataset,
    from: number,
    count: number,
    signal?: AbortSignal,
  ): Promise<void> {
    writeInputs(executor, this.#inputs, someValues(dataset, from, count));
    const sideBySide = count <= FEW && this.#side !== undefined && paySideBySide(count, this.members.length);
    const lanes = sideBySide ? count * LANES : count;
    writeControl(executor.buffer, this.control, { start: 0, count: lanes, seed: 0 });
    const program = this.#program(Math.ceil(lanes / 8), sideBySide);
    await executor.run(
      this.#isReady ? program : [...this.#transforms(), ...program],
      this.control,
      1,
      signal,
    );
    this.#isReady = true;
  }

  /** What the weights need to become before the first run. */
  #transforms(): Program {
    const windows = this.#chain.steps.flatMap((step, s) =>
      isWeightedStep(step) ? [this.#windows + s * WINDOW_BYTES] : [],
    );
    const { length } = this.members;
    const phase: Phase = [
      ...this.#slots.transforms(windows, 0, length),
      ...(this.#side?.slots.transforms(windows, 0, length) ?? []),
    ];
    return phase.length === 0 ? [] : [phase];
  }

  #program(panels: number, sideBySide: boolean): Program {
    const { rows } = storedInput(this.#chain);
    const x = this.#x;
    const order = sideBySide ? this.#side!.order : this.#order;
    const places = { inputs: this.#inputs, order, scaling: this.#scaling, x, squares: 0 };
    const chain = this.#chain;
    // Rows that no layer changes are what comes out.
    if (chain.steps.length === 0) {
      return [[{ ...gatherBare(chain, { ...places, x: this.results }), units: panels }]];
    }
    const gather = gatherInputs(chain, places);
    const networks = this.members.length;
    const outputs = this.outputs / networks;
    const shared = {
      x,
      xRows: rows,
      stepCount: this.#chain.steps.length,
      buffers: this.#buffers,
      outputs,
      outBytes: this.outputs * 32,
    };
    const tasks = sideBySide
      ? [this.#sideBySide({ ...shared, networks, out: this.results }, panels)]
      : this.#records.map((records, m): Task => {
          const activate = call("activateImages", {
            ...shared,
            steps: records,
            out: this.results + m * outputs * 32,
          });
          return { ...activate, units: panels };
        });
    return [[{ ...gather, units: panels }], tasks];
  }

  #sideBySide(shared: Omit<KernelArguments<"activateLanes">, "steps" | "weightBytes">, images: number): Task {
    const { slots, records } = this.#side!;
    const activate = call("activateLanes", { ...shared, steps: records, weightBytes: slots.bytes });
    return { ...activate, units: images * Math.ceil(this.members.length / LANES) };
  }
}
