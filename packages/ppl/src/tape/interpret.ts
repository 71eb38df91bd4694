import { atOnce, evaluationOf } from "../at-once.js";
import { np, type JaxArray } from "../jax.js";
import { erf, erfc } from "../math/erfc.js";
import { mapNumbers } from "../math/host.js";
import { liveness } from "./liveness.js";
import type { Called, Equation, Known, Literal, Recording, Variable } from "./record.js";

/** Arrays by variable; each is one reference. */
type Arrays = Map<Variable, JaxArray>;

/**
 * What a recording computes, worked out operation by operation by jax-js and JavaScript, with nothing compiled: what a
 * compiled program is held against. Borrows the inputs.
 * @param wanted Which of its variables. Default: its outputs.
 */
export function interpret(
  { inputs: variables, constants, equations, outputs }: Recording,
  inputs: readonly JaxArray[],
  wanted: readonly Variable[] = outputs,
): JaxArray[] {
  const values: Arrays = new Map();
  variables.forEach((variable, i) => values.set(variable, inputs[i].ref));
  for (const [variable, known] of constants) values.set(variable, arrayOf(known));
  return atOnce(() => evaluate(equations, wanted, values));
}

/** Values of `wanted`; consumes those given. */
function evaluate(
  equations: readonly Equation[],
  wanted: readonly (Variable | Literal)[],
  values: Arrays,
): JaxArray[] {
  const { live, uses } = liveness(equations, wanted);
  const read = (atom: Variable | Literal): JaxArray => {
    if ("value" in atom) return np.array(atom.value, { dtype: atom.aval.dtype as never });
    const value = values.get(atom)!;
    const left = uses.get(atom)! - 1;
    uses.set(atom, left);
    if (left > 0) return value.ref;
    values.delete(atom);
    return value;
  };
  for (const { primitive, inputs, params, outBinders } of live) {
    const given = inputs.map(read);
    const results = primitive === "jit" ? called(params, given) : eager(primitive, given, params);
    outBinders.forEach((variable, i) => {
      if (uses.has(variable)) values.set(variable, results[i]);
      else results[i].dispose();
    });
  }
  const results = wanted.map(read);
  values.forEach((value) => value.dispose());
  return results;
}

/** The results of one equation of a recording, from its inputs' numbers. */
export function evaluateEquation(
  equation: Equation,
  values: ReadonlyMap<Variable, ArrayLike<number>>,
  constants: ReadonlyMap<Variable, Known>,
): JaxArray[] {
  const arrays: Arrays = new Map();
  for (const atom of equation.inputs) {
    if ("value" in atom || arrays.has(atom)) continue;
    const known = constants.get(atom);
    const { dtype, shape } = atom.aval;
    const numbers = values.get(atom);
    arrays.set(
      atom,
      known
        ? arrayOf(known)
        : np.array(typedAs(dtype, numbers!), { shape: [...shape], dtype: dtype as never }),
    );
  }
  return evaluate([equation], equation.outBinders, arrays);
}

function typedAs(dtype: string, numbers: ArrayLike<number>): never {
  if (dtype === "float64") return Float64Array.from(numbers) as never;
  if (dtype === "float32") return Float32Array.from(numbers) as never;
  return (dtype === "uint32" ? Uint32Array.from(numbers) : Int32Array.from(numbers)) as never;
}

function called(params: Readonly<Record<string, unknown>>, given: readonly JaxArray[]): JaxArray[] {
  const { inBinders, eqns, outs } = params.jaxpr as Called;
  return evaluate(eqns, outs, new Map(inBinders.map((variable, i) => [variable, given[i]])));
}

/** What jax-js computes in single precision at best, so that the differences of formulas would be lost. */
const functions: Readonly<Record<string, (x: number) => number>> = {
  asin: Math.asin,
  atan: Math.atan,
  cos: Math.cos,
  erf,
  erfc,
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
};

/** One operation of jax-js on arrays. Consumes them. */
function eager(
  primitive: string,
  inputs: readonly JaxArray[],
  params: Readonly<Record<string, unknown>>,
): JaxArray[] {
  if (Object.hasOwn(functions, primitive)) return [mapNumbers(functions[primitive], inputs[0])];
  return evaluationOf()!.processPrimitive(primitive, inputs, params);
}

function arrayOf({ dtype, shape, numbers, weak }: Known): JaxArray {
  if (weak && shape.length === 0) return np.array(numbers[0]);
  return np.array(typedAs(dtype, numbers), { shape: [...shape], dtype: dtype as never });
}
