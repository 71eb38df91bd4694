import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { formatAugmentation, parseAugmentation } from "../../packages/cli/src/augmentation-text.js";
import { augmentation } from "../../packages/core/src/data/augment.js";

test.each([
  ["none", "none"],
  ["shift=0", augmentation({})],
  ["shift=0.8400000000000001,elasticSigma=0.5", augmentation({ shift: 0.07 * 12, elasticSigma: 0.5 })],
  ["rotation=12,mirror,outside=edge", augmentation({ rotation: 12, mirror: true, outside: "edge" })],
  ["scale=0.1,outside=250/0/7", augmentation({ scale: 0.1, outside: [250, 0, 7] })],
] as const)("%s is read, and written back", (text, value) => {
  expect(parseAugmentation(text)).toEqual(value);
  expect(formatAugmentation(value)).toBe(text);
});

test.each(["", "shift", "shift=", "shift=x", "shift=-1", "none,mirror", "outside=", "outside=300", "tilt=1"])(
  "%j is refused",
  (text) => {
    expect(() => parseAugmentation(text)).toThrow(InvalidArgumentError);
  },
);
