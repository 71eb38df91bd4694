import { inputValues, type Dataset } from "../data/dataset.js";
import { call } from "../engine/call.js";
import type { Executor } from "../engine/executor.js";
import type { Call } from "../engine/program.js";
import { volumeSize } from "../engine/volume.js";
import { gatherShape } from "../engine/window.js";
import type { Chain } from "./chain.js";

/** Bytes that one input takes as the engine is given it: a byte for each value of an image, four for each of a row. */
export function inputBytes({ input, rows }: Pick<Chain, "input" | "rows">): number {
  return volumeSize(input) * (rows ? 4 : 1);
}

/** Writes inputs' numbers to where they are read. */
export function writeInputs(
  executor: Pick<Executor, "u8">,
  address: number,
  values: Uint8Array | Float32Array,
): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  executor.u8(address, bytes.length).set(bytes);
}

/** Numbers of `count` inputs from `from` on, a view. */
export function someValues(dataset: Dataset, from: number, count: number): Uint8Array | Float32Array {
  const values = inputValues(dataset);
  const size = values.length / dataset.count;
  return values.subarray(from * size, (from + count) * size);
}

/** Where a chain's inputs lie, in what order they are read, and where they go as panels. */
export interface GatherPlaces {
  readonly inputs: number;
  /** `u32`, an index for each place of a batch. */
  readonly order: number;
  readonly scaling: number;
  readonly x: number;
  /** Of their squares; 0: none are wanted. */
  readonly squares: number;
}

/** What makes panels of a batch's rows as a network without layers passes them on: without ones for a bias. */
export function gatherBare(chain: Chain, { inputs, ...places }: GatherPlaces): Call {
  return call("gatherRows", { ...places, values: inputs, length: volumeSize(chain.input), ones: 0 });
}

/** What makes panels of a batch's inputs: unit = one panel. */
export function gatherInputs(chain: Chain, { inputs, ...places }: GatherPlaces): Call {
  if (chain.rows)
    return call("gatherRows", { ...places, values: inputs, length: volumeSize(chain.input), ones: 1 });
  return call("gatherPixels", { ...places, pixels: inputs, ...gatherShape(chain) });
}
