import { expect, test } from "vitest";
import { peakProbe } from "../../packages/cli/src/bench/peak.js";
import { rawKernels, variants } from "../helpers/raw-kernels.js";

test.each(variants)("twelve chains of four lanes run every round (%s kernels)", async (variant) => {
  const { kernels, buffer, free } = await rawKernels(variant);
  const rounds = 50;
  kernels.peak(0, free, 0, rounds);
  const chains = new Float32Array(buffer, free, 48);
  const starts = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.3];
  starts.forEach((start, chain) => {
    // c ← 0.999 c + 0.001 has its fixed point at 1.
    const value = 1 - (1 - start) * 0.999 ** rounds;
    for (let lane = 0; lane < 4; lane++) expect(chains[4 * chain + lane]).toBeCloseTo(value, 4);
  });
});

test("counts 96 operations a round and unit, more units with more threads", async () => {
  const [one, two] = await Promise.all(
    [1, 2].map((threads) => peakProbe({ threads, variant: variants[0] }, 10)),
  );
  try {
    expect(one.flops % (96 * 10)).toBe(0);
    expect(two.flops).toBe(2 * one.flops);
    await Promise.all([one.run(), two.run()]);
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
});
