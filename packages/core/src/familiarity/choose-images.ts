import type { Dataset } from "../data/dataset.js";
import { randomStream } from "../math/streams.js";

/**
 * Places of `count` images chosen at random, as many of each class as of every other where there are enough of it, in
 * increasing order. All images where there are no more.
 */
export function chooseImages(
  { count: all, labels, classes }: Dataset,
  count: number,
  seed: number,
): Uint32Array {
  const order = randomStream("familiarityBank", seed).permutation(all);
  if (all <= count) return order.sort();
  const groups = labels === undefined ? [order] : classes.map((_, k) => order.filter((i) => labels[i] === k));
  const chosen: number[] = [];
  for (let turn = 0; chosen.length < count; turn++) {
    for (const group of groups) if (turn < group.length && chosen.length < count) chosen.push(group[turn]);
  }
  return Uint32Array.from(chosen).sort();
}
