import { expect, test } from "vitest";
import { formatBytes, formatCount, formatDuration, formatShare } from "../../packages/cli/src/format.js";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [99_949, "99.9 kB"],
  [99_950, "100 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [54_940_048, "54.9 MB"],
  [3.2e15, "3200 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, "0.0 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.4, "59 s"],
  [59.6, "1 min 00 s"],
  [185, "3 min 05 s"],
  [3599.6, "1 h 00 min"],
  [7620, "2 h 07 min"],
])("%d seconds are %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test("shares and counts", () => {
  expect(formatShare(0.9834)).toBe("98.3 %");
  expect(formatShare(0.98345, 2)).toBe("98.34 %");
  expect(formatShare(null)).toBe("–");
  expect(formatShare(NaN)).toBe("–");
  expect(formatCount(60_000)).toBe("60,000");
});
