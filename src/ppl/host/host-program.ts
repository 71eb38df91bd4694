import { makeJaxpr, tree, type JaxArray } from "../jax.js";
import { withPlainFunctions } from "../math/plain.js";
import { sizeOf } from "../memory.js";
import { castTo } from "./elementwise.js";
import type { HostArray, Operation, Run } from "./operation.js";
import { costOf, makers, viewOf } from "./operations.js";

// A compiled call of jax-js costs tens of microseconds, and some more for each of its kernels; below about this many
// elementary steps, plain loops over numbers are done sooner.
const MOST_STEPS = 150_000;

/** A function of one vector, computed on the host. The returned arrays are the same ones every time. */
export type HostProgram = (position: ArrayLike<number>) => readonly Float64Array[];

type ClosedJaxpr = ReturnType<ReturnType<typeof makeJaxpr>>["jaxpr"];
type Jaxpr = ClosedJaxpr["jaxpr"];
type Atom = Jaxpr["outs"][number];

/**
 * A small function of jax-js as plain loops, in double precision: for programs so small that calling a compiled function
 * costs more than computing. Its numbers are those of jax-js but for rounding.
 * @param f From one vector to a list of arrays; it is run once, to record what it does.
 * @param example A vector of the right length and type. Consumed.
 * @returns `undefined` where the function is too large for this, or does what the host does not.
 */
export function hostProgram(
  f: (x: JaxArray) => readonly JaxArray[],
  example: JaxArray,
): HostProgram | undefined {
  const record = makeJaxpr(f as never) as unknown as (x: JaxArray) => { jaxpr: ClosedJaxpr };
  const { jaxpr: closed } = withPlainFunctions(() => record(example));
  try {
    const constants = (closed.consts as unknown as JaxArray[]).map(
      (value) => value.ref.dataSync() as ArrayLike<number>,
    );
    return translate(closed.jaxpr.flatten().simplify(), constants);
  } finally {
    tree.dispose(closed.consts as never);
    example.dispose();
  }
}

function translate(jaxpr: Jaxpr, constants: readonly ArrayLike<number>[]): HostProgram | undefined {
  const arrays = new Map<Atom, HostArray>();
  const arrayOf = (atom: Atom): HostArray => {
    const known = arrays.get(atom);
    if (known !== undefined) return known;
    const { shape } = atom.aval;
    const array = { shape, data: new Float64Array(sizeOf(shape)) };
    if ("value" in atom) array.data[0] = atom.value;
    arrays.set(atom, array);
    return array;
  };
  const inputs = jaxpr.inBinders;
  constants.forEach((values, i) => arrayOf(inputs[i]).data.set(values));
  // What depends on nothing that changes is computed once, here.
  const fixed = new Set<Atom>(inputs.slice(0, constants.length));
  const runs: Run[] = [];
  let steps = 0;
  const equations = jaxpr.eqns.flatMap(single);
  const viewable = viewableOf(equations, jaxpr.outs);
  for (const { name, given, params, outBinders } of equations) {
    const make = name === "cast" ? castTo(params.dtype as string) : makers[name];
    const [out] = outBinders;
    if (make === undefined || outBinders.length !== 1 || !supported(out)) return undefined;
    const operation: Operation = { inputs: given.map(arrayOf), output: arrayOf(out), params };
    const view = viewable.has(out) ? viewOf(name, operation) : undefined;
    if (view !== undefined) {
      arrays.set(out, view);
      if (given.every((atom) => fixed.has(atom))) fixed.add(out);
      continue;
    }
    const run = make(operation);
    if (given.every((atom) => "value" in atom || fixed.has(atom))) {
      fixed.add(out);
      run();
    } else {
      runs.push(run);
      steps += costOf(name, operation);
      if (steps > MOST_STEPS) return undefined;
    }
  }
  const vector = arrayOf(inputs[constants.length]).data;
  const outputs = jaxpr.outs.map((atom) => arrayOf(atom).data);
  return (position) => {
    vector.set(position);
    for (const run of runs) run();
    return outputs;
  };
}

/** What only products look at, as it is or through further views: its numbers need not be put in order. */
function viewableOf(equations: readonly Equation[], outs: readonly Atom[]): Set<Atom> {
  const viewable = new Set<Atom>();
  const ordered = new Set<Atom>(outs);
  for (const { name, given, outBinders } of equations.toReversed()) {
    const [out] = outBinders;
    if (isView(name) && !ordered.has(out)) viewable.add(out);
    else if (name !== "dot") given.forEach((atom) => ordered.add(atom));
  }
  return viewable;
}

const isView = (name: string): boolean => name === "transpose" || name === "broadcast";

interface Equation {
  readonly name: string;
  readonly given: readonly Atom[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly outBinders: readonly Atom[];
}

/** An equation with one output; the parts of a split are slices. */
function single({ primitive, inputs, params, outBinders }: Jaxpr["eqns"][number]): Equation[] {
  const name: string = primitive;
  if (name !== "split") return [{ name, given: inputs, params, outBinders }];
  const { axis, sizes } = params as { axis: number; sizes: readonly number[] };
  return outBinders.map((out, part) => {
    const from = sizes.slice(0, part).reduce((sum, size) => sum + size, 0);
    const slice = out.aval.shape.map((extent, i) => (i === axis ? [from, from + extent] : [0, extent]));
    return { name: "shrink", given: inputs, params: { slice }, outBinders: [out] };
  });
}

/** Unsigned integers wrap around, and halves round, where the host's numbers do not. */
function supported({ aval }: Atom): boolean {
  return ["float32", "float64", "int32", "bool"].includes(aval.dtype);
}
