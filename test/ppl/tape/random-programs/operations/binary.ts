import type { Builder } from "../builder.js";
import { chance, oneOf } from "../draw.js";
import { use, type Expression } from "../expression.js";
import { areApart, margin, number, onFloat, positive, type Operation } from "./operation.js";

const arithmetic = ["np.add", "np.subtract", "np.multiply", "np.logaddexp", "np.hypot"];
const extremes = ["np.minimum", "np.maximum"];
const comparisons = ["np.less", "np.lessEqual", "np.greater", "np.greaterEqual", "np.equal", "np.notEqual"];
const logical = ["np.logicalAnd", "np.logicalOr", "np.logicalXor"];

/** Functions of two values that broadcast with each other, and choices between them. */
export const binary: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(arithmetic.map((callee) => [callee, ofTwo(callee)])),
  ...Object.fromEntries(extremes.map((callee) => [callee, extremeOf(callee)])),
  "np.trueDivide": onFloat((b, x) => {
    const y = positive(b);
    return y !== undefined && broadcasts(b, x, y) ? b.add("np.trueDivide", [use(x), use(y)]) : undefined;
  }),
  "a number and an array": onFloat((b, x) => {
    const callee = oneOf(b.random, ["np.add", "np.subtract", "np.multiply"]);
    return b.add(callee, chance(b.random, 0.5) ? [use(x), number(b)] : [number(b), use(x)]);
  }),
  "a number over an array": (b) => {
    const y = positive(b);
    return y === undefined ? undefined : b.add("np.trueDivide", [number(b), use(y)]);
  },
  "np.atan2": onFloat((b, y) => {
    const x = positive(b);
    return x !== undefined && broadcasts(b, x, y) ? b.add("np.atan2", [use(y), use(x)]) : undefined;
  }),
  "np.power": onFloat((b, y) => {
    const x = positive(b);
    return x !== undefined && broadcasts(b, x, y) ? b.add("np.power", [use(x), use(y)]) : undefined;
  }),
  "np.where": (b) => choose(b, condition(b)),
  "np.select": onFloat((b, x) => {
    const [p, q] = [condition(b), condition(b)];
    if (p === undefined || q === undefined || !broadcasts(b, p, q)) return undefined;
    if (!broadcasts(b, p, x) || !broadcasts(b, q, x)) return undefined;
    return b.add("np.select", [[use(p), use(q)], [use(x), number(b)], 3]);
  }),
  "np.where of combined conditions": (b) => {
    const [p, q] = [condition(b), condition(b)];
    if (p === undefined || q === undefined || !broadcasts(b, p, q)) return undefined;
    const both = b.add(oneOf(b.random, logical), [use(p), use(q)]);
    return choose(
      b,
      both === undefined || chance(b.random, 0.5) ? both : b.add("np.logicalNot", [use(both)]),
    );
  },
};

function ofTwo(callee: string): Operation {
  return onFloat((b, x) => {
    const y = partner(b, x);
    if (y === undefined) return undefined;
    const apart = callee !== "np.hypot" || b.data(x).every((value) => Math.abs(value) > margin);
    return apart ? b.add(callee, chance(b.random, 0.5) ? [use(x), y] : [y, use(x)]) : undefined;
  });
}

function extremeOf(callee: string): Operation {
  return onFloat((b, x) => {
    const y = b.float(0, (name) => broadcasts(b, x, name) && areApart([...b.data(x), ...b.data(name)]));
    return y === undefined ? undefined : b.add(callee, [use(x), use(y)]);
  });
}

/** Something to compute with `x`: a value that broadcasts with it, or a constant that does. */
function partner(b: Builder, x: string): Expression | undefined {
  const y = b.float(0, (name) => broadcasts(b, x, name));
  if (y !== undefined && chance(b.random, 0.8)) return use(y);
  return b.weights(broadcastable(b, x));
}

/** A shape that broadcasts with that of `x`: axes left out, or of 1, or larger where `x` has 1. */
function broadcastable(b: Builder, x: string): number[] {
  const shape = b.shape(x);
  const kept = shape.slice(b.random.integer(shape.length + 1));
  return kept.map((extent) =>
    chance(b.random, 0.3) ? 1 : extent === 1 && chance(b.random, 0.5) ? 3 : extent,
  );
}

export function broadcasts(b: Builder, x: string, y: string): boolean {
  const [p, q] = [b.shape(x).toReversed(), b.shape(y).toReversed()];
  return p.every((extent, i) => extent === 1 || (q[i] ?? 1) === 1 || extent === q[i]);
}

/** A comparison whose truth does not change near by. */
export function condition(b: Builder): string | undefined {
  const x = b.float();
  if (x === undefined) return undefined;
  const callee = oneOf(b.random, comparisons);
  const y = b.float(0, (name) => broadcasts(b, x, name) && areApart([...b.data(x), ...b.data(name)]));
  if (y !== undefined) return b.add(callee, [use(x), use(y)]);
  const bound = number(b);
  return areApart([...b.data(x), bound]) ? b.add(callee, [use(x), bound]) : undefined;
}

function choose(b: Builder, which: string | undefined): string | undefined {
  if (which === undefined) return undefined;
  const x = b.float(0, (name) => broadcasts(b, which, name));
  if (x === undefined) return undefined;
  const y = b.float(0, (name) => broadcasts(b, which, name) && broadcasts(b, x, name));
  const other = y === undefined || chance(b.random, 0.3) ? number(b) : use(y);
  return b.add("np.where", [use(which), ...(chance(b.random, 0.5) ? [use(x), other] : [other, use(x)])]);
}
