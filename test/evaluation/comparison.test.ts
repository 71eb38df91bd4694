import { describe, expect, it } from "vitest";
import { compareEvaluations } from "../../packages/core/src/evaluation/comparison.js";
import { runStudies } from "../../packages/core/src/evaluation/study.js";
import { fakePosterior, shades } from "./fake-posterior.js";

const own = shades("own", 10, 250, 100, 140);
const other = shades("other", 120, 130, 254);
const rules = [
  { kind: "max-probability", threshold: 0.9 },
  { kind: "max-probability", threshold: 0.5 },
  { kind: "max-probability", threshold: 1 },
] as const;

describe("compareEvaluations", async () => {
  const studies = await runStudies(fakePosterior(), own, [other], { rules });
  const evaluations = studies.map(({ evaluation }) => evaluation);

  it("has every figure of every evaluation, with the best marked", () => {
    const figures = compareEvaluations(evaluations);
    const refused = figures.filter(({ name }) => name === "refused");
    expect(refused.map(({ dataset, values, best }) => [dataset, values, best])).toEqual([
      [undefined, [0.5, 0, 1], [false, true, false]],
      ["other", [2 / 3, 0, 1], [false, false, true]],
    ]);
    expect(refused[0].intervals[1]).toEqual(evaluations[1].inDistribution.intervals.refused);
    // Where there is nothing to be right about, there is no figure, and it is not the best.
    const right = figures.find(({ name }) => name === "right when answered")!;
    expect(right.values).toEqual([1, 1, null]);
    expect(right.best).toEqual([true, true, false]);
  });

  it("marks none where all are alike", () => {
    const forced = compareEvaluations(evaluations).find(({ name }) => name === "right if forced")!;
    expect(forced.values).toEqual([1, 1, 1]);
    expect(forced.best).toEqual([false, false, false]);
  });

  it("refuses evaluations of different images, and none", () => {
    const changed = { ...evaluations[0], outOfDistribution: [] };
    expect(() => compareEvaluations([evaluations[0], changed])).toThrow(
      /evaluations of the same images, own \(4\), other \(3\), got own \(4\)/,
    );
    expect(() => compareEvaluations([])).toThrow(/expected at least one evaluation, got none/);
  });
});
