import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { asFloat, constant } from "../math/float.js";

/** Degrees as radians. Consumes `x`. */
export function deg2rad(x: Operand): JaxArray {
  if (typeof x === "number") return np.array((x * Math.PI) / 180);
  const value = asFloat(x);
  return value.mul(constant(Math.PI / 180, value));
}

/** Radians as degrees. Consumes `x`. */
export function rad2deg(x: Operand): JaxArray {
  if (typeof x === "number") return np.array((x * 180) / Math.PI);
  const value = asFloat(x);
  return value.mul(constant(180 / Math.PI, value));
}
