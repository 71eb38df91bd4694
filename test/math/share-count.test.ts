import { expect, test } from "vitest";
import { leastOf, mostOf } from "../../packages/core/src/math/share-count.js";

test("whole products are whole, others are rounded", () => {
  for (let count = 1; count <= 2000; count += 7) {
    for (let percent = 0; percent <= 100; percent++) {
      // In integers, without rounding.
      expect(mostOf(percent / 100, count)).toBe((percent * count - ((percent * count) % 100)) / 100);
      expect(leastOf(percent / 100, count)).toBe(Math.ceil((percent * count) / 100));
    }
  }
  expect(mostOf((1 - 0.9) / 2, 1000)).toBe(50);
});
