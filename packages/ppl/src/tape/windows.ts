import type { View } from "./view.js";

/**
 * The windows of the last axes, every `strides` entries, one within `dilation` entries of the next: first the axes of
 * places, then those of the window. They overlap where they are wider than the stride.
 */
export function windows(
  view: View,
  window: readonly number[],
  strides: readonly number[],
  dilation: readonly number[] = window.map(() => 1),
): View {
  const first = view.shape.length - window.length;
  const places = window.map((size, i) => {
    const span = (size - 1) * dilation[i] + 1;
    return Math.floor((view.shape[first + i] - span) / strides[i]) + 1;
  });
  const own = view.strides.slice(first);
  return {
    ...view,
    shape: [...view.shape.slice(0, first), ...places, ...window],
    strides: [
      ...view.strides.slice(0, first),
      ...own.map((stride, i) => stride * strides[i]),
      ...own.map((stride, i) => stride * dilation[i]),
    ],
  };
}
