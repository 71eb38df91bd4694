import { np, type JaxArray } from "./jax.js";
import { isConcrete } from "./memory.js";

interface Evaluation {
  processPrimitive: (
    this: Evaluation,
    primitive: string,
    inputs: readonly JaxArray[],
    params: unknown,
  ) => JaxArray[];
}

// Numbers that are cheaper to compute than to put off.
const FEW = 1024;

/**
 * Runs `f` with eager operations on few numbers done at once. jax-js puts work off until somebody looks, and each operation
 * copies the list of what was put off before it: a loop of a thousand steps would take the square of that.
 */
export function atOnce<T>(f: () => T): T {
  const evaluation = evaluationOf();
  if (evaluation === undefined || running) return f();
  // Each operation makes an evaluation of its own; what they have in common is their class.
  const shared = Object.getPrototypeOf(evaluation) as Evaluation;
  const evaluate = shared.processPrimitive;
  shared.processPrimitive = function (primitive, inputs, params) {
    const results = evaluate.call(this, primitive, inputs, params);
    for (const result of results) if (result.size <= FEW) result.ref.dataSync();
    return results;
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

/** What evaluates jax-js' operations eagerly; `undefined` while operations are recorded. */
export function evaluationOf(): Evaluation | undefined {
  const probe = np.zeros([]);
  const evaluation = isConcrete(probe) ? (probe as unknown as { _trace: Evaluation })._trace : undefined;
  probe.dispose();
  return evaluation;
}
