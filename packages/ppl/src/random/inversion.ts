import { np, type JaxArray } from "../jax.js";

/**
 * A count whose probability of being 0 is `none`, and that of j is `ratio(j)` times that of j − 1: how many of the
 * probabilities to exceed 0, 1, …, most − 1 are above `unit`. They are summed up from the far end, so that they are
 * right where they are small. Consumes its arrays; a float.
 */
export function countAbove(
  unit: JaxArray,
  none: JaxArray,
  most: number,
  ratio: (j: number) => JaxArray,
): JaxArray {
  const probabilities: JaxArray[] = [none];
  for (let j = 1; j <= most; j++) probabilities.push(probabilities[j - 1].ref.mul(ratio(j)));
  let exceeding = probabilities[most];
  let count: JaxArray = np.zerosLike(unit.ref);
  for (let j = most - 1; j >= 0; j--) {
    count = count.add(np.less(unit.ref, exceeding.ref).astype(np.float32));
    exceeding = exceeding.add(probabilities[j]);
  }
  exceeding.dispose();
  unit.dispose();
  return count;
}
