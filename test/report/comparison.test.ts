import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { renderComparison, type ComparedEntrant } from "../../packages/report/src/index.js";
import { fakeReport } from "../helpers/fake-report.js";

const { evaluation } = fakeReport({ images: 1 });
const entrant = (name: string, forcedAccuracy: number): ComparedEntrant => ({
  name,
  posterior: "mean-field",
  network: "784-10",
  rule: "quantile:0.5:0.2",
  evaluation: { ...evaluation, inDistribution: { ...evaluation.inDistribution, forcedAccuracy } },
});
const data = {
  title: "Side by side",
  command: "nescio compare a b",
  entrants: [entrant("a", 0.98), entrant("b", 0.99)],
};

describe("renderComparison", () => {
  const { document } = parseHTML(renderComparison(data));
  const texts = (selector: string): string[] =>
    [...document.querySelectorAll(selector)].map((element) =>
      element.textContent.replace(/\s+/g, " ").trim(),
    );

  it("has a column for each entrant and a row for each figure, by data set", () => {
    expect(texts("thead th")).toEqual([
      "Figure",
      "amean-field, 784-10100 networksquantile:0.5:0.2",
      "bmean-field, 784-10100 networksquantile:0.5:0.2",
    ]);
    expect(texts("tr.group th")).toEqual(["MNIST digits", "White noise", "notMNIST letters"]);
    expect(document.querySelectorAll("tbody tr:not(.group)")).toHaveLength(7 + 2 * 2);
  });

  it("marks the best, with intervals beside every figure", () => {
    expect(texts("td.best")).toEqual(["99.00 % •98.21–98.70 %"]);
    expect(texts("tbody tr:nth-child(2) td").slice(0, 2)).toEqual([
      "98.00 %98.21–98.70 %",
      "99.00 % •98.21–98.70 %",
    ]);
  });

  it("draws the risk–coverage curves of all", () => {
    const svg = document.querySelector("#curves svg")!;
    expect(svg.querySelectorAll("circle")).toHaveLength(2);
    expect(svg.getAttribute("aria-label")?.replaceAll("\u00a0", " ")).toBe(
      "Share wrong against share answered. a, quantile:0.5:0.2: 1.54 % wrong where all is answered; b, quantile:0.5:0.2: 1.54 % wrong where all is answered.",
    );
    expect(svg.outerHTML).not.toMatch(/NaN|Infinity/);
  });

  it("escapes names, and loads nothing", () => {
    const hostile = `</script><img src=x onerror=alert(1)>`;
    const text = renderComparison({
      ...data,
      title: hostile,
      command: hostile,
      entrants: [entrant(hostile, 0.9)],
    });
    expect(parseHTML(text).document.querySelectorAll("[onerror], img")).toHaveLength(0);
    expect(text).not.toMatch(/src="http|url\(/);
  });

  it("refuses none, and figures out of range", () => {
    expect(() => renderComparison({ ...data, entrants: [] })).toThrow(/at least one evaluation/);
    expect(() => renderComparison({ ...data, entrants: [entrant("a", 2)] })).toThrow(/forcedAccuracy/);
  });
});
