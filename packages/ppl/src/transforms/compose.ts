import { np, type JaxArray } from "../jax.js";
import { identityTransform } from "./identity.js";
import { sumLast } from "./sum-last.js";
import type { Transform } from "./transform.js";

/** One transform after the other, in the order given; none at all is the identity. */
export function composeTransforms(transforms: readonly Transform[]): Transform {
  if (transforms.length === 0) return identityTransform;
  if (transforms.length === 1) return transforms[0];
  const eventDims = { input: inputDims(transforms), output: outputDims(transforms) };
  return {
    name: transforms.map(({ name }) => name).join(" then "),
    arrays: transforms.flatMap(({ arrays = [] }) => arrays),
    eventDims,
    forward: (x) => transforms.reduce((value, transform) => transform.forward(value), x),
    inverse: (y) => transforms.reduceRight((value, transform) => transform.inverse(value), y),
    logDetJacobian(x, y) {
      y.dispose();
      let total: JaxArray | undefined;
      let dims = eventDims.input;
      let value = x;
      for (const transform of transforms) {
        const { input, output } = transform.eventDims;
        const next = transform.forward(value.ref);
        const term = sumLast(transform.logDetJacobian(value, next.ref), dims - input);
        total = total === undefined ? term : np.add(total, term);
        dims += output - input;
        value = next;
      }
      value.dispose();
      return total!;
    },
    forwardShape: (shape) =>
      transforms.reduce((value, transform) => transform.forwardShape(value), [...shape]),
    inverseShape: (shape) =>
      transforms.reduceRight((value, transform) => transform.inverseShape(value), [...shape]),
  };
}

/** How many axes of the input make up one value, so that each transform finds those that it needs. */
function inputDims(transforms: readonly Transform[]): number {
  return transforms.reduceRight(
    (dims, { eventDims: { input, output } }) => Math.max(dims + input - output, input),
    transforms[transforms.length - 1].eventDims.output,
  );
}

function outputDims(transforms: readonly Transform[]): number {
  return transforms.reduce(
    (dims, { eventDims: { input, output } }) => Math.max(dims + output - input, output),
    transforms[0].eventDims.input,
  );
}
