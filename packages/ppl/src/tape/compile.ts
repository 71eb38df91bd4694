import { np, tree, type ArrayLike, type JaxArray } from "../jax.js";
import { isConcrete, isTracing } from "../memory.js";
import { withRefusals } from "../numberless.js";
import { Graph, type Numbers } from "./graph.js";
import { lower } from "./lower.js";
import { makeProgram, type Program } from "./program.js";
import { machineType, record, type Recording } from "./record.js";
import type { DType } from "./view.js";

/** A function of arrays, or of lists and plain objects of arrays, that was compiled for each of their shapes and types. */
export type Compiled<A extends readonly unknown[], R> = ((...args: A) => R) & {
  /** Forgets what was compiled. */
  dispose(): void;
};

/** A function of arrays, recorded and laid out. */
export interface CompiledProgram {
  readonly recording: Recording;
  readonly program: Program;
  readonly results: readonly { readonly dtype: DType; readonly shape: readonly number[] }[];
}

/**
 * A function as a program of the machine: what it does is recorded once for each combination of shapes and types, and run
 * from then on. It consumes its arguments, and its results are new arrays, as those of jax-js' `jit`. Where it is itself
 * recorded, differentiated or mapped, it is `f`.
 */
export function compile<A extends readonly unknown[], R>(f: (...args: A) => R): Compiled<A, R> {
  const entries = new Map<string, CompiledProgram>();
  const call = (...args: A): R => {
    const [given, treedef] = tree.flatten(args as never) as unknown as [ArrayLike[], unknown];
    if (isTracing() || given.some((leaf) => typeof leaf !== "number" && !isConcrete(leaf))) return f(...args);
    const leaves = given.map((leaf) => np.array(leaf));
    // Recordings hang on an argument.
    if (leaves.length === 0) leaves.push(np.zeros([]));
    const key = `${String(treedef)}|${leaves.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`).join()}`;
    let entry = entries.get(key);
    if (entry === undefined) {
      const flat = (...own: JaxArray[]): R => {
        const leaves = own.slice(0, given.length);
        return withRefusals(() => f(...(tree.unflatten(treedef as never, leaves as never) as A)));
      };
      entry = compileProgram(flat, leaves);
      entries.set(key, entry);
    }
    const compiled = entry;
    const { program, recording } = compiled;
    leaves.forEach((leaf, i) => program.inputs[i].set(leaf.dataSync() as Numbers));
    program.run();
    return recording.rebuild(program.outputs.map((_, i) => arrayOf(compiled, i))) as R;
  };
  return Object.assign(call, {
    dispose: () => {
      entries.clear();
    },
  });
}

/** An output of the last run, as an array of jax-js. */
export function arrayOf({ program, results }: CompiledProgram, output: number): JaxArray {
  const { dtype, shape } = results[output];
  const numbers = program.outputs[output];
  const like = { shape: [...shape], dtype: dtype as never };
  // jax-js makes no array of nothing.
  return numbers.length === 0 ? np.zeros(like.shape, like) : np.array(numbers, like);
}

/** Records what a function does with arrays of these shapes and types, which are borrowed, and lays it out. */
export function compileProgram(
  f: (...args: JaxArray[]) => unknown,
  examples: readonly JaxArray[],
): CompiledProgram {
  return compileRecording(record(f, examples), examples);
}

/** Lays out a recording for inputs of these shapes and types, which are borrowed. */
export function compileRecording(recording: Recording, examples: readonly JaxArray[]): CompiledProgram {
  const graph = new Graph();
  const inputs = examples.map(({ dtype, shape }) => graph.input(machineType(dtype, "an argument"), shape));
  const outputs = lower(recording, graph, inputs);
  const results = outputs.map(({ dtype, shape }) => ({ dtype, shape }));
  return { recording, program: makeProgram(graph, inputs, outputs), results };
}
