import { expect, it } from "vitest";
import { compactPath } from "../../packages/report/src/chart.js";

it("writes level and upright steps of a path in short, and drops steps to where it is", () => {
  expect(compactPath("M1,2L1,2L5,2L5,7.5L8,9L8,9L0,9Z")).toBe("M1,2H5V7.5L8,9H0Z");
  expect(compactPath("M0,0L4,0M9,9L9,3")).toBe("M0,0H4M9,9V3");
});
