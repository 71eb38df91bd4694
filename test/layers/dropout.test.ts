import { expect, test } from "vitest";
import { dropout } from "../../packages/core/src/layers/dropout.js";

const volume = { height: 1, width: 1, channels: 1 } as const;

test.each([0, 0.1, 0.5, 0.9999, 1 - 1e-8, 1 - 2 ** -53])(
  "what stays makes up for what goes, rate %d",
  (rate) => {
    const layer = dropout.step({ type: "dropout", rate }, volume, volume);
    const { integer, real } = dropout.record(layer);
    const kept = 1 - integer / 2 ** 24;
    // To half a unit of the kernels' rates.
    expect(Math.abs(kept * real - 1)).toBeLessThanOrEqual(0.5 / (kept * 2 ** 24));
  },
);
