import { NescioError } from "@nescio/core";
import type { JaxArray } from "../jax.js";
import { hostData, sizeOf, type HostData } from "../memory.js";
import { compileRecording, type CompiledProgram } from "./compile.js";
import { evaluateEquation, interpret } from "./interpret.js";
import type { Program } from "./program.js";
import type { Equation, Recording, Variable } from "./record.js";

// jax-js' exponentials and logarithms have six digits also in double precision, and its sums of single precision lose
// more: what is within these shares of a number, or of the largest of its array, counts as the same.
const RELATIVE = 5e-3;
const OF_LARGEST = 5e-4;

// Of a program of many operations on few numbers, an unrolled loop, each kind of operation is done once: eager evaluation
// takes some 50 microseconds each, whatever it does.
const MANY_OPERATIONS = 1500;
const FEW_NUMBERS = 4_000_000;

/** Inputs to try a program at; borrowed. */
export type Points = Iterable<readonly JaxArray[]>;

/**
 * Holds a compiled program against the recorded operations, done one by one by jax-js, at the first of the points where
 * all results are finite. Where a program accepts or rejects draws, rounding may decide otherwise at one point; so what
 * differs at one must differ at all. And since eager evaluation has faults too, in what it puts together of several
 * operations, an operation must differ by itself, or from what the machine makes of it alone.
 *
 * @throws NescioError `unsupported` naming the operation.
 */
export function checkProgram(compiled: CompiledProgram, points: Points): void {
  let suspect: string | undefined;
  for (const inputs of points) {
    run(compiled.program, inputs);
    if (!compiled.program.outputs.every(isFinite)) {
      // Not a point where much can be said, unless it is one for jax-js.
      if (isLong(compiled.recording)) continue;
      if (
        !interpret(compiled.recording, inputs)
          .map(numbersOf)
          .every(({ numbers }) => isFinite(numbers))
      )
        continue;
    } else if (!isLong(compiled.recording) && agreesEagerly(compiled, inputs)) return;
    suspect = culprit(compiled, inputs, isLong(compiled.recording));
    if (suspect === undefined) return;
  }
  if (suspect !== undefined) throw wrong(suspect);
}

/** Whether a recording is of many operations, on few numbers. */
function isLong({ equations }: Recording): boolean {
  if (equations.length <= MANY_OPERATIONS) return false;
  const numbers = equations.flatMap(({ outBinders }) => outBinders.map(({ aval }) => sizeOf(aval.shape)));
  return numbers.reduce((sum, size) => sum + size, 0) <= FEW_NUMBERS;
}

/** Whether the outputs of the program's last run are what eager evaluation makes of the inputs. */
function agreesEagerly({ recording, program }: CompiledProgram, inputs: readonly JaxArray[]): boolean {
  return interpret(recording, inputs)
    .map(numbersOf)
    .every(({ isFloat, numbers }, i) => !isFloat || agree(program.outputs[i], numbers));
}

/**
 * Whether arrays of floats hold the same numbers but for rounding.
 * @param scale What was rounded on the way to them, where that is more than the largest of them. Default 0.
 */
export function agree(a: ArrayLike<number>, b: ArrayLike<number> & Iterable<number>, scale = 0): boolean {
  const largest = Math.max(scale, largestOf(b));
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i], b[i]];
    if (Object.is(x, y) || x === y) continue;
    if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
    const tolerance = RELATIVE * Math.max(Math.abs(x), Math.abs(y)) + OF_LARGEST * largest;
    if (Math.abs(x - y) > tolerance) return false;
  }
  return true;
}

function largestOf(numbers: Iterable<number>): number {
  let largest = 0;
  for (const number of numbers) if (Number.isFinite(number)) largest = Math.max(largest, Math.abs(number));
  return largest;
}

function isFinite(numbers: Iterable<number>): boolean {
  for (const number of numbers) if (!Number.isFinite(number)) return false;
  return true;
}

function numbersOf(array: JaxArray): { readonly isFloat: boolean; readonly numbers: HostData } {
  return { isFloat: array.dtype.startsWith("float"), numbers: hostData(array) };
}

function run(program: Program, inputs: readonly JaxArray[]): void {
  inputs.forEach((array, i) => {
    program.inputs[i].set(hostData(array.ref));
  });
  program.run();
}

/**
 * The first equation whose result is not what jax-js makes of the numbers that the machine gives it, or else the program
 * as a whole, if it differs from its operations one by one on the machine.
 * @param kinds Looks at one equation of each kind: operation, parameters and types.
 */
function culprit(
  { recording, program }: CompiledProgram,
  inputs: readonly JaxArray[],
  kinds: boolean,
): string | undefined {
  const { equations, constants, outputs } = recording;
  const made = equations.flatMap(({ outBinders }) => outBinders);
  // Every value is an output here, so that little is computed together.
  const single = compileRecording({ ...recording, outputs: [...made, ...outputs] }, inputs).program;
  run(single, inputs);
  const values = new Map<Variable, ArrayLike<number>>(
    made.map((variable, i) => [variable, single.outputs[i]]),
  );
  recording.inputs.forEach((variable, i) => values.set(variable, hostData(inputs[i].ref)));
  const differs = (equation: Equation): boolean => {
    const results = evaluateEquation(equation, values, constants).map(numbersOf);
    // Two parts of the same numbers: the imaginary one may be all rounding, of the size of the real one's.
    const scale =
      equation.primitive === "fft" ? Math.max(...results.map(({ numbers }) => largestOf(numbers))) : 0;
    return results.some(
      ({ isFloat, numbers }, i) => isFloat && !agree(values.get(equation.outBinders[i])!, numbers, scale),
    );
  };
  const found = (kinds ? oneOfEach(equations) : equations).find(differs);
  if (found !== undefined) return described(found);
  const asWhole = outputs.every((_, i) => agree(program.outputs[i], single.outputs[made.length + i]));
  return asWhole ? undefined : "the program as a whole";
}

function oneOfEach(equations: readonly Equation[]): Equation[] {
  const kinds = new Map<string, Equation>();
  for (const equation of equations) {
    const { primitive, params } = equation;
    const details = primitive === "jit" ? params.name : params;
    kinds.set(`${described(equation)} ${JSON.stringify(details)}`, equation);
  }
  return [...kinds.values()];
}

function described({ primitive, params, inputs }: Equation): string {
  const types = inputs.map(({ aval }) => `${aval.dtype} [${aval.shape.join(", ")}]`).join(", ");
  return `operation "${primitive === "jit" ? String(params.name) : primitive}" of ${types}`;
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
