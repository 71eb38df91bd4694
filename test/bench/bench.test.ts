import { describe, expect, test } from "vitest";
import { loadWebPpl, quickBench, runBenchmark, type BenchRow } from "../../packages/cli/src/bench/index.js";
import { denseFlops } from "../../packages/cli/src/bench/problem.js";
import { benchSettings } from "../../packages/cli/src/bench/settings.js";
import { variants } from "../helpers/raw-kernels.js";

const settings = { ...quickBench, rounds: 1, images: 20 };
const crews = variants.length * 2;

const figuresOf = ({ ms, gflops, shareOfPeak, timesRival }: BenchRow): number[] =>
  [ms.median, ms.min, ms.max, gflops, shareOfPeak, timesRival].filter((value) => value !== null);

test("measures everything on both sides", async () => {
  const seen: [string, number, number][] = [];
  const onProgress = (...progress: [string, number, number]) => void seen.push(progress);
  const webppl = loadWebPpl();
  const result = await runBenchmark({ settings, webppl, threads: 2, phases: true, onProgress });
  const count = (subject: BenchRow["subject"], runner: BenchRow["runner"]) =>
    result.rows.filter((row) => row.subject === subject && row.runner === runner).length;
  expect(count("peak", "nescio")).toBe(crews);
  expect(count("product", "nescio")).toBe(crews);
  expect(count("step", "nescio")).toBe(crews);
  for (const subject of ["convolution", "colour", "prediction"] as const) {
    expect(count(subject, "nescio")).toBe(2);
  }
  expect(count("image", "nescio")).toBe(1);
  expect(count("decisions", "nescio")).toBe(1);
  for (const subject of ["product", "step", "prediction"] as const) expect(count(subject, "jax-js")).toBe(1);
  expect(count("step", "nescio/ppl")).toBe(1);
  for (const runner of ["nescio/ppl", "webppl tensors", "webppl"] as const)
    expect(count("gradients", runner)).toBe(1);
  expect(result).toMatchObject({ settings, variants, threads: [1, 2] });

  for (const row of result.rows) {
    for (const figure of figuresOf(row)) expect(figure > 0 && Number.isFinite(figure)).toBe(true);
    expect(row.ms.min).toBeLessThanOrEqual(row.ms.median);
    expect(row.ms.median).toBeLessThanOrEqual(row.ms.max);
    expect(row.gflops === null).toBe(["decisions", "gradients", "image"].includes(row.subject));
    const alone = ["peak", "colour", "decisions", "image"].includes(row.subject);
    const compared = !alone && !["jax-js", "webppl"].includes(row.runner);
    expect(row.timesRival !== null).toBe(compared);
  }
  const step = result.rows.filter(({ subject }) => subject === "step");
  const rival = step.find(({ runner }) => runner === "jax-js")!;
  expect(step[0].timesRival).toBeCloseTo(rival.ms.median / step[0].ms.median, 10);
  const peaks = result.rows.filter(({ subject, threads }) => subject === "peak" && threads === 1);
  expect(Math.max(...peaks.map(({ shareOfPeak }) => shareOfPeak!))).toBe(1);

  expect(result.phases?.map(({ threads }) => threads)).toEqual([1, 2]);
  for (const { phases, sum, draw, step: whole } of result.phases!) {
    expect(phases.map(({ name }) => name)).toContain("forwardDrawn");
    for (const { median } of [...phases.map(({ ms }) => ms), sum, draw, whole])
      expect(median).toBeGreaterThan(0);
  }
  for (const stage of ["arithmetic", "training step", "colour images", "prediction", "one image", "phases"]) {
    const [, done, total] = seen.filter(([name]) => name === stage).at(-1)!;
    expect(done).toBe(total);
  }
});

test("without WebPPL the sampler stands alone; without phases there are none", async () => {
  const result = await runBenchmark({ settings, threads: 1 });
  expect(result.threads).toEqual([1]);
  expect(result.phases).toBeNull();
  const gradients = result.rows.filter(({ subject }) => subject === "gradients");
  expect(gradients).toEqual([expect.objectContaining({ runner: "nescio/ppl", timesRival: null })]);
});

test("stops when asked to", async () => {
  const controller = new AbortController();
  const onProgress = (stage: string) => {
    if (stage === "training step") controller.abort();
  };
  const stopped = runBenchmark({ settings, threads: 1, signal: controller.signal, onProgress });
  await expect(stopped).rejects.toMatchObject({ code: "aborted" });
});

describe("settings", () => {
  test.each([
    [{ batch: 0 }, "batch"],
    [{ batch: 8193 }, "batch"],
    [{ hidden: [] }, "hidden"],
    [{ hidden: [16, 0.5] }, "hidden.1"],
    // 784·65,536 + 65,536² + 65,536·10 weights, and a bias for each output.
    [
      { hidden: [65_536, 65_536] },
      "hidden layers: expected layers with at most 33554432 weights, got 4347133962",
    ],
    // Six pools would leave nothing of 32 pixels.
    [{ colourChannels: new Array<number>(12).fill(2) }, "colourChannels"],
    [{ images: 1e9 }, "images"],
    [{ calls: 0 }, "calls"],
    [{ samples: NaN }, "samples"],
    [{ rounds: -1 }, "rounds"],
    [{ images: 100_000, samples: 100_000 }, "images and samples"],
  ])("%o is refused", (change, subject) => {
    const check = () => benchSettings({ ...quickBench, ...change });
    expect(check).toThrow(expect.objectContaining({ code: "invalid-option" }));
    expect(check).toThrow(`benchmark's ${subject}`);
  });

  test("unknown ones too", () => {
    expect(() => benchSettings({ ...quickBench, size: 3 })).toThrow("benchmark's size: expected nothing");
  });
});

test("a pass through the tutorial's network is 0.2 GFLOP a batch", () => {
  expect(denseFlops([784, 1024, 10], 128)).toBe(2 * 128 * (784 * 1024 + 1024 * 10));
});
