import { describe, expect, it } from "vitest";
import { mcnemar } from "../../packages/core/src/evaluation/mcnemar.js";

/** Inputs of which `both` are right, the first model's and the second's alone, and none's. */
function answers(both: number, first: number, second: number, none: number): [boolean[], boolean[]] {
  const counts = [both, first, second, none];
  const of = (rights: readonly boolean[]): boolean[] =>
    counts.flatMap((count, kind) => new Array<boolean>(count).fill(rights[kind]));
  return [of([true, true, false, false]), of([true, false, true, false])];
}

describe("McNemar's test", () => {
  it("is the sign test of the inputs that one model alone has right", () => {
    // 2 · (1 + 10) / 2¹⁰, and R's binom.test(5, 20)$p.value.
    expect(mcnemar(...answers(50, 1, 9, 4))).toEqual({
      firstOnly: 1,
      secondOnly: 9,
      pValue: expect.closeTo(22 / 1024, 12) as number,
    });
    expect(mcnemar(...answers(0, 15, 5, 0)).pValue).toBeCloseTo(0.04138947, 8);
  });

  it("says nothing where both are right equally often, or always the same", () => {
    expect(mcnemar(...answers(3, 4, 4, 5)).pValue).toBe(1);
    expect(mcnemar(...answers(3, 0, 0, 5)).pValue).toBe(1);
    expect(mcnemar([], []).pValue).toBe(1);
  });
});
