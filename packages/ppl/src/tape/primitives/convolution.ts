import { sizeOf } from "../../memory.js";
import { cast, contiguous } from "../elementwise.js";
import type { Primitive } from "../lower.js";
import { assembled } from "../sparse.js";
import { reshaped, sliced, stridesOf, transposed, type View } from "../view.js";
import { windows } from "../windows.js";
import { dotted } from "./product.js";

interface Convolution {
  readonly vmapDims: number;
  readonly strides: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
  readonly lhsDilation: readonly number[];
  readonly rhsDilation: readonly number[];
}

/**
 * Images `[…batch, images, channels, …space]` and kernels `[…batch, outputs, channels, …window]`: every window of the images,
 * laid out as a row, times every kernel.
 */
const conv: Primitive = (inputs, { graph, params, results: [{ dtype, shape }] }) => {
  const { vmapDims, strides, padding, lhsDilation, rhsDilation } = params as unknown as Convolution;
  const [images, kernels] = inputs.map((view) => cast(graph, view, dtype));
  const first = vmapDims + 2;
  const window = kernels.shape.slice(first);
  const seen = windows(spread(images), window, strides, rhsDilation);
  const space = window.length;
  const range = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);
  const places = range(first, space);
  const rows = contiguous(
    graph,
    transposed(seen, [
      ...range(0, vmapDims),
      vmapDims,
      ...places,
      vmapDims + 1,
      ...range(first + space, space),
    ]),
  );
  const lead = shape.slice(0, vmapDims);
  const one = places.map(() => 1);
  const length = kernels.shape[vmapDims + 1] * sizeOf(window);
  const placeExtents = places.map((axis) => seen.shape[axis]);
  const x = reshaped(rows, [
    ...seen.shape.slice(0, vmapDims),
    seen.shape[vmapDims],
    1,
    ...placeExtents,
    length,
  ])!;
  const flat = contiguous(graph, kernels);
  const y = reshaped(flat, [
    ...kernels.shape.slice(0, vmapDims),
    1,
    kernels.shape[vmapDims],
    ...one,
    length,
  ])!;
  return [dotted(x, y, graph, dtype, [...lead, ...shape.slice(vmapDims)])];

  /** The images with zeros around and in between, as padding and dilation ask for. */
  function spread(view: View): View {
    if (padding.every(([a, b]) => a === 0 && b === 0) && lhsDilation.every((d) => d === 1)) return view;
    const extents = view.shape.slice(first).map((extent, i) => (extent - 1) * lhsDilation[i] + 1);
    const padded = extents.map(
      (extent, i) => extent + padding[i].reduce((sum, width) => sum + Math.max(0, width), 0),
    );
    const whole = [...view.shape.slice(0, first), ...padded];
    const own = stridesOf(whole);
    const part = {
      from: view,
      strides: own.map((stride, axis) => (axis < first ? stride : stride * lhsDilation[axis - first])),
      offset: padding.reduce((at, [before], i) => at + Math.max(0, before) * own[first + i], 0),
    };
    const result = assembled(graph, { shape: whole, dtype, base: undefined, parts: [part] });
    // A negative width takes away.
    return sliced(
      result,
      whole.map((extent, axis) => {
        const [before, after] = padding[axis - first] ?? [0, 0];
        return [Math.max(0, -before), extent - Math.max(0, -after)];
      }),
    );
  }
};

export const convolution: Readonly<Record<string, Primitive>> = { conv };
