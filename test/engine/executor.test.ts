import type { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Arena } from "../../packages/core/src/engine/arena.js";
import { call } from "../../packages/core/src/engine/call.js";
import { CONTROL_BYTES } from "../../packages/core/src/engine/control.js";
import { Executor } from "../../packages/core/src/engine/executor.js";
import type { KernelVariant } from "../../packages/core/src/engine/kernels.js";
import { startWorker } from "../../packages/core/src/engine/host.node.js";
import type { Host } from "../../packages/core/src/engine/host.js";
import { MAX_PHASES, type Program, type Task } from "../../packages/core/src/engine/program.js";
import { expectNescioError } from "../helpers/errors.js";
import { variants } from "../helpers/raw-kernels.js";
import { watchWorkers } from "../helpers/workers.js";

// The platform's own, unless a test says otherwise.
vi.mock(import("../../packages/core/src/engine/host.node.js"), async (importOriginal) => {
  const host = await importOriginal();
  return { ...host, startWorker: vi.fn(host.startWorker) };
});
const realStart = vi.mocked(startWorker).getMockImplementation()!;
afterEach(() => {
  vi.mocked(startWorker).mockReset().mockImplementation(realStart);
});

const workers = watchWorkers();
const SIZE = 16;
const IMAGES = 8 * 300;

/** A product of nothing with nothing. */
const product = call("matmul", { w: 0, x: 0, k: 0, panels: 0, out: 0 });

/** An executor whose memory holds images, their order and their panels; `gather` turns the first into the last. */
async function start(threads: number, variant?: KernelVariant) {
  const arena = new Arena();
  const control = arena.reserve(4 * CONTROL_BYTES);
  const pixels = arena.reserve(IMAGES * SIZE);
  const order = arena.reserve(IMAGES * 4);
  const scaling = arena.reserve(8);
  const panels = arena.reserve((IMAGES / 8) * (SIZE + 1) * 32);
  const executor = await Executor.start(arena, {
    threads,
    scratchBytes: 1024,
    ...(variant === undefined ? {} : { variant }),
  });
  executor.u8(pixels, IMAGES * SIZE).forEach((_, i, all) => (all[i] = (i * 37) % 256));
  executor.f32(scaling, 2).set([1 / 255, 0]);
  executor.u32(order, IMAGES).forEach((_, i, all) => (all[i] = IMAGES - 1 - i));
  executor.u32(control, 2)[1] = IMAGES;
  const shape = { height: 1, length: SIZE, channels: 1, scaling, pitch: SIZE, first: 0, rows: SIZE + 1 };
  const images = { order, ...shape, x: panels, squares: 0 };
  const gather: Task = { ...call("gatherPixels", { pixels, ...images }), units: IMAGES / 8 };
  /** A unit that reads far outside the memory: WebAssembly traps. */
  const trap: Task = { ...call("gatherPixels", { pixels: 0xffff_0000, ...images }), units: 1 };
  const result = (): Float32Array => executor.f32(panels, (IMAGES / 8) * (SIZE + 1) * 8).slice();
  return { executor, control, gather, trap, result };
}

describe("programs", () => {
  test.each(variants)("compute the same on one thread and on several (%s)", async (variant) => {
    const results: Float32Array[] = [];
    for (const threads of [1, 2, 5]) {
      const { executor, control, gather, result } = await start(threads, variant);
      try {
        expect([executor.threads, executor.variant]).toEqual([threads, variant]);
        expect(workers.running()).toBe(threads === 1 ? 0 : threads);
        // Empty phases and tasks, and many of them: barriers with nothing between.
        const empty = { ...gather, units: 0 };
        await executor.run([[], [empty, gather, empty], [], [empty]], control, 1);
        results.push(result());
      } finally {
        await executor.close();
      }
      expect(workers.running()).toBe(0);
    }
    const [one, ...others] = results;
    expect(one[0]).toBe(Math.fround((((IMAGES - 1) * SIZE * 37) % 256) * Math.fround(1 / 255)));
    for (const other of others) expect(other).toEqual(one);
  });
});

describe("failure", () => {
  const place: [string, (gather: Task, trap: Task) => Program][] = [
    ["in the first unit", (gather, trap) => [[trap, gather], [gather]]],
    ["in the last unit", (gather, trap) => [[gather], [gather, trap], [gather]]],
    ["alone in its phase", (_, trap) => [[trap]]],
    [
      "of a kernel that does not exist",
      (gather) => [[gather, { ...gather, kernel: "nothing" as "gatherPixels" } as Task]],
    ],
  ];
  const cases = [1, 2, 4].flatMap((threads) => place.map(([name, program]) => ({ threads, name, program })));

  test.each(cases)("$name rejects the run; $threads threads", async ({ threads, program }) => {
    const { executor, control, gather, trap } = await start(threads);
    try {
      await expect(executor.run(program(gather, trap), control, 1)).rejects.toThrow(
        /out of bounds|not a function/,
      );
      // Nobody waits for ever for those that failed.
      if (threads > 1) await expect(executor.run([[gather]], control, 1)).rejects.toThrow(/engine failed/);
    } finally {
      await executor.close();
    }
    expect(workers.running()).toBe(0);
  });

  test("of a whole thread rejects the run that waits for it, and every later one", async () => {
    let victim: Worker | undefined;
    process.once("worker", (worker) => (victim = worker));
    const { executor, control, gather } = await start(2);
    try {
      // Seconds of work: 2³¹ − 1 products of nothing.
      const nothing = { ...product, units: 2 ** 31 - 1 };
      const run = executor.run([[nothing]], control, 1);
      void victim!.terminate();
      await expectNescioError(
        () => run,
        "unsupported",
        "worker of the engine ended",
        "Is there memory enough?",
      );
      await expectNescioError(() => executor.run([[gather]], control, 1), "unsupported");
    } finally {
      await executor.close();
    }
    expect(workers.running()).toBe(0);
  });
});

describe("workers that the host refuses", () => {
  const refusal = new Error("no further thread");
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);

  test.each([0, 1, 3])("number %i of 4: the start rejects, the others end", async (refused) => {
    let calls = 0;
    vi.mocked(startWorker).mockImplementation((...args) => {
      if (calls++ === refused) throw refusal;
      return realStart(...args);
    });
    process.on("unhandledRejection", note);
    try {
      await expect(start(4)).rejects.toBe(refusal);
      expect(workers.running()).toBe(0);
      // Rejections that nobody handles are told after the microtasks.
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", note);
    }
  });
});

describe("several threads that fail", () => {
  /** Workers that answer every run when the test says so. */
  async function scripted(threads: number) {
    const answers: Parameters<Host["startWorker"]>[1][] = [];
    vi.mocked(startWorker).mockImplementation((_, onMessage) => {
      answers.push(onMessage);
      return {
        send: ({ type }) => type === "join" && onMessage({ type: "done" }),
        terminate: () => Promise.resolve(),
      };
    });
    return { ...(await start(threads)), answers };
  }
  const echo = { type: "failed", message: "another thread failed", echo: true } as const;
  const real = { type: "failed", message: "out of bounds", echo: false } as const;

  test("the reason is told, not its echo, in whatever order they come", async () => {
    for (const order of [
      [echo, echo, real],
      [echo, real, echo],
      [real, echo, echo],
    ]) {
      const { executor, control, answers } = await scripted(3);
      const run = executor.run([], control, 1);
      order.forEach((answer, i) => answers[i](answer));
      await expect(run).rejects.toThrow("the engine failed: out of bounds");
    }
  });

  test("the reason does not wait for threads that are still at work", async () => {
    const { executor, control, answers } = await scripted(3);
    const run = executor.run([], control, 1);
    answers[0](echo);
    answers[2](real);
    await expect(run).rejects.toThrow("out of bounds");
  });

  test("echoes alone reject as well", async () => {
    const { executor, control, answers } = await scripted(2);
    const run = executor.run([], control, 1);
    for (const answer of answers) answer(echo);
    await expect(run).rejects.toThrow("another thread of the engine failed");
  });
});

describe("options", () => {
  test.each([0, -1, 65, 1.5, NaN])("%s threads are refused before anything starts", async (threads) => {
    const before = workers.started();
    await expectNescioError(() => start(threads), "invalid-option", "threads", "1 to 64", `${threads}`);
    expect(workers.started()).toBe(before);
  });

  test("kernels that do not exist are refused", async () => {
    await expectNescioError(() => start(1, "fast" as KernelVariant), "unsupported", "fast");
  });

  test("a program of too many phases is refused", async () => {
    const { executor, control, gather } = await start(1);
    const phases = (count: number): Program => Array.from({ length: count }, () => [gather]);
    await executor.run(phases(MAX_PHASES), control, 1);
    await expectNescioError(() => executor.run(phases(MAX_PHASES + 1), control, 1), "unsupported", "layers");
    await executor.close();
  });

  test.each([1, 2])("an aborted signal stops a run; %s threads", async (threads) => {
    const { executor, control, gather } = await start(threads);
    await expectNescioError(() => executor.run([[gather]], control, 1, AbortSignal.abort()), "aborted");
    await executor.close();
    expect(workers.running()).toBe(0);
  });

  // Of either, all steps together would take an hour.
  test.each([
    ["between steps", 1, 2000, 10_000_000],
    ["within a step", 1, 2 ** 31 - 1, 30],
    ["within a step", 2, 2 ** 31 - 1, 30],
  ])("an abort comes through %s; %i threads", async (_, threads, units, steps) => {
    const { executor, control } = await start(threads);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    const run = executor.run([[{ ...product, units }]], control, steps, controller.signal);
    await expectNescioError(() => run, "aborted");
    await executor.close();
    expect(workers.running()).toBe(0);
  });

  test("a step that was interrupted by turns of the event loop computes the same", async () => {
    const results: Float32Array[] = [];
    let time = 1e9;
    // A clock that stands, and one by which every unit takes a second.
    for (const now of [() => time, () => (time += 1000)]) {
      const { executor, control, gather, result } = await start(1);
      vi.spyOn(performance, "now").mockImplementation(now);
      const follow = call("matmul", { w: 0, x: 0, k: 0, panels: 0, out: 0 });
      await executor.run([[gather, { ...gather, then: [follow], span: 8 }], [], [gather]], control, 1);
      vi.restoreAllMocks();
      results.push(result());
      await executor.close();
    }
    expect(results[1]).toEqual(results[0]);
  });
});
