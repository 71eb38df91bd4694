import { afterEach, expect, test, vi } from "vitest";
import { race, summarise, type Contestant } from "../../packages/cli/src/bench/timing.js";
import { NescioError } from "../../packages/core/src/errors.js";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Contestants that take the given milliseconds of a clock of their own, run by run. */
function contestants(perRun: number, ...durations: number[][]): { all: Contestant[]; calls: number[] } {
  let clock = 0;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
  const calls: number[] = [];
  const all = durations.map((times, index): Contestant => {
    const left = [...times];
    return {
      perRun,
      run: () => {
        calls.push(index);
        clock += left.shift()!;
        return Promise.resolve();
      },
    };
  });
  return { all, calls };
}

test("takes turns, leaves the warm-up out and divides by the work of a run", async () => {
  const { all, calls } = contestants(4, [1000, 8, 16, 40], [2000, 4, 4, 4]);
  let runs = 0;
  const timings = await race(all, { rounds: 3, warmUp: 1, onRun: () => runs++ });
  expect(calls).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
  expect(timings).toEqual([
    { median: 4, min: 2, max: 10, p99: null, runs: 3 },
    { median: 1, min: 1, max: 1, p99: null, runs: 3 },
  ]);
  expect(runs).toBe(8);
});

test("takes the times of those that time themselves", async () => {
  let run = 0;
  const all: Contestant[] = [
    {
      perRun: 2,
      run: () => Promise.resolve(run++),
      times: () => [10 * run, 10 * run + 2],
    },
  ];
  const [timing] = await race(all, { rounds: 2, warmUp: 1 });
  expect(timing).toEqual({ median: 26, min: 20, max: 32, p99: null, runs: 4 });
});

test("stops before the next run when asked to", async () => {
  const { all, calls } = contestants(1, [1, 1, 1], [1, 1, 1]);
  const controller = new AbortController();
  const stopped = race(all, {
    rounds: 3,
    warmUp: 0,
    signal: controller.signal,
    onRun: () => {
      if (calls.length === 3) controller.abort();
    },
  });
  await expect(stopped).rejects.toThrow(NescioError);
  expect(calls).toHaveLength(3);
});

test("an even number of times has its median in the middle of two", () => {
  expect(summarise([4, 1, 2, 100])).toEqual({ median: 3, min: 1, max: 100, p99: null, runs: 4 });
});

test("of a hundred times and more it is told what 99 % do not exceed", () => {
  const { p99 } = summarise(Array.from({ length: 101 }, (_, i) => i));
  expect(p99).toBeCloseTo(99, 10);
});
