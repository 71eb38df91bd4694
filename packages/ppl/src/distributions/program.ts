import { jit, type JaxArray } from "../jax.js";
import { isConcrete } from "../memory.js";

/**
 * A function of arrays, compiled once for each of their shapes and types: called eagerly, it would be put together anew
 * each time, which for a density takes a thousand times as long as its numbers. Traced, it is as it is: to differentiate
 * what is compiled already takes jax-js seconds, where to compile what is differentiated takes it milliseconds.
 */
export function program<A extends JaxArray[]>(f: (...args: A) => JaxArray): (...args: A) => JaxArray {
  const compiled = jit(f) as unknown as (...args: A) => JaxArray;
  return (...args) => (args.every(isConcrete) ? compiled(...args) : f(...args));
}
