import { Random } from "../../../../src/math/random.js";
import { atOnce } from "../../../../src/ppl/at-once.js";
import { lax, type JaxArray } from "../../../../src/ppl/jax.js";
import type { ArrayProgram, FloatType, Input } from "./array-program.js";
import { compareSlope } from "./compare-slope.js";
import { agree, compareNumbers, noiseOf } from "./compare.js";
import type { UnderTest } from "./compile.js";
import { coarse, direction, fine, slopeOf, type Slope } from "./differences.js";
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
  const along = directionOf(program.inputs, 0);
  const slope = slopeAlong(program, along, library);
  const compareTo = (subject: string, { gradients }: Numbers, noise: number): Outcome | undefined =>
    compareSlope(subject, slope, gradients.flat(), along.flat(), coarse, noise);
  return forgivingRounding(
    (noise) => {
      const uncompiled = compareTo("uncompiled", eager, noise);
      if (uncompiled?.kind === "skipped") return uncompiled;
      if (uncompiled === undefined) {
        return checkCompiled(program, underTest, gradients, (numbers) =>
          compareNumbers(numbers, eager, noise),
        );
      }
      const compiled = checkCompiled(program, underTest, gradients, (numbers) =>
        compareTo("compiled", numbers, noise),
      );
      return compiled.kind === "failed" ? compiled : skipped("jax-js has a wrong gradient, uncompiled");
    },
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
function slopeAlong(program: ArrayProgram, along: readonly (readonly number[])[], library: Library): Slope {
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
  const slope = slopeOf(valueAt, coarse);
  for (const array of stopped) array.dispose();
  return slope;
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

/** @param compare What is wrong with the numbers at the program's point, if anything. */
function checkCompiled(
  program: ArrayProgram,
  { compile, exact }: UnderTest,
  gradients: ReturnType<typeof gradientsOf>,
  compare: (numbers: Numbers) => Outcome | undefined,
): Outcome {
  const { dtype, inputs } = program;
  const along = directionOf(inputs, 1);
  const compiled = compile(gradients);
  const at = (t: number): Numbers => numbersOf(compiled, dtype, moved(inputs, along, t));
  try {
    at(0.01);
    const first = at(0);
    const different = compare(first);
    if (different !== undefined) return different;
    if (!agree(first, at(0))) {
      return failed("compiled: a second call at the same point gives other numbers", []);
    }
    // Differences of the compiled function do not know what it stops from being differentiated.
    if (!exact || dtype !== "float64" || stopsGradients(program)) return { kind: "agrees" };
    const slope = slopeOf((t) => at(t).value, fine);
    return (
      compareSlope("compiled", slope, first.gradients.flat(), along.flat(), fine, 0) ?? { kind: "agrees" }
    );
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
