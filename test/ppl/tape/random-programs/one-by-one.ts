import { evaluationOf } from "../../../../packages/ppl/src/at-once.js";
import { np, type JaxArray } from "../../../../packages/ppl/src/jax.js";
import { hostData, isConcrete } from "../../../../packages/ppl/src/memory.js";

/**
 * Runs `f` with eager operations on arrays of their own: what an operation gives is copied. jax-js puts operations off and
 * moves them past views; past padding it does so even where an operation makes something else of zeros.
 */
export function oneByOne<T>(f: () => T): T {
  const evaluation = evaluationOf();
  if (evaluation === undefined || running) return f();
  // Each operation makes an evaluation of its own; what they have in common is their class.
  const shared = Object.getPrototypeOf(evaluation) as typeof evaluation;
  const evaluate = shared.processPrimitive;
  let copying = false;
  shared.processPrimitive = function (primitive, inputs, params) {
    const results = evaluate.call(this, primitive, inputs, params);
    if (copying) return results;
    copying = true;
    try {
      return results.map(copied);
    } finally {
      copying = false;
    }
  };
  running = true;
  try {
    return f();
  } finally {
    running = false;
    shared.processPrimitive = evaluate;
  }
}

let running = false;

/** An array of the same numbers that is no view of another; consumes the given one. */
function copied(array: JaxArray): JaxArray {
  if (!isConcrete(array) || array.size === 0) return array;
  const { shape, dtype } = array;
  const numbers = hostData(array);
  const values = dtype === np.bool ? Array.from(numbers, (value) => value !== 0) : numbers.slice();
  return np.array(values, { shape: [...shape], dtype });
}
