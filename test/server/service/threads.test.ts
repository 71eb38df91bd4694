import { expect, test, vi } from "vitest";
import { pixelsOfDigit, postJson, serviceOf } from "../../helpers/service.js";

// A thread that ends by itself, as where its memory is used up, is not to be had at will: here a number in an input ends it.
const fatal = 66;

vi.mock("node:worker_threads", async (original) => {
  const own = await original<typeof import("node:worker_threads")>();
  interface Asked {
    readonly type: string;
    readonly parts?: readonly { readonly inputs: readonly { readonly values?: readonly number[] }[] }[];
  }
  return {
    ...own,
    Worker: class extends own.Worker {
      override postMessage(message: Asked): void {
        super.postMessage(message);
        const ends =
          message.parts?.some(({ inputs }) => inputs.some(({ values }) => values?.[0] === fatal)) ?? false;
        if (ends && times-- > 0) void this.terminate();
      }
    },
  };
});

/** How often it still ends the thread. */
let times = 0;

const path = "v1/models/mnist/predict";
const digit = (i: number): number[] => Array.from(pixelsOfDigit(i));
const ending = [fatal, ...digit(1).slice(1)];

test("a thread that dies is replaced, and what it had is answered", async () => {
  times = 1;
  const service = await serviceOf();
  const before = await Promise.all([1, 2, 3].map((i) => postJson(service, path, { inputs: [digit(i)] })));
  const asked = [ending, digit(1), digit(2), digit(3)].map((input) =>
    postJson(service, path, { inputs: [input] }),
  );
  const answers = await Promise.all(asked);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(times).toBeLessThanOrEqual(0);
  const bodies = await Promise.all(answers.slice(1).map((answer) => answer.json()));
  expect(bodies).toEqual(await Promise.all(before.map((answer) => answer.json())));
  const metrics = await (await fetch(new URL("metrics", service.address))).text();
  expect(metrics).toMatch(/nescio_prediction_thread_deaths_total 1\n/);
  expect(service.log.text).toContain("a prediction thread ended; another takes its place");
});

test("what ends every thread is refused alone", async () => {
  times = Infinity;
  const service = await serviceOf();
  // Keeps the thread busy, so that the others wait and go together.
  const first = postJson(service, path, { inputs: Array.from({ length: 20 }, () => digit(1)) });
  const others = [digit(1), ending, digit(2), digit(3)].map((input) =>
    postJson(service, path, { inputs: [input] }),
  );
  expect((await first).status).toBe(200);
  const answers = await Promise.all(others);
  expect(answers.map(({ status }) => status)).toEqual([200, 500, 200, 200]);
  expect(await answers[1].json()).toMatchObject({ type: "urn:nescio:problem:internal" });
  times = 0;
  expect((await postJson(service, path, { inputs: [digit(1)] })).status).toBe(200);
  const metrics = await (await fetch(new URL("metrics", service.address))).text();
  expect(metrics).toMatch(/nescio_prediction_thread_deaths_total 2\n/);
});
