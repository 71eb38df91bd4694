import { cast, contiguous } from "../elementwise.js";
import type { Primitive } from "../lower.js";
import { concatenated, padded } from "../sparse.js";
import { broadcastTo, flipped, reshaped, sliced, transposed, withAxes } from "../view.js";
import { windows } from "../windows.js";

type Bounds = readonly (readonly [number, number])[];

const split: Primitive = ([x], { params }) => {
  const { axis, sizes } = params as { axis: number; sizes: readonly number[] };
  let start = 0;
  return sizes.map((size) => {
    const from = start;
    start += size;
    return sliced(
      x,
      x.shape.map((extent, i) => (i === axis ? [from, from + size] : [0, extent])),
    );
  });
};

const pad: Primitive = ([x], { params }) => {
  const widths = params.width as Bounds;
  // A negative width takes away.
  const kept = sliced(
    x,
    x.shape.map((extent, i) => [Math.max(0, -widths[i][0]), extent - Math.max(0, -widths[i][1])]),
  );
  return [
    padded(
      kept,
      widths.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]),
    ),
  ];
};

const concatenate: Primitive = (inputs, { graph, params, results: [{ dtype }] }) => [
  concatenated(
    graph,
    inputs.map((view) => cast(graph, view, dtype)),
    params.axis as number,
    dtype,
  ),
];

/** Nearly all of these cost nothing: what reads the numbers reads them where they are. */
export const movement: Readonly<Record<string, Primitive>> = {
  transpose: ([x], { params }) => [transposed(x, params.perm as number[])],
  broadcast: ([x], { params }) => [
    broadcastTo(withAxes(x, params.axis as number[]), params.shape as number[]),
  ],
  reshape: ([x], { graph, results: [{ shape }] }) => [
    reshaped(x, shape) ?? reshaped(contiguous(graph, x), shape)!,
  ],
  flip: ([x], { params }) => [flipped(x, params.axis as number[])],
  shrink: ([x], { params }) => [sliced(x, params.slice as Bounds)],
  split,
  pad,
  concatenate,
  pool: ([x], { params }) => {
    const { window, strides } = params as { window: number[]; strides: number[] };
    return [windows(x, window, strides)];
  },
};
