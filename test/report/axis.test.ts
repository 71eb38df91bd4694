import { describe, expect, it } from "vitest";
import { axisTicks, fromAxis, logProbAxis, tickText, toAxis } from "../../packages/report/src/axis.js";

describe("positions on the axis", () => {
  it.each([0, -0.001, -1, -10, -1000])("go there and back for %d", (logProb) => {
    expect(fromAxis(toAxis(logProb))).toBeCloseTo(logProb, 9);
  });

  it("keep the order and end at 0", () => {
    expect(toAxis(0)).toBeCloseTo(0, 15);
    expect(toAxis(-2)).toBeLessThan(toAxis(-1));
  });
});

describe("logProbAxis", () => {
  const spread = (lowest: number) => Array.from({ length: 500 }, (_, i) => (lowest * i) / 499);

  it("reaches down to the lowest value, rounded to 1, 2 or 5", () => {
    expect(logProbAxis(spread(-13), 0.2).low).toBe(-20);
    expect(logProbAxis(spread(-930), 0.2).low).toBe(-1000);
    expect(logProbAxis(spread(-50), 0.2).low).toBe(-50);
  });

  it("cuts off a few values that lie far out, and never ends at infinity", () => {
    expect(logProbAxis([...spread(-9), -1e6, -Infinity], 0.2).low).toBe(-10);
    expect(logProbAxis([-Infinity, -Infinity], 0.2).low).toBe(-5);
  });

  it("shows the threshold even where all values are near 0", () => {
    const { low } = logProbAxis([0, 0, 0], 0.01);
    expect(low).toBeLessThan(Math.log(0.01));
  });

  it("works without values and without a threshold", () => {
    expect(logProbAxis([], 0).low).toBe(-5);
  });
});

describe("axisTicks", () => {
  it("are 0, powers of ten and three times these, from right to left, within the axis", () => {
    expect(axisTicks({ low: -20 }, 240)).toEqual([0, -1, -3, -10]);
  });

  it.each([-5, -50, -1000, -1e6])("do not touch each other on an axis to %d", (low) => {
    const width = 180;
    const ticks = axisTicks({ low }, width);
    expect(ticks.length).toBeGreaterThan(2);
    const place = (tick: number) => width * (1 - toAxis(tick) / toAxis(low));
    for (let i = 1; i < ticks.length; i++) {
      const [right, left] = [ticks[i - 1], ticks[i]];
      const texts = tickText(right).length + tickText(left).length;
      expect(place(right) - place(left)).toBeGreaterThan((6 * texts) / 2);
    }
  });

  it("are written with a minus sign", () => {
    expect(tickText(-1000)).toBe("−1,000");
    expect(tickText(0)).toBe("0");
  });
});
