import { NescioError } from "@nescio/core";
import type { Graph } from "./graph.js";
import { liveness } from "./liveness.js";
import { primitives } from "./primitives/index.js";
import {
  machineType,
  type Called,
  type Equation,
  type Literal,
  type Recording,
  type Variable,
} from "./record.js";
import { assembled, isSparse, sumOf, type Sparse } from "./sparse.js";
import type { DType, View } from "./view.js";

/** What a primitive is told besides its inputs. */
export interface Context {
  readonly graph: Graph;
  readonly params: Readonly<Record<string, unknown>>;
  readonly given: readonly Type[];
  readonly results: readonly Type[];
}

export interface Type {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Of a bare number, which takes on the type of what it meets. */
  readonly weak: boolean;
}

/** What an operation of jax-js is in a graph: one result for each of its own. */
export type Primitive = (inputs: readonly View[], context: Context) => (View | Sparse)[];

type Values = Map<Variable, View | Sparse>;

/** Puts a recorded computation into a graph. */
export function lower(recording: Recording, graph: Graph, inputs: readonly View[]): View[] {
  const values: Values = new Map();
  recording.inputs.forEach((variable, i) => values.set(variable, inputs[i]));
  for (const [variable, { dtype, shape, numbers }] of recording.constants) {
    values.set(variable, graph.constant(dtype, shape, numbers));
  }
  lowerEquations(recording.equations, recording.outputs, graph, values);
  return recording.outputs.map((variable) => viewOf(variable, graph, values));
}

function lowerEquations(
  equations: readonly Equation[],
  outputs: readonly (Variable | Literal)[],
  graph: Graph,
  values: Values,
): void {
  const { live, uses } = liveness(equations, outputs);
  for (const equation of live) {
    const { primitive, inputs, params, outBinders } = equation;
    if (primitive === "jit") {
      lowerCall(equation, graph, values);
      continue;
    }
    const sum = primitive === "add" ? sparseSum(inputs, outBinders[0], graph, values, uses) : undefined;
    const results =
      sum ??
      primitiveOf(primitive)(
        inputs.map((atom) => viewOf(atom, graph, values)),
        {
          graph,
          params,
          given: inputs.map((atom) => typeOf(atom, primitive)),
          results: outBinders.map((variable) => typeOf(variable, primitive)),
        },
      );
    outBinders.forEach((variable, i) => values.set(variable, results[i]));
  }
}

function typeOf({ aval }: Variable, primitive: string): Type {
  const { shape, weakType } = aval;
  return { dtype: machineType(aval.dtype, `operation "${primitive}"`), shape, weak: weakType };
}

/** A compiled function called within is written out. */
function lowerCall({ params, inputs, outBinders }: Equation, graph: Graph, values: Values): void {
  const { inBinders, eqns, outs } = params.jaxpr as Called;
  const inner: Values = new Map();
  inBinders.forEach((variable, i) => inner.set(variable, viewOf(inputs[i], graph, values)));
  lowerEquations(eqns, outs, graph, inner);
  outBinders.forEach((variable, i) => values.set(variable, viewOf(outs[i], graph, inner)));
}

/** A sum in which what is mostly zero needs no array of its own, because nobody else looks at it. */
function sparseSum(
  [a, b]: readonly Variable[],
  { aval }: Variable,
  graph: Graph,
  values: Values,
  uses: ReadonlyMap<Variable, number>,
): Sparse[] | undefined {
  const termOf = (variable: Variable): View | Sparse => {
    const value = values.get(variable);
    return value !== undefined && isSparse(value) && uses.get(variable) === 1
      ? value
      : viewOf(variable, graph, values);
  };
  const [x, y] = [termOf(a), termOf(b)];
  const fits = [x, y].every(
    ({ shape, dtype }) => shape.join() === aval.shape.join() && dtype === (aval.dtype as DType),
  );
  // Booleans add up to booleans, which the parts of a sparse array do not.
  const sum = fits && aval.dtype !== "bool" ? sumOf(x, y) : undefined;
  return sum && [sum];
}

function viewOf(atom: Variable | Literal, graph: Graph, values: Values): View {
  if ("value" in atom) {
    const dtype = machineType(atom.aval.dtype, "a number in the program");
    return graph.scalar(dtype, atom.value);
  }
  const value = values.get(atom)!;
  if (!isSparse(value)) return value;
  const view = assembled(graph, value);
  values.set(atom, view);
  return view;
}

function primitiveOf(name: string): Primitive {
  if (Object.hasOwn(primitives, name)) return primitives[name];
  throw new NescioError({
    code: "unsupported",
    subject: `operation "${name}"`,
    expected: "one that can be compiled",
    found: "one that cannot",
    next: "Compute it before the program runs and pass it as an argument, or write it with other operations.",
  });
}
