import { Random } from "../../../../packages/core/src/math/random.js";
import { oneByOne } from "./one-by-one.js";
import type { ArrayProgram, FloatType, Input } from "./array-program.js";
import { compareSlope } from "./compare-slope.js";
import { agree, compareNumbers, gradientFault, noiseOf } from "./compare.js";
import type { Compile, UnderTest } from "./compile.js";
import { coarse, direction, fine, type Slope } from "./differences.js";
import { gradientsOf, numbersOf } from "./evaluate-array-program.js";
import type { Library } from "./expression.js";
import {
  failed,
  forgivingRounding,
  isBounded,
  messageOf,
  skipped,
  type Numbers,
  type Outcome,
} from "./outcome.js";
import { moved, slopeAlong } from "./slope-along.js";

/** Operation by operation, as jax-js does it. */
const uncompiled: Compile =
  (f) =>
  (...args) =>
    oneByOne(() => f(...args));

/**
 * Holds a program's compiled gradient against the uncompiled one, and both against finite differences. The compiled one is
 * called at another point first, and twice at the point of the program: the results must be the same to the last bit.
 */
export function checkArrayProgram(program: ArrayProgram, underTest: UnderTest, library: Library): Outcome {
  const along = directionOf(program.inputs, 0);
  let eager: Numbers;
  let slope: Slope;
  try {
    eager = eagerNumbers(program, library);
    if (!isBounded(eager)) return skipped("the gradient is too large");
    slope = slopeAlong(program, along, library, uncompiled, coarse);
  } catch (error) {
    return skipped(`jax-js itself throws: ${messageOf(error)}`);
  }
  const compareTo = (subject: string, { gradients }: Numbers, noise: number): Outcome | undefined =>
    compareSlope(subject, slope, gradients.flat(), along.flat(), coarse, noise);
  return forgivingRounding(
    (noise) => {
      const fault = compareTo("uncompiled", eager, noise);
      if (fault?.kind === "skipped") return fault;
      let seen = eager;
      const compiled = checkCompiled(program, underTest, library, (numbers) => {
        seen = numbers;
        return fault === undefined
          ? compareNumbers(numbers, eager, noise)
          : compareTo("compiled", numbers, noise);
      });
      const isJaxWrong =
        compiled.kind === "failed"
          ? compiled.fault === gradientFault && isExact(program, seen, underTest, library)
          : fault !== undefined;
      return isJaxWrong ? skipped("jax-js has a wrong gradient, uncompiled") : compiled;
    },
    () => noiseOf(eager, otherPrecision(program, library)),
  );
}

function eagerNumbers(program: ArrayProgram, library: Library): Numbers {
  return numbersOf(uncompiled(gradientsOf(program, library)), program.dtype, program.inputs);
}

/** The numbers in the other float type: how they differ tells what rounding does. */
function otherPrecision(program: ArrayProgram, library: Library): Numbers | undefined {
  const dtype: FloatType = program.dtype === "float64" ? "float32" : "float64";
  try {
    return eagerNumbers({ ...program, dtype }, library);
  } catch {
    // Types that the program names may not fit it any more.
    return undefined;
  }
}

function directionOf(inputs: readonly Input[], index: number): number[][] {
  const random = new Random(index);
  return inputs.map(({ values }) => direction(random, values.length));
}

/** @param compare What is wrong with the numbers at the program's point, if anything. */
function checkCompiled(
  program: ArrayProgram,
  { compile, exact }: UnderTest,
  library: Library,
  compare: (numbers: Numbers) => Outcome | undefined,
): Outcome {
  const { dtype, inputs } = program;
  const along = directionOf(inputs, 1);
  const compiled = compile(gradientsOf(program, library));
  const at = (t: number): Numbers => numbersOf(compiled, dtype, moved(inputs, along, t));
  try {
    at(0.01);
    const first = at(0);
    const different = compare(first);
    if (different !== undefined) return different;
    if (!agree(first, at(0))) {
      return failed("compiled: a second call at the same point gives other numbers", []);
    }
    if (!exact || dtype !== "float64") return { kind: "agrees" };
    const slope = slopeAlong(program, along, library, compile, fine);
    return (
      compareSlope("compiled", slope, first.gradients.flat(), along.flat(), fine, 0) ?? { kind: "agrees" }
    );
  } catch (error) {
    return failed(`compiled: throws: ${messageOf(error)}`, [String(error)]);
  } finally {
    compiled.dispose?.();
  }
}

/**
 * Whether compiled numbers are those of the program in double precision, compiled, and these have the gradient of finite
 * differences, which are more exact there than those that the uncompiled ones were held against.
 */
function isExact(program: ArrayProgram, numbers: Numbers, underTest: UnderTest, library: Library): boolean {
  if (!underTest.exact) return false;
  const double: ArrayProgram = { ...program, dtype: "float64" };
  const outcome = checkCompiled(double, underTest, library, (exact) => compareNumbers(numbers, exact, 0));
  return outcome.kind === "agrees";
}
