import { describe, expect, it } from "vitest";
import { lossChart } from "../../packages/report/src/loss-chart.js";
import { figure } from "../../packages/report/src/words.js";

describe("the curve of the loss", () => {
  const most = Number.MAX_VALUE;
  const least = Number.MIN_VALUE;
  // What a model file says of its training is anybody's; each of these is a finite number.
  it.each([
    [[most]],
    [[most, most / 2]],
    [[most, -most]],
    [[-most, -least]],
    [[least, most]],
    [[least, 1]],
    [[0, most]],
    [[0, 0]],
    [[least, least]],
    [[1e-3, 1, 1e3]],
  ])("of %j is drawn, with axes that can be read", (losses) => {
    const { text } = lossChart(losses);
    expect(text).not.toMatch(/NaN|Infinity/);
    expect(text.length).toBeLessThan(20_000);
    expect(text.match(/<circle/g)).toHaveLength(losses.length);
  });
});

describe("figure", () => {
  it.each([
    [2110.4, "2,110"],
    [0.05812, "0.0581"],
    [0, "0"],
    [Number.MAX_VALUE, "1.8e+308"],
    [-Number.MIN_VALUE, "-4.94e-324"],
  ])("%d is written %s", (value, text) => {
    expect(figure(value)).toBe(text);
  });
});
