import { NescioError } from "@nescio/core";
import { makeJaxpr, np, tree, type JaxArray } from "../jax.js";
import { withPlainFunctions } from "../math/plain.js";
import { isConcrete } from "../memory.js";
import type { Numbers } from "./graph.js";
import type { DType } from "./view.js";

/** A value of a recorded computation, as jax-js has it: what matters is which one it is. */
export interface Variable {
  readonly aval: {
    readonly shape: readonly number[];
    readonly dtype: string;
    /** It takes on the type of what it meets. */
    readonly weakType: boolean;
  };
}

/** A number written into a compiled function that was called within. */
export interface Literal extends Variable {
  readonly value: number;
}

export interface Equation {
  readonly primitive: string;
  readonly inputs: readonly (Variable | Literal)[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly outBinders: readonly Variable[];
}

/** An array that the function closes over, or a number in it. */
export interface Known {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly numbers: Numbers;
  /** It takes on the type of what it meets. */
  readonly weak: boolean;
}

/** A compiled function called within a recording. */
export interface Called {
  readonly inBinders: readonly Variable[];
  readonly eqns: readonly Equation[];
  readonly outs: readonly (Variable | Literal)[];
}

/** What a function does with arrays: operations one after the other, each result named once. */
export interface Recording {
  readonly inputs: readonly Variable[];
  readonly equations: readonly Equation[];
  readonly outputs: readonly Variable[];
  readonly constants: ReadonlyMap<Variable, Known>;
  /** The function's result with these leaves in place of its arrays. */
  readonly rebuild: (leaves: readonly JaxArray[]) => unknown;
}

/** What jax-js collects while it records, before it folds numbers into literals of single precision. */
interface Builder {
  readonly eqns: readonly Equation[];
  readonly constVals: ReadonlyMap<Variable, JaxArray>;
  getVar(tracer: unknown): Variable;
}

/**
 * Records what a function does with arrays of these shapes and types. Borrows the examples, of which only shape and type
 * matter.
 *
 * jax-js' own record has lost something: it rounds the numbers in a program to single precision, and folds whole numbers
 * without wrapping around. So what it collects is taken before it is made up.
 */
export function record(f: (...args: JaxArray[]) => unknown, examples: readonly JaxArray[]): Recording {
  let builder: Builder | undefined;
  let inputs: Variable[] = [];
  let outputs: (Variable | JaxArray)[] = [];
  let structure: unknown;
  const scalars: [Variable, JaxArray][] = [];
  const traced = (...args: JaxArray[]): JaxArray[] => {
    builder = builderOf(args[0]);
    inputs = args.map((arg) => builder!.getVar(arg));
    const result = f(...args);
    const [leaves, treedef] = tree.flatten(result as never) as unknown as [JaxArray[], unknown];
    structure = treedef;
    outputs = leaves.map((leaf) => (isConcrete(leaf) ? leaf : builder!.getVar(leaf)));
    for (const [variable, value] of builder.constVals) {
      if (variable.aval.shape.length === 0 && isConcrete(value)) scalars.push([variable, value.ref]);
    }
    return leaves.filter((leaf) => !isConcrete(leaf));
  };
  const make = makeJaxpr(traced as never) as unknown as (...args: readonly JaxArray[]) => Made;
  let jaxpr: Made["jaxpr"];
  try {
    ({ jaxpr } = withPlainFunctions(() => make(...examples)));
  } catch (error) {
    // What was recorded before owns the arrays that it closes over.
    for (const [, value] of [...scalars, ...(builder?.constVals ?? [])]) value.dispose();
    throw error;
  }
  const constants = new Map<Variable, Known>();
  for (const [variable, value] of scalars) constants.set(variable, knownOf(value));
  for (const [variable, value] of builder!.constVals) {
    if (variable.aval.shape.length > 0) constants.set(variable, knownOf(value.ref));
  }
  jaxpr.dispose();
  const named = outputs.map((output) => {
    if (!(output instanceof np.Array)) return output;
    const { shape, dtype, weakType } = output;
    const variable: Variable = { aval: { shape, dtype, weakType } };
    constants.set(variable, knownOf(output));
    return variable;
  });
  return {
    inputs,
    equations: builder!.eqns,
    outputs: named,
    constants,
    rebuild: (leaves) => tree.unflatten(structure as never, leaves as never),
  };
}

interface Made {
  readonly jaxpr: { dispose(): void };
}

/** The numbers of an array, which is consumed. */
function knownOf(value: JaxArray): Known {
  const { shape, weakType } = value;
  const dtype = machineType(value.dtype, "a constant of the program");
  // A bare number has the precision in which it was written.
  const numbers = (
    weakType && dtype === "float32" && shape.length === 0 ? value.astype(np.float64) : value
  ).dataSync() as Numbers;
  return { dtype, shape, numbers, weak: weakType };
}

export function machineType(dtype: string, subject: string): DType {
  if (types.has(dtype)) return dtype as DType;
  throw new NescioError({
    code: "unsupported",
    subject,
    expected: `numbers of type ${[...types].join(", ")}`,
    found: dtype,
  });
}

const types = new Set(["float64", "float32", "int32", "uint32", "bool"]);

function builderOf(tracer: JaxArray): Builder {
  const { globalData } = (tracer as unknown as { _trace: { main: { globalData: Builder | undefined } } })
    ._trace.main;
  if (globalData?.constVals instanceof Map && Array.isArray(globalData.eqns)) return globalData;
  throw new NescioError({
    code: "unsupported",
    subject: "@jax-js/jax",
    expected: "version 0.1.25, whose recordings can be read",
    found: "another one",
    next: "Install the version that nescio asks for.",
  });
}
