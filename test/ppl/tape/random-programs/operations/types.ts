import { between, oneOf } from "../draw.js";
import { path, use } from "../expression.js";
import { condition } from "./binary.js";
import { areApart, onFloat, type Operation } from "./operation.js";

/** Conversions between types. */
export const types: Readonly<Record<string, Operation>> = {
  "to whole numbers": onFloat((b, x) => {
    const between = (value: number): boolean => areApart([value, Math.floor(value), Math.ceil(value)]);
    return b.data(x).every(between) ? b.add(".astype", [use(x), path("np.int32")]) : undefined;
  }),
  "of whole numbers": (b) => {
    const n = b.choose((name) => b.isInteger(name));
    return n === undefined ? undefined : b.add(".astype", [use(n), path("dtype")]);
  },
  "whole numbers and an array": onFloat((b, x) => {
    const n = b.choose((name) => b.isInteger(name) && b.rank(name) === 0);
    return n === undefined ? undefined : b.add("np.multiply", [use(x), use(n)]);
  }),
  "arithmetic of whole numbers": (b) => {
    const n = b.choose((name) => b.isInteger(name));
    const callee = oneOf(b.random, [
      "np.add",
      "np.subtract",
      "np.multiply",
      "np.remainder",
      "np.floorDivide",
    ]);
    return n === undefined ? undefined : b.add(callee, [use(n), between(b.random, 1, 3)]);
  },
  "of truth values": (b) => {
    const which = condition(b);
    return which === undefined ? undefined : b.add(".astype", [use(which), path("dtype")]);
  },
  "truth values times numbers": onFloat((b, x) => {
    const which = condition(b);
    const weight = which === undefined ? undefined : b.add(".astype", [use(which), path("np.int32")]);
    const total = weight === undefined ? undefined : b.add("np.sum", [use(weight)]);
    return total === undefined ? undefined : b.add("np.multiply", [use(x), use(total)]);
  }),
  "to truth values": onFloat((b, x) => {
    if (!b.data(x).every((value) => areApart([value, 0]))) return undefined;
    const which = b.add(".astype", [use(x), path("np.bool")]);
    return which === undefined ? undefined : b.add("np.where", [use(which), use(x), 1]);
  }),
};
