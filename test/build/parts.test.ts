import { expect, test } from "vitest";
import { partSizes } from "../../packages/core/src/build/parts.js";
import { expectNescioError } from "../helpers/errors.js";

const set = (count: number) => ({ name: "some", count });

test("a tenth measures epochs, a quarter is held out, two fifths of it for familiarity, up to a number of each", () => {
  expect(partSizes(set(1000))).toEqual({ training: 650, validation: 100, familiarity: 100, promise: 150 });
  const many = { training: 85_000, validation: 5000, familiarity: 2000, promise: 8000 };
  expect(partSizes(set(100_000))).toEqual(many);
});

test("what is held out without a calibration can be calibrated on later", () => {
  const sizes = partSizes(set(1000), { calibrate: false, holdOut: 100 });
  expect(sizes).toEqual({ training: 800, validation: 100, familiarity: 40, promise: 60 });
  const none = partSizes(set(1000), { calibrate: false });
  expect(none).toEqual({ training: 900, validation: 100, familiarity: 0, promise: 0 });
});

test.each([
  [60, {}, "invalid-data", "hold some out"],
  [1000, { holdOut: 49 }, "invalid-option", "at least 50"],
  [1000, { validation: 800, calibrate: false }, "invalid-option", "quarter"],
] as const)("of %d images with %j it says what is missing", async (count, options, code, words) => {
  await expectNescioError(() => partSizes(set(count), options), code, words);
});
