import { randomStream } from "../math/streams.js";

/**
 * As many places of inputs as there are labels, in random order, each class that there is as often as every other (but for one):
 * all of its inputs in turn, in an order that changes whenever they begin anew.
 */
export function balancedOrder(labels: ArrayLike<number>, seed: number, epoch: number): Uint32Array {
  const places = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const own = places.get(labels[i]);
    if (own === undefined) places.set(labels[i], [i]);
    else own.push(i);
  }
  const random = randomStream("balancedOrder", seed, epoch);
  const classes = [...places.values()];
  const shuffled = (of: readonly number[]): number[] =>
    Array.from(random.permutation(of.length), (i) => of[i]);
  // Which classes have one more than others changes from epoch to epoch.
  const turns = shuffled(classes.map((_, k) => k));
  const chosen = new Uint32Array(labels.length);
  const rest = classes.map(shuffled);
  for (let i = 0; i < chosen.length; i++) {
    const k = turns[i % turns.length];
    if (rest[k].length === 0) rest[k] = shuffled(classes[k]);
    chosen[i] = rest[k].pop()!;
  }
  return Uint32Array.from(random.permutation(chosen.length), (i) => chosen[i]);
}
