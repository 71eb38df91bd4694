import { describe, expect, it } from "vitest";
import { normal, toEvent } from "../../../packages/ppl/src/distributions/index.js";
import { np } from "../../../packages/ppl/src/jax.js";
import { key } from "../../../packages/ppl/src/random/index.js";
import { expectNescioError } from "../../helpers/errors.js";
import { liveSlots } from "../../helpers/live-arrays.js";
import { expectClose, float32, numbers } from "./values.js";

const scales = [
  [1, 2, 3],
  [4, 5, 6],
];

describe("toEvent", () => {
  it("sums log-probabilities over the axes that it takes", () => {
    const value = [
      [0.1, -0.2, 0.3],
      [1, 2, -3],
    ];
    const base = normal(0.5, float32(scales));
    const each = numbers(base.logProb(float32(value)));
    const sum = (logs: number[]): number => logs.reduce((a, b) => a + b, 0);
    const rows = toEvent(base.ref(), 1);
    expectClose(numbers(rows.logProb(float32(value))), [sum(each.slice(0, 3)), sum(each.slice(3))], 1e-6);
    const all = toEvent(base.ref());
    expectClose(numbers(all.logProb(float32(value))), [sum(each)], 1e-6);
    const none = toEvent(base.ref(), 0);
    expect(numbers(none.logProb(float32(value)))).toEqual(each);
    expect([rows, all, none].map((d) => [d.batchShape, d.eventShape, d.reinterpreted])).toEqual([
      [[2], [3], 1],
      [[], [2, 3], 2],
      [[2, 3], [], 0],
    ]);
    // A value that is repeated along the axes counts as often.
    const same = numbers(base.logProb(float32(0.25)));
    expectClose(numbers(rows.logProb(float32(0.25))), [sum(same.slice(0, 3)), sum(same.slice(3))], 1e-6);
    for (const d of [base, rows, all, none]) d.dispose();
  });

  it("is the base in all else", () => {
    const base = normal(0.5, float32(scales));
    const d = toEvent(base, 1);
    expect(d.base).toBe(base);
    expect(d.params).toBe(base.params);
    expect(d.arrays).toEqual(base.arrays);
    expect(d.reparameterized).toBe(true);
    expect(numbers(d.sample(key(1), [4]))).toEqual(numbers(base.sample(key(1), [4])));
    expect(numbers(d.mean())).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(numbers(d.variance())).toEqual([1, 4, 9, 16, 25, 36]);
    d.dispose();
  });

  it("has a support of vectors", () => {
    const d = toEvent(normal(0, float32([1, 2])));
    expect(d.support.eventDims).toBe(1);
    expect(
      numbers(
        d.support.check(
          float32([
            [1, 2],
            [1, NaN],
          ]),
        ),
      ),
    ).toEqual([1, 0]);
    d.dispose();
  });

  it("frees the base", () => {
    const use = (): void => {
      const d = toEvent(normal(0, float32([1, 2]))).ref();
      numbers(d.logProb(float32([0, 0])));
      d.dispose();
      numbers(d.sample(key(1)));
      d.dispose();
    };
    use();
    const before = liveSlots();
    use();
    expect(liveSlots()).toBe(before);
  });

  it("refuses more axes than there are, and bad parameters of the base", async () => {
    for (const n of [3, -1, 0.5]) {
      await expectNescioError(
        () => toEvent(normal(0, np.ones([2, 3])), n),
        "invalid-program",
        "toEvent(Normal)",
        "from 0 to 2",
        String(n),
      );
    }
    await expectNescioError(
      () => toEvent(normal(0, float32([1, -2]))).check("w"),
      "invalid-program",
      'site "w"',
      "Normal.scale",
    );
  });
});
