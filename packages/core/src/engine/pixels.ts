import type { Arena } from "./arena.js";
import type { Executor } from "./executor.js";

/** Reserves room for what `gatherPixels` reads of the channels. */
export function reserveScaling(arena: Arena, channels: readonly unknown[]): number {
  return arena.reserve(channels.length * 8);
}

/** Writes what a channel's pixels are multiplied by, and what is added. */
export function writeScaling(
  executor: Pick<Executor, "f32">,
  address: number,
  channels: readonly { readonly factor: number; readonly addend: number }[],
): void {
  const values = channels.flatMap(({ factor, addend }) => [factor, addend]);
  executor.f32(address, values.length).set(values);
}
