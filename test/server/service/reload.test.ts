import { createHash } from "node:crypto";
import { cp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { answer, loadModel } from "@nescio/node";
import { temporaryFolder } from "../../helpers/folder.js";
import { formOf, pictureFile, postJson, saveSmallModel, serviceOf } from "../../helpers/service.js";

interface Told {
  readonly model: { readonly digest: string };
  readonly predictions: readonly { readonly probabilities: Readonly<Record<string, number>> }[];
}

/** Two models as files, what each says of a picture, and a place for one of them. */
async function twoModels() {
  const folder = await temporaryFolder();
  const files = [join(folder, "a.nescio"), join(folder, "b.nescio")] as const;
  await saveSmallModel(files[0], "ensemble", 1);
  await saveSmallModel(files[1], "mean-field", 2);
  const picture = await pictureFile(4);
  const said = new Map<string, Record<string, number>>();
  for (const file of files) {
    const digest = createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
    const model = await loadModel(file);
    const { probabilities } = await answer(model, picture);
    said.set(digest, Object.fromEntries(model.classes.map((name, c) => [name, probabilities[c]])));
  }
  const file = join(folder, "served.nescio");
  await cp(files[0], file);
  let count = 0;
  /** Puts another file in its place at once. */
  const put = async (bytes: string | Uint8Array): Promise<void> => {
    const beside = join(folder, `new-${count++}`);
    await writeFile(beside, bytes);
    await rename(beside, file);
  };
  const putModel = async (i: 0 | 1): Promise<void> => put(await readFile(files[i]));
  return { folder, file, picture, said, put, putModel };
}

/** Asks until it is told to stop, several at a time; each answer has to be one model's, whole. */
function load(
  address: string,
  picture: Uint8Array,
  said: ReadonlyMap<string, Readonly<Record<string, number>>>,
) {
  let isOver = false;
  const digests: string[] = [];
  const ask = async (): Promise<void> => {
    while (!isOver) {
      const response = await fetch(new URL("v1/models/small/predict", address), {
        ...{ method: "POST", body: formOf(picture, picture) },
      });
      const text = await response.text();
      expect(response.status, text).toBe(200);
      const { model, predictions } = JSON.parse(text) as Told;
      digests.push(model.digest);
      for (const { probabilities } of predictions) expect(probabilities).toEqual(said.get(model.digest));
    }
  };
  const asking = Promise.all(Array.from({ length: 6 }, ask));
  return async (): Promise<readonly string[]> => {
    isOver = true;
    await asking;
    return digests;
  };
}

test("a hundred reloads under load: each request is answered, by one model whole", async () => {
  const { file, picture, said, putModel } = await twoModels();
  const service = await serviceOf({ models: [{ name: "small", file }], threads: 2 });
  const stop = load(service.address, picture, said);
  for (let i = 1; i <= 100; i++) {
    await putModel((i % 2) as 0 | 1);
    const [reload] = await service.reload();
    expect(reload).toMatchObject({ name: "small", isNew: true });
  }
  const digests = await stop();
  expect(new Set(digests)).toEqual(new Set(said.keys()));
  expect(digests.length).toBeGreaterThan(100);
  // Nothing is left of them but what is served.
  const metrics = await (await fetch(new URL("metrics", service.address))).text();
  expect(metrics).toContain('nescio_model_reloads_total{model="small",result="loaded"} 100');
  expect(metrics.match(/^nescio_model_info\{/gm)).toHaveLength(1);
  expect(service.log.lines.filter(({ level }) => (level as number) >= 50)).toEqual([]);
});

test("a model is there for a request whose files come while another takes its place", async () => {
  const { file, picture, said, putModel } = await twoModels();
  const service = await serviceOf({ models: [{ name: "small", file }] });
  const [{ digest }] = service.models;
  const form = new Response(formOf(picture));
  const bytes = new Uint8Array(await form.arrayBuffer());
  let goOn = (): void => undefined;
  const waiting = new Promise<void>((resolve) => (goOn = resolve));
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, 100));
      await waiting;
      controller.enqueue(bytes.subarray(100));
      controller.close();
    },
  });
  const slow = fetch(new URL("v1/models/small/predict", service.address), {
    ...{ method: "POST", body, duplex: "half" },
    headers: { "Content-Type": form.headers.get("Content-Type")! },
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  await putModel(1);
  await service.reload();
  goOn();
  const response = await slow;
  const told = (await response.json()) as Told;
  expect(response.status).toBe(200);
  expect(told.model.digest).toBe(digest);
  expect(told.predictions[0].probabilities).toEqual(said.get(digest));
});

test("a model that comes back goes on with what was seen of it", async () => {
  const { file, picture, putModel } = await twoModels();
  const service = await serviceOf({ models: [{ name: "small", file }] });
  const seen = async (): Promise<number> => {
    const { models } = (await (await fetch(new URL("v1/watch", service.address))).json()) as {
      models: readonly [{ counts: { answered: number; refused: Readonly<Record<string, number>> } }];
    };
    const [{ counts }] = models;
    return Object.values(counts.refused).reduce((sum, count) => sum + count, counts.answered);
  };
  const url = new URL("v1/models/small/predict", service.address);
  await fetch(url, { method: "POST", body: formOf(picture, picture) });
  expect(await seen()).toBe(2);
  await putModel(1);
  await service.reload();
  expect(await seen()).toBe(0);
  await putModel(0);
  await service.reload();
  expect(await seen()).toBe(2);
});

test("one file under two names is there for both, whatever becomes of the other", async () => {
  const { folder, file, picture, said, putModel } = await twoModels();
  const models = [
    { name: "small", file },
    { name: "same", file: join(folder, "a.nescio") },
  ];
  const service = await serviceOf({ models });
  const [{ digest }] = service.models;
  for (let i = 0; i < 4; i++) {
    await putModel(((i + 1) % 2) as 0 | 1);
    await service.reload();
    const url = new URL("v1/models/same/predict", service.address);
    const response = await fetch(url, { method: "POST", body: formOf(picture) });
    const told = (await response.json()) as Told;
    expect(told.model.digest).toBe(digest);
    expect(told.predictions[0].probabilities).toEqual(said.get(digest));
  }
});

test("a file that changes is noticed", async () => {
  const { file, picture, said, putModel } = await twoModels();
  const service = await serviceOf({ models: [{ name: "small", file }], watch: true });
  const [first, second] = said.keys();
  const served = async () =>
    ((await (await fetch(new URL("v1/models/small", service.address))).json()) as { digest: string }).digest;
  const stop = load(service.address, picture, said);
  expect(await served()).toBe(first);
  for (const [i, digest] of [second, first].entries()) {
    await putModel(i === 0 ? 1 : 0);
    await vi.waitFor(async () => expect(await served()).toBe(digest), 15_000);
  }
  await stop();
});

test("a file that cannot be used leaves the model in place, and says so", async () => {
  const { file, picture, said, put, putModel } = await twoModels();
  const service = await serviceOf({ models: [{ name: "small", file }] });
  const [{ digest }] = service.models;
  const good = await readFile(file);
  const bad: [string, () => Promise<void>][] = [
    ["truncated", () => put(good.subarray(0, good.length >> 1))],
    ["damaged", () => put(good.map((byte, i) => (i === good.length - 9 ? byte ^ 255 : byte)))],
    ["another kind", () => put(picture)],
    ["empty", () => put("")],
    ["missing", () => rm(file)],
  ];
  const state = async () => {
    const model = (await (await fetch(new URL("v1/models/small", service.address))).json()) as {
      digest: string;
      problem: string | null;
    };
    const metrics = await (await fetch(new URL("metrics", service.address))).text();
    const [, stale] = /nescio_model_stale\{model="small"\} (\d)/.exec(metrics)!;
    const [, refused = "0"] = /result="refused"\} (\d+)/.exec(metrics) ?? [];
    return { digest: model.digest, problem: model.problem, stale, refused: Number(refused) };
  };
  for (const [i, [kind, change]] of bad.entries()) {
    await change();
    const [reload] = await service.reload();
    expect(reload, kind).toMatchObject({ name: "small", error: { name: "NescioError" } });
    const { problem, ...rest } = await state();
    expect(rest, kind).toEqual({ digest, stale: "1", refused: i + 1 });
    expect(problem, kind).toMatch(/^expected .+, got /);
    expect(problem).not.toContain(file);
    const errors = service.log.lines.filter(({ level }) => (level as number) >= 50);
    expect(errors).toHaveLength(i + 1);
    expect(errors[i]).toMatchObject({ model: "small" });
    const response = await fetch(new URL("v1/models/small/predict", service.address), {
      ...{ method: "POST", body: formOf(picture) },
    });
    const told = (await response.json()) as Told;
    expect(told.model.digest).toBe(digest);
    expect(told.predictions[0].probabilities).toEqual(said.get(digest));
  }
  await putModel(0);
  expect(await service.reload()).toMatchObject([{ isNew: false }]);
  expect(await state()).toMatchObject({ digest, problem: null, stale: "0" });
  expect((await postJson(service, "v1/models/small/predict", { inputs: [[1]] })).status).toBe(422);
});
