import { describe, expect, it } from "vitest";
import {
  inDistributionFigures,
  outOfDistributionFigures,
} from "../../packages/core/src/evaluation/figures.js";
import type { FigureFacts } from "../../packages/core/src/evaluation/figure.js";
import {
  inDistributionReadings,
  outOfDistributionReadings,
  shownIn,
  type FigureReading,
} from "../../packages/core/src/evaluation/read-figures.js";
import { runStudy } from "../../packages/core/src/evaluation/study.js";
import { fakePosterior, shades } from "./fake-posterior.js";

const own = shades("own", 10, 250, 100, 140, 30, 200);
const other = shades("other", 120, 130, 254);
const keysOf = (readings: readonly FigureReading[]): string[] => readings.map(({ key }) => key);

describe("the tables of figures", async () => {
  const rule = { kind: "max-probability", threshold: 0.9 } as const;
  const { evaluation } = await runStudy(fakePosterior(), own, [other], { rule });
  const { inDistribution, outOfDistribution } = evaluation;
  const [set] = outOfDistribution;

  it("are what an evaluation holds, in the order in which its JSON always had them", () => {
    expect(Object.keys(inDistribution)).toEqual([
      "dataset",
      "images",
      "forcedAccuracy",
      "nll",
      "ece",
      "refused",
      "ambiguous",
      "accuracyOnAccepted",
      "brier",
      "eceEqualMass",
      "aurc",
      "eAurc",
      "augrc",
      "coverageAtRisk",
      "reasons",
      "reliability",
      "riskCoverage",
      "intervals",
      "byClass",
    ]);
    expect(Object.keys(inDistribution.intervals)).toEqual([
      "forcedAccuracy",
      "nll",
      "brier",
      "refused",
      "accuracyOnAccepted",
      "aurc",
      "eAurc",
      "augrc",
    ]);
    expect(Object.keys(set)).toEqual([
      "dataset",
      "images",
      "refused",
      "auroc",
      "aupr",
      "fpr95",
      "reasons",
      "intervals",
    ]);
    expect(Object.keys(set.intervals)).toEqual(["refused", "auroc", "auprIn", "auprOut", "fpr95"]);
  });

  it("read every figure from where an evaluation keeps it, within its range, inside its interval", () => {
    const known = inDistributionReadings(inDistribution);
    const unknown = outOfDistributionReadings(set);
    expect(keysOf(known)).toEqual(Object.keys(inDistributionFigures));
    expect(keysOf(unknown)).toEqual(Object.keys(outOfDistributionFigures));
    expect(unknown.find(({ key }) => key === "auprOut")!.value).toBe(set.aupr.out);
    expect(known.find(({ key }) => key === "nll")).toMatchObject({
      value: inDistribution.nll,
      interval: inDistribution.intervals.nll,
    });
    expect(known.find(({ key }) => key === "ece")!.interval).toBeNull();
    for (const { figure, value, interval } of [...known, ...unknown]) {
      expect(value).toBeGreaterThanOrEqual(figure.range[0]);
      expect(value).toBeLessThanOrEqual(figure.range[1]);
      if (interval === null) continue;
      expect(value).toBeGreaterThanOrEqual(interval[0]);
      expect(value).toBeLessThanOrEqual(interval[1]);
    }
  });

  it("show figures of probabilities before those of decisions", () => {
    const shown = shownIn("comparison", inDistributionReadings(inDistribution));
    expect(keysOf(shown)).toEqual([
      "forcedAccuracy",
      "nll",
      "ece",
      "brier",
      "refused",
      "accuracyOnAccepted",
      "augrc",
    ]);
  });

  it.each<[string, Readonly<Record<string, FigureFacts>>]>([
    ["in-distribution", inDistributionFigures],
    ["out-of-distribution", outOfDistributionFigures],
  ])("have names of their own, %s", (_, table) => {
    const all = Object.values(table);
    for (const what of ["name", "title", "meaning"] as const) {
      expect(new Set(all.map((figure) => figure[what])).size).toBe(all.length);
    }
  });
});
