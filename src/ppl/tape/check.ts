import { NescioError } from "../../errors.js";
import type { JaxArray } from "../jax.js";
import { hostData } from "../memory.js";
import { compileRecording, type CompiledProgram } from "./compile.js";
import type { Numbers } from "./graph.js";
import { evaluateEquation, interpret } from "./interpret.js";
import type { Program } from "./program.js";
import type { Equation, Recording, Variable } from "./record.js";

// jax-js' exponentials and logarithms have six digits also in double precision, and its sums of single precision lose
// more: what is within these shares of a number, or of the largest of its array, counts as the same.
const RELATIVE = 5e-3;
const OF_LARGEST = 5e-4;

/** Inputs to try a program at; borrowed. */
export type Points = Iterable<readonly JaxArray[]>;

/**
 * Holds a compiled program against the recorded operations, done one by one by jax-js, at the first of the points where
 * all results are finite. Where a program accepts or rejects draws, rounding may decide otherwise at one point; so what
 * differs at one must differ at all.
 *
 * @throws NescioError `unsupported` naming the first operation that differs.
 */
export function checkProgram({ recording, program }: CompiledProgram, points: Points): void {
  let first: readonly JaxArray[] | undefined;
  for (const inputs of points) {
    const expected = interpret(recording, inputs).map(numbersOf);
    if (!expected.every(({ numbers }) => isFinite(numbers))) continue;
    run(program, inputs);
    if (expected.every(({ isFloat, numbers }, i) => !isFloat || agree(program.outputs[i], numbers))) return;
    first ??= inputs;
  }
  if (first !== undefined) throw wrong(culprit(recording, first));
}

/** Whether arrays of floats hold the same numbers but for rounding. */
export function agree(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  let largest = 0;
  for (let i = 0; i < b.length; i++) if (Number.isFinite(b[i])) largest = Math.max(largest, Math.abs(b[i]));
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i], b[i]];
    if (Object.is(x, y) || x === y) continue;
    const tolerance = RELATIVE * Math.max(Math.abs(x), Math.abs(y)) + OF_LARGEST * largest;
    if (!(Math.abs(x - y) <= tolerance)) return false;
  }
  return true;
}

function isFinite(numbers: ArrayLike<number>): boolean {
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i])) return false;
  return true;
}

function numbersOf(array: JaxArray): { readonly isFloat: boolean; readonly numbers: ArrayLike<number> } {
  return { isFloat: array.dtype.startsWith("float"), numbers: hostData(array) };
}

function run(program: Program, inputs: readonly JaxArray[]): void {
  inputs.forEach((array, i) => {
    program.inputs[i].set(hostData(array.ref) as Numbers);
  });
  program.run();
}

/** The first equation whose result is not what jax-js makes of the numbers that the machine gives it. */
function culprit(recording: Recording, inputs: readonly JaxArray[]): string {
  const { equations, constants } = recording;
  const made = equations.flatMap(({ outBinders }) => outBinders);
  // Every value of the program is an output now, which changes what is computed together, but not what is computed.
  const { program } = compileRecording({ ...recording, outputs: made }, inputs);
  run(program, inputs);
  const values = new Map<Variable, ArrayLike<number>>(made.map((variable, i) => [variable, program.outputs[i]]));
  recording.inputs.forEach((variable, i) => values.set(variable, hostData(inputs[i].ref)));
  const differs = (equation: Equation): boolean =>
    evaluateEquation(equation, values, constants)
      .map(numbersOf)
      .some(({ isFloat, numbers }, i) => isFloat && !agree(values.get(equation.outBinders[i])!, numbers));
  const found = equations.find(differs);
  if (found === undefined) return "the program as a whole";
  const { primitive, params, inputs: given } = found;
  const shapes = given.map(({ aval }) => `${aval.dtype}[${aval.shape.join()}]`).join(", ");
  return `operation "${primitive === "jit" ? String(params.name) : primitive}" of ${shapes}`;
}

function wrong(subject: string): NescioError {
  return new NescioError({
    code: "unsupported",
    subject,
    expected: "the compiled program to compute what the operation by itself computes",
    found: "other numbers",
    next: "This is a fault of the library: please report the program. Writing it with other operations may help.",
  });
}
