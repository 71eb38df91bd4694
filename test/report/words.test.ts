import { describe, expect, it } from "vitest";
import { duration, headline, list, percent, percentInWords } from "../../packages/report/src/words.js";
import { fakeReport } from "../helpers/fake-report.js";

const { evaluation } = fakeReport({ images: 1 });
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("percent", () => {
  it.each([
    [0, 1, "0 %"],
    [1, 1, "100 %"],
    [0.9714, 1, "97.1 %"],
    [0.99996, 1, ">99.9 %"],
    [0.0001, 1, "<0.1 %"],
    [0.999, 0, ">99 %"],
    [0.004, 0, "<1 %"],
    [0.994, 2, "99.40 %"],
  ])("says %d with %i digits as %s", (share, digits, text) => {
    expect(plain(percent(share, digits))).toBe(text);
  });

  it("does not end in .0 in a sentence, and says in words what is almost all", () => {
    expect(plain(percentInWords(0.81))).toBe("81 %");
    expect(plain(percentInWords(0.1))).toBe("10 %");
    expect(plain(percentInWords(0.99999))).toBe("over 99.9 %");
    expect(plain(percentInWords(0.00001))).toBe("under 0.1 %");
  });
});

describe("headline", () => {
  it("names the shares of each data set", () => {
    expect(plain(headline(evaluation))).toBe(
      "Answers 97.1 % of MNIST digits and is right on 99.4 % of these. Refuses 100 % of white noise and 81 % of notMNIST letters.",
    );
  });

  it("speaks of the test set alone where there is nothing else", () => {
    expect(plain(headline({ ...evaluation, outOfDistribution: [] }))).toBe(
      "Answers 97.1 % of MNIST digits and is right on 99.4 % of these.",
    );
  });

  it("says so when everything was refused, and quotes a data set it does not know", () => {
    const inDistribution = {
      ...evaluation.inDistribution,
      dataset: "constructor",
      refused: 1,
      accuracyOnAccepted: null,
    };
    expect(headline({ ...evaluation, inDistribution, outOfDistribution: [] })).toBe(
      "Refuses all of the “constructor” images.",
    );
  });
});

it("writes durations and lists", () => {
  expect(plain(duration(2.314))).toBe("2.31 s");
  expect(plain(duration(105.2))).toBe("1 min 45 s");
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map((items) => list(items))).toEqual([
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
});
