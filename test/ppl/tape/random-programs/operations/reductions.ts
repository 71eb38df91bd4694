import type { Builder } from "../builder.js";
import { chance, shuffled } from "../draw.js";
import { call, options, use, type Expression } from "../expression.js";
import { areApart, call1, onFloat, type Operation } from "./operation.js";
import { axesOf } from "./views.js";

/** Fewer numbers of many, and running totals. */
export const reductions: Readonly<Record<string, Operation>> = {
  "np.sum": call1("np.sum", overAxes),
  ".sum": call1(".sum", overAxes),
  "np.mean": call1("np.mean", overAxes),
  "np.prod": call1("np.prod", overAxes),
  "np.max": ofDistinct("np.max"),
  "np.min": ofDistinct("np.min"),
  "np.var_": call1("np.var_", overAxes),
  "np.std": onFloat((b, x) => {
    // Of equal numbers it has no gradient.
    const axis = b.axis(x);
    const variance = b.add("np.var_", [use(x), axis]);
    const spread = variance !== undefined && b.data(variance).every((value) => value > 0.05);
    return spread ? b.add("np.std", [use(x), axis]) : undefined;
  }, 1),
  "np.linalg.norm": onFloat((b, x) => {
    // At 0 it has no gradient.
    const axis = b.axis(x);
    const squares = b.add("np.sum", [call("np.square", [use(x)]), axis]);
    const isAway = squares !== undefined && b.data(squares).every((value) => value > 0.05);
    return isAway ? b.add("np.linalg.norm", [use(x), options({ axis })]) : undefined;
  }, 1),
  "np.trapezoid": onFloat(
    (b, x) => (b.shape(x).at(-1)! > 1 ? b.add("np.trapezoid", [use(x)]) : undefined),
    1,
  ),
  "np.cumsum": call1("np.cumsum", (b, x) => [b.axis(x)], 1),
  "np.cumprod": call1("np.cumprod", (b, x) => [b.axis(x)], 1),
  "np.average": onFloat((b, x) => {
    const axis = b.axis(x);
    const weights = b.weights([b.shape(x).at(axis)!]);
    const sum = b.add("np.square", [weights]);
    return sum === undefined
      ? undefined
      : b.add("np.average", [use(x), axis, options({ weights: use(sum) })]);
  }, 1),
};

/** No axes, one, or several; the axes kept or not. */
function overAxes(b: Builder, x: string): Expression[] {
  const rank = b.rank(x);
  if (rank === 0 || chance(b.random, 0.2)) return [];
  const several = shuffled(b.random, axesOf(b, x)).slice(0, 1 + b.random.integer(rank));
  const axes = chance(b.random, 0.5) ? b.axis(x) : several;
  return chance(b.random, 0.4) ? [axes, options({ keepdims: true })] : [axes];
}

function ofDistinct(callee: string): Operation {
  return (b) => {
    const x = b.float(0, (name) => areApart(b.data(name)));
    return x === undefined ? undefined : b.add(callee, [use(x), ...overAxes(b, x)]);
  };
}
