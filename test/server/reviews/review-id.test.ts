import fc from "fast-check";
import { expect, test, vi } from "vitest";
import {
  firstReviewIdAt,
  isReviewId,
  newReviewId,
  timeOfReviewId,
} from "../../../packages/server/src/reviews/review-id.js";

const times = fc.integer({ min: 0, max: 2 ** 48 - 1 });

test("identifiers are UUIDs of version 7 that tell their time", () => {
  fc.assert(
    fc.property(times, (time) => {
      const id = newReviewId(time);
      expect(isReviewId(id)).toBe(true);
      expect(timeOfReviewId(id)).toBe(time);
      expect(firstReviewIdAt(time) <= id).toBe(true);
      expect(id < firstReviewIdAt(time + 1) || time === 2 ** 48 - 1).toBe(true);
    }),
  );
});

test("they sort in the order in which they were made, also when the clock is set back", () => {
  const now = vi.spyOn(Date, "now");
  const made = [5_000, 5_000, 4_000].flatMap((time) => {
    now.mockReturnValue(4_000_000_000_000 + time);
    return Array.from({ length: 3000 }, () => newReviewId());
  });
  now.mockRestore();
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
});
