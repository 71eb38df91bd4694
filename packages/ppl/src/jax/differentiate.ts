import type { JaxArray, makeJaxpr, tree } from "./jax.js";

/** What derivatives are made of. */
export interface Differentiation {
  readonly makeJaxpr: typeof makeJaxpr;
  readonly tree: typeof tree;
  /** As jax-js has it. */
  readonly valueAndGrad: unknown;
}

// jax-js 0.1 keeps a stack of the transformations that are going on. A derivative puts two entries there and takes one
// away. So whatever is around it, on its end, takes the one that was left and leaves its own: for a recording, that is
// everything it recorded, with all its constants, for as long as the process lives.

type Entry = JaxArray["_trace"]["main"];

/** The innermost entry of the stack as a recording finds it, which is its own. */
function ownEntry(jax: Differentiation): Entry {
  let entry: Entry | undefined;
  const record = jax.makeJaxpr((x: JaxArray) => {
    entry = x._trace.main;
    return x;
  });
  record(0 as never);
  return entry!;
}

/** Takes the innermost entry off the stack: what disposing of any entry does. */
function pop(entry: Entry): void {
  const [dispose] = Object.getOwnPropertySymbols(entry);
  (entry as unknown as Record<symbol, () => void>)[dispose]();
}

/** Runs `f` and leaves the stack as it was. */
function balanced<R>(jax: Differentiation, f: () => R): R {
  const before = ownEntry(jax).level;
  try {
    return f();
  } finally {
    const entry = ownEntry(jax);
    for (let { level } = entry; level > before; level--) pop(entry);
  }
}

function isArray(value: unknown): value is JaxArray {
  return typeof value === "object" && value !== null && "fullLower" in value;
}

/** An array within a derivative: its value, and what the derivative is of. */
interface WithTangent {
  readonly tangent: JaxArray;
}

/**
 * Keeps a reference of everything that a derivative makes in `held`. jax-js frees a tracer and then those it was made from,
 * one within the other: a chain of some thousand operations would overflow the stack. Freed from the last to the first,
 * each finds that those before it are still held.
 */
function holdTracers({ tree }: Differentiation, args: readonly unknown[], held: JaxArray[]): void {
  const leaves = tree.leaves(args as never) as unknown[];
  const first = leaves.find((leaf): leaf is WithTangent => isArray(leaf) && "tangent" in leaf);
  if (first === undefined) return;
  const { main } = first.tangent._trace;
  const Recording = main.traceType as unknown as new (main: Entry) => Recorder;
  class Holding extends Recording {
    override processPrimitive(name: string, tracers: unknown, params: unknown): JaxArray[] {
      const results = super.processPrimitive(name, tracers, params);
      for (const result of results) if ("recipe" in result) held.push(result.ref);
      return results;
    }
  }
  main.traceType = Holding as never;
}

interface Recorder {
  processPrimitive(name: string, tracers: unknown, params: unknown): JaxArray[];
}

/** A result without what still belongs to the derivative: an auxiliary value that is an argument as it was given. */
function lowered({ tree }: Differentiation, result: unknown): unknown {
  return tree.map((leaf: unknown) => (isArray(leaf) ? leaf.fullLower() : leaf), result as never);
}

/** Gradients in the types of what they are gradients of; where types are mixed, jax-js leaves them in the wider one. */
function typed({ tree }: Differentiation, gradients: unknown, args: unknown): unknown {
  const cast = (gradient: JaxArray, arg: unknown): JaxArray =>
    isArray(arg) ? gradient.astype(arg.dtype) : gradient;
  return tree.map(cast as never, gradients as never, args as never);
}

interface Options {
  readonly argnums?: number | readonly number[];
  readonly hasAux?: boolean;
}
type Derivative = (f: never, options?: Options) => (...args: unknown[]) => [unknown, unknown];

/** jax-js' `valueAndGrad`: the value of a function, with auxiliary values if it has them, and its gradient. */
export function valueAndGradOf(jax: Differentiation): Derivative {
  return (f, options = {}) => {
    const { argnums = 0 } = options;
    return (...args) => {
      const differentiated = typeof argnums === "number" ? args[argnums] : argnums.map((i) => args[i]);
      const held: JaxArray[] = [];
      const holding = (...given: never[]): unknown => {
        holdTracers(jax, given, held);
        return (f as (...given: never[]) => unknown)(...given);
      };
      try {
        const derivative = (jax.valueAndGrad as Derivative)(holding as never, options);
        const [value, gradients] = balanced(jax, () => derivative(...args));
        return [lowered(jax, value), typed(jax, gradients, differentiated)];
      } finally {
        for (const tracer of held.reverse()) tracer.dispose();
      }
    };
  };
}

/** jax-js' `grad`: the gradient of a function, with auxiliary values if it has them. */
export function gradOf(
  jax: Differentiation,
): (f: never, options?: Options) => (...args: unknown[]) => unknown {
  const valueAndGrad = valueAndGradOf(jax);
  return (f, options = {}) => {
    const derivative = valueAndGrad(f, options);
    return (...args) => {
      const [value, gradients] = derivative(...args);
      const [result, aux] = options.hasAux ? (value as [JaxArray, unknown]) : [value as JaxArray];
      result.dispose();
      return options.hasAux ? [gradients, aux] : gradients;
    };
  };
}
