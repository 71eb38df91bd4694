import { cast, kernelOf, map, mapped } from "../elementwise.js";
import { scalarOf } from "../graph.js";
import type { Primitive } from "../lower.js";
import { broadcastTo, byteWidth, isFloat, isUniform, isWhole, type DType, type View } from "../view.js";

const byWidth: readonly DType[] = ["bool", "uint32", "int32", "float32", "float64"];

/** The number that all entries of a view are known to be. */
function knownNumber(view: View): number | undefined {
  return isUniform(view) ? scalarOf(view) : undefined;
}

/** An operation on numbers of the result's type. `exact` is what it does to numbers that are known in advance. */
function arithmetic(name: string, exact?: (...numbers: number[]) => number): Primitive {
  return (inputs, { graph, results: [{ dtype, shape, weak }] }) => {
    const given = inputs.map((view) => cast(graph, view, dtype));
    const numbers = given.map(knownNumber);
    if (exact !== undefined && isFloat(dtype) && numbers.every((number) => number !== undefined)) {
      // Bare numbers are as precise as they were written; single precision is a type's own.
      const rounded = dtype === "float32" && !weak ? Math.fround : (x: number): number => x;
      return [broadcastTo(graph.scalar(dtype, rounded(exact(...numbers.map(rounded)))), shape)];
    }
    return [broadcastTo(mapped(graph, kernelOf(name, dtype), given, dtype), shape)];
  };
}

/** The operation that made all of a view, if it is this one, and its inputs. */
function madeBy(view: View, kernel: string): readonly View[] | undefined {
  const { node } = view.tensor;
  return node.operation === map && node.params === kernel && isWhole(view) ? node.inputs : undefined;
}

const add: Primitive = (inputs, context) => {
  const {
    graph,
    results: [{ dtype, shape }],
  } = context;
  if (dtype === "bool") return arithmetic("or")(inputs, context);
  const [a, b] = inputs.map((view) => cast(graph, view, dtype));
  // Adding 0 changes nothing but the sign of −0.
  const zero = [a, b].findIndex((view) => knownNumber(view) === 0);
  if (zero >= 0) {
    const other = zero === 0 ? b : a;
    return [broadcastTo(other, shape)];
  }
  const negated = (view: View): View | undefined => madeBy(view, kernelOf("neg", dtype))?.[0];
  const minus = (x: View, y: View): View[] => [
    broadcastTo(mapped(graph, kernelOf("sub", dtype), [x, y], dtype), shape),
  ];
  const right = negated(b);
  if (right?.shape.join() === b.shape.join()) return minus(a, right);
  const left = negated(a);
  if (left?.shape.join() === a.shape.join()) return minus(b, left);
  return arithmetic("add", (x, y) => x + y)([a, b], context);
};

const mul: Primitive = (inputs, context) => {
  const {
    graph,
    results: [{ dtype, shape }],
  } = context;
  if (dtype === "bool") return arithmetic("and")(inputs, context);
  const [a, b] = inputs.map((view) => cast(graph, view, dtype));
  for (const [x, y] of [
    [a, b],
    [b, a],
  ]) {
    const known = knownNumber(x);
    if (known === 1) return [broadcastTo(y, shape)];
    if (known === -1 && isFloat(dtype)) return arithmetic("neg", (z) => -z)([y], context);
  }
  if (isFloat(dtype)) {
    // A quotient is rounded once, a product with a reciprocal twice.
    for (const [x, y] of [
      [a, b],
      [b, a],
    ]) {
      const divisor = madeBy(y, kernelOf("reciprocal", dtype))?.[0];
      if (divisor?.shape.join() === y.shape.join())
        return [broadcastTo(mapped(graph, kernelOf("div", dtype), [x, divisor], dtype), shape)];
    }
  }
  return arithmetic("mul", (x, y) => x * y)([a, b], context);
};

const comparisons: Readonly<Record<string, string>> = {
  less: "less",
  less_equal: "lessEqual",
  equal: "equal",
  not_equal: "notEqual",
};

const compare: Primitive = (inputs, { graph, params, given: [x, y], results: [{ shape }] }) => {
  // A bare number takes on the other's type, at least that of a whole number.
  const ranks = x.weak === y.weak ? [x, y] : [x.weak ? y : x, { dtype: "uint32" as const }];
  const dtype = byWidth[Math.max(...ranks.map((type) => byWidth.indexOf(type.dtype)))];
  const operands = inputs.map((view) => cast(graph, view, dtype));
  const kernel = kernelOf(comparisons[params.op as string], dtype);
  return [broadcastTo(mapped(graph, kernel, operands, "bool"), shape)];
};

const where: Primitive = ([condition, x, y], { graph, results: [{ dtype, shape }] }) => {
  const known = knownNumber(condition);
  const given = [x, y].map((view) => cast(graph, view, dtype));
  if (known !== undefined) return [broadcastTo(given[known === 0 ? 1 : 0], shape)];
  const kernel = byteWidth(dtype) === 8 ? "where64" : "where32";
  return [broadcastTo(mapped(graph, kernel, [condition, ...given], dtype), shape)];
};

const bitShift: Primitive = ([x, y], { graph, params, results: [{ dtype, shape }] }) => {
  const kernel = kernelOf(params.op === "shl" ? "shiftLeft" : "shiftRight", dtype);
  return [broadcastTo(mapped(graph, kernel, [x, y], dtype), shape)];
};

const unary = (name: string): Primitive => arithmetic(name);

/** What floats are rounded to; whole numbers are what they are. */
const rounding =
  (name: string): Primitive =>
  (inputs, context) =>
    isFloat(context.results[0].dtype) ? arithmetic(name)(inputs, context) : [...inputs];

export const elementwise: Readonly<Record<string, Primitive>> = {
  add,
  mul,
  compare,
  where,
  idiv: arithmetic("idiv"),
  mod: arithmetic("mod"),
  min: arithmetic("min"),
  max: arithmetic("max"),
  bit_combine: (inputs, context) => arithmetic(context.params.op as string)(inputs, context),
  bit_shift: bitShift,
  bit_count: ([x], { graph }) => [mapped(graph, "bitCountI32", [x], "int32")],
  neg: arithmetic("neg", (x) => -x),
  reciprocal: arithmetic("reciprocal", (x) => 1 / x),
  floor: rounding("floor"),
  ceil: rounding("ceil"),
  stop_gradient: ([x]) => [x],
  cast: ([x], { graph, results: [{ dtype }] }) => [cast(graph, x, dtype)],
  bitcast: ([x], { results: [{ dtype }] }) => [{ ...x, dtype }],
  sin: unary("sin"),
  cos: unary("cos"),
  asin: unary("asin"),
  atan: unary("atan"),
  exp: unary("exp"),
  log: unary("log"),
  erf: unary("erf"),
  erfc: unary("erfc"),
  sqrt: unary("sqrt"),
};
