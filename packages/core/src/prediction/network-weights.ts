import type { Arena } from "../engine/arena.js";
import { call } from "../engine/call.js";
import type { Executor } from "../engine/executor.js";
import type { Task } from "../engine/program.js";
import { quadLength } from "../engine/quads.js";
import type { Tiles } from "../layers/kind.js";
import { isWeightedStep, kindOfWeightedStep, type Step, type WeightedStep } from "../layers/kinds.js";
import { packLayer } from "../layers/pack-layer.js";
import type { Weights } from "./posterior.js";

/** Networks that lie side by side where images do otherwise (kernels/lanes.ts). */
export const LANES = 8;

/** Where a layer's weights lie, and if it is a convolution by tiles (kernels/winograd.ts) its transformed kernels. */
export interface LayerPlace {
  readonly weights: number;
  readonly kernels: number;
}

/** How a step is computed by tiles; undefined where it is not. */
export function tilesOfStep(step: Step): Tiles | undefined {
  return isWeightedStep(step) ? kindOfWeightedStep(step).tiles?.(step) : undefined;
}

/** Bytes of one network's weights, transformed kernels counted. */
export function networkBytes(steps: readonly WeightedStep[]): number {
  return layoutNetwork(steps).bytes;
}

function layoutNetwork(steps: readonly WeightedStep[]): { offsets: readonly LayerPlace[]; bytes: number } {
  const offsets: LayerPlace[] = [];
  let bytes = 0;
  const reserve = (size: number): number => {
    const at = bytes;
    bytes += Math.ceil(size / 64) * 64;
    return at;
  };
  for (const step of steps) {
    const weights = reserve(quadLength(step.inputs, step.outputs) * 4);
    offsets.push({ weights, kernels: reserve(tilesOfStep(step)?.kernelBytes ?? 0) });
  }
  return { offsets, bytes };
}

function placed({ weights, kernels }: LayerPlace, at: number, times = 1): LayerPlace {
  return { weights: at + weights * times, kernels: at + kernels * times };
}

/**
 * Room for the weights of some networks, a slot for each: all layers of one network, then those of the next. With `lanes`
 * eight networks lie side by side, `[outputs / 4][2][inputs + 1][4][4 networks]` of each layer.
 */
export class NetworkSlots {
  /** From one network's weights to the next one's, or from eight to the next eight. */
  readonly bytes: number;
  /** Where each layer of the first network lies. */
  readonly places: readonly LayerPlace[];

  constructor(
    arena: Arena,
    private readonly steps: readonly WeightedStep[],
    readonly count: number,
    readonly lanes: boolean,
  ) {
    const { offsets, bytes } = layoutNetwork(steps);
    const side = lanes ? LANES : 1;
    this.bytes = bytes * side;
    const at = arena.reserve(Math.ceil(count / side) * this.bytes);
    this.places = offsets.map((offset) => placed(offset, at, side));
  }

  /** Where the layers lie of the network in a slot, or of the eight that begin there. */
  placesAt(slot: number): LayerPlace[] {
    const behind = this.lanes ? (slot / LANES) * this.bytes : slot * this.bytes;
    return this.places.map((place) => placed(place, behind));
  }

  /**
   * What transforms the kernels of the networks in `count` slots from `slot` on, for convolutions by tiles: after their weights are there.
   * With `lanes` of whole eights.
   *
   * @param windows Where each layer's window lies.
   */
  transforms(windows: readonly number[], slot: number, count: number): Task[] {
    const networks = this.lanes ? Math.ceil(count / LANES) : count;
    const places = this.placesAt(slot);
    return this.steps.flatMap((step, l): Task[] => {
      const tiles = tilesOfStep(step);
      if (tiles === undefined) return [];
      const transform = call("transformNetworks", {
        size: tiles.size,
        window: windows[l],
        w: places[l].weights,
        to: places[l].kernels,
        bytes: this.bytes,
        lanes: this.lanes ? 1 : 0,
      });
      return [{ ...transform, units: networks * Math.ceil(step.outputs / 4) }];
    });
  }

  /** Writes a network's weights into its slot. */
  pack(executor: Executor, slot: number, weights: Weights): void {
    const place = this.lanes ? slot % LANES : 0;
    const addresses = this.placesAt(slot - place).map(({ weights }) => weights);
    if (!this.lanes) {
      packWeights(executor, this.steps, weights, addresses);
      return;
    }
    this.steps.forEach((step, l) => {
      const length = quadLength(step.inputs, step.outputs);
      const quad = (step.inputs + 1) * 4;
      const packed = new Float32Array(length);
      pack(step, weights, packed);
      const to = executor.f32(addresses[l], length * LANES);
      // Each quad of outputs for four networks, then for the other four.
      for (let i = 0; i < length; i++) {
        const within = i % quad;
        to[(i - within) * LANES + (place >> 2) * quad * 4 + within * 4 + (place & 3)] = packed[i];
      }
    });
  }
}

/** Networks to make: `count` of a source's samples from `first` on, into every `step`-th slot from `slot` on. */
export interface NetworkBatch {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
  readonly slot: number;
  readonly step: number;
}

/** Makes the weights of networks in the engine's memory. */
export interface NetworkMaker {
  /** Fills memory of its own, once. */
  write(executor: Executor): void;
  /** Writes what the host makes, and says what the engine has to compute. */
  make(executor: Executor, slots: NetworkSlots, batch: NetworkBatch): Task[];
}

/** Where the networks of a prediction come from: each sample is one, which all images meet. */
export interface WeightSource {
  /** Whether all samples are the same network. */
  readonly same: boolean;
  /** Bytes of networks to keep from one chunk of images to the next; where more are needed, every chunk has them made again. */
  readonly keptBytes: number;
  /** Reserves memory of its own. */
  reserve(arena: Arena, steps: readonly WeightedStep[]): NetworkMaker;
}

/** A posterior of which each sample is a network. */
export interface DrawsNetworks {
  /** Where the networks of its predictions come from; undefined where it predicts in another way. */
  networks(): WeightSource | undefined;
}

/** Writes each layer's weights to its address, as the kernels read them. */
export function packWeights(
  executor: Executor,
  steps: readonly WeightedStep[],
  weights: Weights,
  addresses: readonly number[],
): void {
  steps.forEach((step, l) => {
    pack(step, weights, executor.f32(addresses[l], quadLength(step.inputs, step.outputs)));
  });
}

function pack(step: WeightedStep, weights: Weights, to: Float32Array): void {
  const weight = weights.get(`${step.name}.weight`)!.data;
  const bias = weights.get(`${step.name}.bias`)!.data;
  packLayer(step, { weight, bias }, to);
}
