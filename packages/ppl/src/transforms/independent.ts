import { sumLast } from "./sum-last.js";
import type { Transform } from "./transform.js";

/** The same transform for vectors (`dims` = 1) or matrices (2) of its values. */
export function independentTransform(transform: Transform, dims: number): Transform {
  if (dims === 0) return transform;
  return {
    ...transform,
    name: `independent(${transform.name}, ${dims})`,
    eventDims: { input: transform.eventDims.input + dims, output: transform.eventDims.output + dims },
    logDetJacobian: (x, y) => sumLast(transform.logDetJacobian(x, y), dims),
  };
}
