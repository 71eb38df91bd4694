import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Graph } from "../../../packages/ppl/src/tape/graph.js";
import {
  broadcastTo,
  collapsed,
  flipped,
  isContiguous,
  isUniform,
  isWhole,
  reshaped,
  sliced,
  transposed,
  withAxes,
  type View,
} from "../../../packages/ppl/src/tape/view.js";

/** The numbers of the tensor that a view shows, row-major. */
function entries({ shape, strides, offset }: View): number[] {
  return shape.reduce<number[]>(
    (places, extent, axis) =>
      places.flatMap((place) => Array.from({ length: extent }, (_, i) => place + i * strides[axis])),
    [offset],
  );
}

const input = (shape: readonly number[]): View => new Graph().input("float64", shape);

/** A view that a few steps lead to. */
const views = fc
  .tuple(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }), fc.infiniteStream(fc.nat()))
  .map(([shape, stream]) => {
    const next = (below: number): number => (stream.next().value as number) % below;
    let view = input(shape);
    for (let step = next(5); step > 0; step--) {
      const rank = view.shape.length;
      const order = Array.from({ length: rank }, (_, i) => i);
      order.forEach((_, i) => {
        const j = next(i + 1);
        [order[i], order[j]] = [order[j], order[i]];
      });
      if (step % 5 === 0) view = transposed(view, order);
      else if (step % 5 === 1) view = flipped(view, order.slice(0, next(rank + 1)));
      else if (step % 5 === 2) view = withAxes(view, [next(rank + 1)]);
      else if (step % 5 === 3) {
        view = broadcastTo(
          view,
          view.shape.map((extent) => (extent === 1 ? 1 + next(3) : extent)),
        );
      } else {
        view = sliced(
          view,
          view.shape.map((extent) => {
            const start = next(extent);
            return [start, start + 1 + next(extent - start)];
          }),
        );
      }
    }
    return view;
  });

describe("views", () => {
  test("a reshaped view has the same entries in the same order, whatever it is a view of", () => {
    fc.assert(
      fc.property(views, fc.nat(), (view, seed) => {
        const size = entries(view).length;
        const shape: number[] = [];
        let rest = size;
        for (let at = seed; rest > 1; at = Math.floor(at / 7)) {
          const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((d) => rest % d === 0);
          const extent = divisors[at % divisors.length];
          shape.push(extent);
          rest /= extent;
          if (at === 0 && rest > 1) {
            shape.push(rest);
            rest = 1;
          }
        }
        const other = reshaped(view, shape);
        if (isContiguous(view)) expect(other).toBeDefined();
        if (other !== undefined) expect(entries(other)).toEqual(entries(view));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  test("collapsed axes lead to the same entries", () => {
    fc.assert(
      fc.property(views, (view) => {
        const { shape, strides } = collapsed([view]);
        expect(entries({ ...view, shape, strides: strides[0] })).toEqual(entries(view));
        expect(shape.every((extent) => extent !== 1)).toBe(true);
      }),
      { seed: 2, numRuns: 1000 },
    );
  });

  test("what is whole, contiguous or uniform", () => {
    fc.assert(
      fc.property(views, (view) => {
        const all = entries(view);
        const first = all[0];
        expect(isContiguous(view)).toBe(all.every((place, i) => place === first + i));
        expect(isWhole(view)).toBe(all.length === view.tensor.size && all.every((place, i) => place === i));
        expect(isUniform(view)).toBe(all.every((place) => place === first));
      }),
      { seed: 3, numRuns: 1000 },
    );
  });

  test("a column of a matrix is no row of anything", () => {
    const column = sliced(input([3, 4]), [
      [0, 3],
      [1, 2],
    ]);
    expect(entries(column)).toEqual([1, 5, 9]);
    expect(reshaped(column, [3])?.strides).toEqual([4]);
    expect(reshaped(transposed(input([3, 4]), [1, 0]), [12])).toBeUndefined();
  });
});
