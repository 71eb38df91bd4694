import { Random } from "../../../../src/math/random.js";
import { atOnce } from "../../../../src/ppl/at-once.js";
import { lax, type JaxArray } from "../../../../src/ppl/jax.js";
import type { ArrayProgram, FloatType, Input } from "./array-program.js";
import { compareSlope } from "./compare-slope.js";
import { agree, compareNumbers, noiseOf } from "./compare.js";
import type { Compiled, UnderTest } from "./compile.js";
import { coarse, direction, fine } from "./differences.js";
import { gradientsOf, numbersOf, valueOf } from "./evaluate-array-program.js";
import { isCall, walk, type Library } from "./expression.js";
import {
  failed,
  forgivingRounding,
  isBounded,
  messageOf,
  skipped,
  type Numbers,
  type Outcome,
} from "./outcome.js";

/**
 * Holds a program's compiled gradient against the uncompiled one, and both against finite differences. The compiled one is
 * called at another point first, and twice at the point of the program: the results must be the same to the last bit.
 */
export function checkArrayProgram(program: ArrayProgram, underTest: UnderTest, library: Library): Outcome {
  const gradients = gradientsOf(program, library);
  let eager: Numbers;
  try {
    eager = atOnce(() => numbersOf(gradients, program.dtype, program.inputs));
  } catch (error) {
    return skipped(`jax-js itself throws: ${messageOf(error)}`);
  }
  if (!isBounded(eager)) return skipped("the gradient is too large");
  return forgivingRounding(
    (noise) =>
      checkSlope(program, eager, noise, library) ??
      checkCompiled(program, eager, noise, underTest.compile(gradients), underTest.exact),
    () => noiseOf(eager, otherPrecision(program, library)),
  );
}

/** The numbers in the other float type: how they differ tells what rounding does. */
function otherPrecision(program: ArrayProgram, library: Library): Numbers | undefined {
  const dtype: FloatType = program.dtype === "float64" ? "float32" : "float64";
  const other = { ...program, dtype };
  try {
    return atOnce(() => numbersOf(gradientsOf(other, library), dtype, program.inputs));
  } catch {
    // Types that the program names may not fit it any more.
    return undefined;
  }
}

/** Finite differences, in which what the program stops from being differentiated stays as it is. */
function checkSlope(
  program: ArrayProgram,
  { gradients }: Numbers,
  noise: number,
  library: Library,
): Outcome | undefined {
  const along = directionOf(program.inputs, 0);
  const stopped: JaxArray[] = [];
  const record = (x: JaxArray): JaxArray => {
    stopped.push(x.ref);
    return lax.stopGradient(x);
  };
  valueOf(program, { ...library, lax: { ...lax, stopGradient: record } }, program.inputs);
  const valueAt = (t: number): number => {
    let next = 0;
    const repeat = (x: JaxArray): JaxArray => {
      x.dispose();
      return stopped[next++].ref;
    };
    const frozen = { ...library, lax: { ...lax, stopGradient: repeat } };
    return atOnce(() => valueOf(program, frozen, moved(program.inputs, along, t)));
  };
  const outcome = compareSlope("uncompiled", valueAt, gradients.flat(), along.flat(), coarse, noise);
  for (const array of stopped) array.dispose();
  return outcome;
}

function directionOf(inputs: readonly Input[], index: number): number[][] {
  const random = new Random(index);
  return inputs.map(({ values }) => direction(random, values.length));
}

function moved(inputs: readonly Input[], along: readonly (readonly number[])[], t: number): Input[] {
  return inputs.map(({ shape, values }, i) => ({
    shape,
    values: values.map((value, k) => value + t * along[i][k]),
  }));
}

function checkCompiled(
  program: ArrayProgram,
  eager: Numbers,
  noise: number,
  compiled: Compiled,
  exact: boolean,
): Outcome {
  const { dtype, inputs } = program;
  const along = directionOf(inputs, 1);
  const at = (t: number): Numbers => numbersOf(compiled, dtype, moved(inputs, along, t));
  try {
    at(0.01);
    const first = at(0);
    const different = compareNumbers(first, eager, noise);
    if (different !== undefined) return different;
    if (!agree(first, at(0)))
      return failed("compiled: a second call at the same point gives other numbers", []);
    // Differences of the compiled function do not know what it stops from being differentiated.
    const isSmooth = exact && dtype === "float64" && !stopsGradients(program);
    const valueAt = (t: number): number => at(t).value;
    const inaccurate = isSmooth
      ? compareSlope("compiled", valueAt, first.gradients.flat(), along.flat(), fine, 0)
      : undefined;
    return inaccurate ?? { kind: "agrees" };
  } catch (error) {
    return failed(`compiled: throws: ${messageOf(error)}`, [String(error)]);
  } finally {
    compiled.dispose?.();
  }
}

function stopsGradients({ lambda }: ArrayProgram): boolean {
  let found = false;
  walk(lambda, (inside) => {
    found ||= isCall(inside) && inside.callee === "lax.stopGradient";
  });
  return found;
}
