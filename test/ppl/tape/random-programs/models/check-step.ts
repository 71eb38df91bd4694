import { oneByOne } from "../one-by-one.js";
import {
  autoDelta,
  autoLowRank,
  autoMultivariateNormal,
  autoNormal,
  disposeState,
  random,
  sgd,
  substitute,
  svi,
  traceElbo,
  traceMeanFieldElbo,
  type Loss,
  type Program,
} from "../../../../../packages/ppl/src/index.js";
import { valueAndGrad, type JaxArray } from "../../../../../packages/ppl/src/jax.js";
import { arraysIn, hostData } from "../../../../../packages/ppl/src/memory.js";
import { prepare } from "../../../../../packages/ppl/src/svi/prepare.js";
import { compareNumbers, noiseOf } from "../compare.js";
import { apply } from "../evaluate.js";
import type { Library } from "../expression.js";
import {
  failed,
  forgivingRounding,
  isBounded,
  messageOf,
  skipped,
  type Numbers,
  type Outcome,
} from "../outcome.js";
import { dataArrays, pointValues, programOf } from "./energy.js";
import { remainingLatents, type StepProgram } from "./step-program.js";
import { writtenGuide } from "./written-guide.js";

type Arrays = Record<string, JaxArray>;

const seed = 1;
const losses = { traceElbo, traceMeanFieldElbo };
const automatic = { autoNormal, autoDelta, autoMultivariateNormal, autoLowRank };

/** Holds the gradient by which a compiled step moves its parameters against that of the same loss, uncompiled. */
export function checkStep(program: StepProgram, library: Library): Outcome {
  let eager: Numbers;
  try {
    eager = eagerNumbers(program, library);
  } catch (error) {
    return skipped(`uncompiled, it throws: ${messageOf(error)}`);
  }
  if (!isBounded(eager)) return skipped("the gradient is too large");
  return forgivingRounding(
    (noise) => {
      try {
        return compareNumbers(stepNumbers(program, library), eager, noise) ?? { kind: "agrees" };
      } catch (error) {
        return failed(`compiled: throws: ${messageOf(error)}`, [String(error)]);
      }
    },
    () => noiseOf(eager, otherPrecision(program, library)),
  );
}

/** Model and guide as programs of the data. The guide's start is where the model is tested. */
function programsOf(step: StepProgram, library: Library): [Program<JaxArray[]>, Program<JaxArray[]>] {
  const { model, guide } = step;
  const program = programOf(model, library);
  if (guide === "written") {
    const lambda = writtenGuide(remainingLatents(model));
    return [program, () => apply(lambda, [], new Map(), { ...library, dtype: model.dtype })];
  }
  return [program, automatic[guide](program, { start: pointValues(model, library) })];
}

function lossOf({ loss, particles }: StepProgram): Loss {
  return losses[loss]({ particles });
}

/** The loss and its gradients by the parameters that a step of plain gradient descent has moved. */
function stepNumbers(program: StepProgram, library: Library): Numbers {
  const [model, guide] = programsOf(program, library);
  const optimizer = sgd({ learningRate: 1 });
  const inference = svi({ model, guide, optimizer, loss: lossOf(program) });
  const { data } = program.model;
  const before = inference.init(seed, ...dataArrays(data));
  const old = valuesOf(before.unconstrained);
  const { state, loss } = inference.step(before, ...dataArrays(data));
  const now = valuesOf(state.unconstrained);
  disposeState(state);
  inference.dispose();
  return { value: loss, gradients: old.map((values, i) => values.map((x, k) => x - now[i][k])), others: [] };
}

function valuesOf(arrays: Arrays): number[][] {
  return Object.values(arrays).map((array) => Array.from(hostData(array.ref)));
}

function eagerNumbers(program: StepProgram, library: Library): Numbers {
  const [model, guide] = programsOf(program, library);
  const { data } = program.model;
  const { specs, unconstrained } = prepare(model, guide, random.key(seed), dataArrays(data));
  const [now, next] = random.split(random.key(seed), 2);
  next.dispose();
  const f = (at: Arrays): [JaxArray, JaxArray[]] => {
    const values = Object.fromEntries(specs.map(({ name, transform }) => [name, transform(at[name])]));
    const { surrogate, value, inSupport } = lossOf(program).evaluate({
      model: substitute(model, values),
      guide: substitute(guide, values),
      key: now,
      args: dataArrays(data),
    });
    for (const flag of arraysIn(inSupport)) flag.dispose();
    return [surrogate, [value]];
  };
  const gradient = valueAndGrad(f as never, { hasAux: true }) as unknown as (
    at: Arrays,
  ) => [[JaxArray, [JaxArray]], Arrays];
  return oneByOne(() => {
    const [[surrogate, [value]], gradients] = gradient(unconstrained);
    surrogate.dispose();
    const lists = specs.map(({ name }) => Array.from(hostData(gradients[name])));
    return { value: value.item(), gradients: lists, others: [] };
  });
}

function otherPrecision(program: StepProgram, library: Library): Numbers | undefined {
  const { model } = program;
  try {
    const dtype = model.dtype === "float64" ? "float32" : "float64";
    return eagerNumbers({ ...program, model: { ...model, dtype } }, library);
  } catch {
    // Types that the program names may not fit it any more.
    return undefined;
  }
}
