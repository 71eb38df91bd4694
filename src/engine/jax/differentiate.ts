import { grad as jaxGrad, makeJaxpr, tree, valueAndGrad as jaxValueAndGrad, type numpy } from "@jax-js/jax";

// jax-js 0.1 keeps a stack of the transformations that are going on. A derivative puts two entries there and takes one
// away. So whatever is around it, on its end, takes the one that was left and leaves its own: for a recording, that is
// everything it recorded, with all its constants, for as long as the process lives.

type Entry = numpy.Array["_trace"]["main"];

/** The innermost entry of the stack as a recording finds it, which is its own. */
function ownEntry(): Entry {
  let entry: Entry | undefined;
  const record = makeJaxpr((x: numpy.Array) => {
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
function balanced<R>(f: () => R): R {
  const before = ownEntry().level;
  try {
    return f();
  } finally {
    const entry = ownEntry();
    for (let { level } = entry; level > before; level--) pop(entry);
  }
}

/** A result without what still belongs to the derivative: an auxiliary value that is an argument as it was given. */
function lowered<T>(result: T): T {
  return tree.map((leaf: unknown) => (isArray(leaf) ? leaf.fullLower() : leaf), result as never);
}

function isArray(value: unknown): value is numpy.Array {
  return typeof value === "object" && value !== null && "fullLower" in value;
}

/** An array within a derivative: its value, and what the derivative is of. */
interface Differentiated {
  readonly tangent: numpy.Array;
}

/**
 * Keeps a reference of everything that a derivative makes in `held`. jax-js frees a tracer and then those it was made from,
 * one within the other: a chain of some thousand operations would overflow the stack. Freed from the last to the first,
 * each finds that those before it are still held.
 */
function holdTracers(args: readonly unknown[], held: numpy.Array[]): void {
  const leaves = tree.leaves(args as never) as unknown[];
  const first = leaves.find((leaf): leaf is Differentiated => isArray(leaf) && "tangent" in leaf);
  if (first === undefined) return;
  const { main } = first.tangent._trace;
  const Recording = main.traceType as unknown as new (main: Entry) => Recorder;
  class Holding extends Recording {
    override processPrimitive(name: string, tracers: unknown, params: unknown): numpy.Array[] {
      const results = super.processPrimitive(name, tracers, params);
      for (const result of results) if ("recipe" in result) held.push(result.ref);
      return results;
    }
  }
  main.traceType = Holding as never;
}

interface Recorder {
  processPrimitive(name: string, tracers: unknown, params: unknown): numpy.Array[];
}

type Transformation = (f: (...args: never[]) => unknown, options?: never) => (...args: unknown[]) => unknown;

function balancedly<T>(transformation: T): T {
  const transform = transformation as Transformation;
  const result: Transformation =
    (f, options) =>
    (...args) => {
      const held: numpy.Array[] = [];
      const holding = (...given: never[]): unknown => {
        holdTracers(given, held);
        return f(...given);
      };
      try {
        return balanced(() => lowered(transform(holding, options)(...args)));
      } finally {
        for (const tracer of held.reverse()) tracer.dispose();
      }
    };
  return result as T;
}

/** The gradient of a function, as jax-js has it. */
export const grad: typeof jaxGrad = balancedly(jaxGrad);

/** The value of a function and its gradient, as jax-js has them. */
export const valueAndGrad: typeof jaxValueAndGrad = balancedly(jaxValueAndGrad);
