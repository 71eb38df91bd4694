import { jit, np, type ArrayLike, type JaxArray } from "../jax.js";
import { apart } from "../math/apart.js";
import { NescioError } from "@nescio/core";
import { withoutTangents } from "./without-tangents.js";

/** What a drawing function does with a shape and arrays, all of which it consumes. */
type Draw = (shape: number[], ...args: JaxArray[]) => JaxArray;

/**
 * Compiles a drawing function once for each shape: called eagerly it is one program instead of a hundred operations,
 * and inside a compiled function it is traced only once. No gradient reaches its arguments.
 */
export function compiled(draw: Draw): (shape: readonly number[], ...args: readonly ArrayLike[]) => JaxArray {
  const programs = new Map<string, (...args: ArrayLike[]) => JaxArray>();
  return (shape, ...args) => {
    const name = shape.join();
    let program = programs.get(name);
    if (!program) {
      const fixed = checkShape(shape);
      program = jit((...arrays: JaxArray[]) => draw(fixed, ...arrays));
      programs.set(name, program);
    }
    return program(...args.map((value) => (typeof value === "number" ? value : withoutTangents(value))));
  };
}

function checkShape(shape: readonly number[]): number[] {
  if (shape.every((extent) => Number.isInteger(extent) && extent >= 0)) return [...shape];
  throw new NescioError({
    code: "invalid-option",
    subject: "shape of a draw",
    expected: "whole numbers of at least 0",
    found: `[${shape.join(", ")}]`,
  });
}

/** A parameter as float32, in the shape of the draw. Consumes it. */
export function parameter(value: JaxArray, shape: readonly number[]): JaxArray {
  const fits =
    value.ndim <= shape.length &&
    value.shape.every((extent, i) => extent === 1 || extent === shape[shape.length - value.ndim + i]);
  if (!fits) {
    throw new NescioError({
      code: "invalid-option",
      subject: "parameter of a draw",
      expected: `a shape that broadcasts to [${shape.join(", ")}]`,
      found: `[${value.shape.join(", ")}]`,
    });
  }
  return np.broadcastTo(value.astype(np.float32), [...shape]);
}

/** Of candidates along the first axis the first accepted one, `otherwise` where there is none. Consumes all. */
export function firstAccepted(candidates: JaxArray, accepted: JaxArray, otherwise: JaxArray): JaxArray {
  const [values, flags] = [apart(candidates), apart(accepted.astype(np.float32))];
  let chosen = otherwise;
  for (let i = candidates.shape[0] - 1; i >= 0; i--) {
    chosen = np.where(np.less(0, flags.ref.slice(i)), values.ref.slice(i), chosen);
  }
  values.dispose();
  flags.dispose();
  return chosen;
}
