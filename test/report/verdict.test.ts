import { describe, expect, it } from "vitest";
import type { Decision } from "../../packages/core/src/decision/rule.js";
import type { Gallery, GalleryItem } from "../../packages/report/src/report-data.js";
import { verdictOf, verdictsOf } from "../../packages/report/src/verdict.js";

const classes = ["a", "b", "c", "d", "e", "f"];

function item(index: number, labels: number[], label?: number): GalleryItem {
  const kind = (["uncertain", "answer"] as const)[labels.length] ?? "ambiguous";
  const decision: Decision = {
    kind,
    refused: kind === "uncertain",
    labels,
    best: labels[0] ?? 0,
    probabilities: new Float32Array(6),
    score: 0,
  };
  const known = label === undefined ? {} : { label };
  return { index, pixels: new Uint8Array(1), logProbs: new Float32Array(6), decision, ...known };
}

function gallery(inDistribution: boolean, items: GalleryItem[]): Gallery {
  return { dataset: "set", inDistribution, height: 1, width: 1, channels: 1, items };
}

describe("verdictOf", () => {
  it.each([
    ["the label", true, [1], 1, "right", "good", "b"],
    ["another class", true, [1], 2, "wrong", "bad", "b"],
    ["several, the best of them right", true, [1, 2], 1, "right", "good", "b or c?"],
    ["several, another than the best right", true, [1, 2], 2, "wrong", "bad", "b or c?"],
    ["nothing", true, [], 1, "refused", "neutral", "I don't know"],
    ["something unlabelled", true, [3], undefined, "answered", "neutral", "d"],
    ["nothing to an out-of-distribution image", false, [], undefined, "refused", "good", "I don't know"],
    ["something to an out-of-distribution image, whatever its label", false, [1], 1, "wrong", "bad", "b"],
    ["very many", true, [0, 1, 2, 3, 4, 5], 0, "right", "good", "a, b, c, d or …?"],
  ] as const)("answering %s", (_, inDistribution, labels, label, outcome, tone, says) => {
    const subject = item(0, [...labels], label);
    expect(verdictOf(subject, gallery(inDistribution, [subject]), classes)).toEqual({
      outcome,
      tone,
      says,
      ambiguous: labels.length > 1,
      ...(outcome === "refused" ? { reason: "uncertain" } : {}),
    });
  });

  it.each([
    ["uncertain", [], "I don't know"],
    ["ambiguous", [4, 2], "I don't know – e or c?"],
    ["unfamiliar", [], "I don't know – nothing like it"],
  ] as const)("refusing as %s says so", (kind, labels, says) => {
    const { decision, ...rest } = item(0, [...labels], 1);
    const subject = { ...rest, decision: { ...decision, kind, refused: true } };
    expect(verdictOf(subject, gallery(true, [subject]), classes)).toEqual({
      outcome: "refused",
      tone: "neutral",
      ambiguous: kind === "ambiguous",
      reason: kind,
      says,
    });
  });
});

describe("verdictsOf", () => {
  it("puts wrong ones first, then refused, then ambiguous, each in the order they came", () => {
    const items = [
      item(0, [1], 1),
      item(1, [], 1),
      item(2, [1, 2], 1),
      item(3, [2], 1),
      item(4, [], 1),
      item(5, [2, 1], 1),
      item(6, [1], 1),
    ];
    const order = verdictsOf(gallery(true, items), classes).map((entry) => entry.item.index);
    expect(order).toEqual([3, 5, 1, 4, 2, 0, 6]);
  });
});
