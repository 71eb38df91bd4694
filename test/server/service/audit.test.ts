import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import {
  createDataset,
  createModel,
  denseNetwork,
  parseRule,
  startErrorBound,
  trainPosterior,
  updateErrorBound,
} from "@nescio/core";
import { saveModel } from "@nescio/node";
import { QueueOrder } from "../../../packages/server/src/intake/queue-order.js";
import { startService } from "../../../packages/server/src/start-service.js";
import type { ServiceOptions } from "../../../packages/server/src/service-options.js";
import type { Review } from "../../../packages/server/src/reviews/review.js";
import { openReviewStore, type ReviewStore } from "../../../packages/server/src/reviews/review-store.js";
import { expectNescioError } from "../../helpers/errors.js";
import { temporaryFolder } from "../../helpers/folder.js";
import { boxedModel, formOf, pictureFile } from "../../helpers/service.js";

interface Prediction {
  readonly decision: string;
  readonly refused: boolean;
  readonly labels: readonly string[];
  readonly review: string | null;
}

/** A service on a database for as long as `work` takes. */
async function withService<T>(
  database: string,
  options: Partial<ServiceOptions>,
  work: (address: string) => Promise<T>,
): Promise<T> {
  const models = [{ name: "mnist", file: boxedModel }];
  const service = await startService({ models, database, port: 0, threads: 1, watch: false, ...options });
  try {
    return await work(service.address);
  } finally {
    await service.close();
  }
}

async function withStore<T>(database: string, work: (store: ReviewStore) => Promise<T>): Promise<T> {
  const store = await openReviewStore(database);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const empty = (): Promise<Buffer> =>
  sharp({ create: { width: 90, height: 90, channels: 3, background: "white" } })
    .png()
    .toBuffer();

/** Four digits, and two pictures of nothing. */
const pictures = async (): Promise<Buffer[]> => [
  ...(await Promise.all([1, 3, 4, 5].map((i) => pictureFile(i)))),
  ...[await empty(), await empty()],
];

async function predict(
  address: string,
  files: readonly Uint8Array[],
  query = "",
): Promise<readonly Prediction[]> {
  const url = new URL(`v1/models/mnist/predict${query}`, address);
  const response = await fetch(url, { method: "POST", body: formOf(...files) });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  const { predictions } = JSON.parse(text) as { predictions: readonly Prediction[] };
  const answered = predictions.filter(({ decision }) => decision === "answer");
  // Both are there, or nothing is tested.
  expect(answered.length).toBeGreaterThan(1);
  expect(answered.length).toBeLessThan(predictions.length);
  return predictions;
}

const isAnswered = ({ decision }: Prediction): boolean => decision === "answer";
const arrivalOf = ({ decision }: Prediction): string => (decision === "ambiguous" ? "ambiguous" : "refused");

/** Why each is stored by what was said of it; undefined: it is not. */
type Expected = (prediction: Prediction) => Review["arrival"] | undefined;

const refused: Expected = (one) => (isAnswered(one) ? undefined : (arrivalOf(one) as Review["arrival"]));
const nothing: Expected = () => undefined;
const answeredToo: Expected = (one) => refused(one) ?? "audit";
const all: Expected = (one) => refused(one) ?? "asked";
const answeredOnly: Expected = (one) => (isAnswered(one) ? "audit" : undefined);

describe("what is stored", () => {
  test.each<[string, Partial<ServiceOptions>, string, Expected]>([
    ["nothing by itself", {}, "", nothing],
    ["nothing with a probability of 0", { audit: 0 }, "", nothing],
    ["what is refused, with --review", { review: true }, "", refused],
    ["each answer, with --audit 1", { audit: 1 }, "", answeredOnly],
    ["both", { review: true, audit: 1 }, "?review=policy", answeredToo],
    ["nothing, where the request says so", { review: true, audit: 1 }, "?review=none", nothing],
    ["what is refused, where it says so", { audit: 1 }, "?review=refused", refused],
    ["all, where it says so", { audit: 1 }, "?review=all", all],
  ])("%s", async (_, options, query, expected) => {
    const database = await temporaryFolder();
    const files = await pictures();
    const predictions = await withService(database, options, (address) => predict(address, files, query));
    await withStore(database, async (store) => {
      const stored = await store.list();
      expect(stored.map(({ id }) => id).sort()).toEqual(
        predictions.flatMap(({ review }) => review ?? []).sort(),
      );
      for (const [i, prediction] of predictions.entries()) {
        const arrival = expected(prediction);
        expect(prediction.review === null).toBe(arrival === undefined);
        if (prediction.review === null) continue;
        const review = (await store.find(prediction.review))!;
        const auditRate = arrival === "audit" ? 1 : null;
        expect(review).toMatchObject({ arrival, auditRate, state: "waiting", labelsWanted: 1 });
        expect(review.model.name).toBe("mnist");
        const { review: __, ...said } = prediction;
        expect(review.decision).toMatchObject(said);
        expect(review.input).toEqual({ mediaType: "image/png", shape: [28, 28, 1] });
        expect(review.features).toBeInstanceOf(Float32Array);
        expect(Buffer.compare(Buffer.from((await store.input(review.id))!), files[i])).toBe(0);
      }
    });
  });

  test("two reviewers are asked where the service says so", async () => {
    const database = await temporaryFolder();
    const files = await pictures();
    await withService(database, { review: true, double: true }, (address) => predict(address, files));
    await withStore(database, async (store) => {
      for (const { labelsWanted } of await store.list()) expect(labelsWanted).toBe(2);
    });
  });

  test("a queue is needed for it", async () => {
    const wanting = { models: [{ name: "mnist", file: boxedModel }], database: "none", port: 0 };
    await expectNescioError(() => startService({ ...wanting, review: true }), "invalid-option", "database");
    await expectNescioError(() => startService({ ...wanting, audit: 0.5 }), "invalid-option", "database");
    await withService("none", {}, async (address) => {
      for (const choice of ["all", "refused"]) {
        const url = new URL(`v1/models/mnist/predict?review=${choice}`, address);
        const response = await fetch(url, { method: "POST", body: formOf(await empty()) });
        expect(response.status).toBe(400);
      }
    });
  });
});

test("of one network, what it is least sure of comes first", async () => {
  const database = await temporaryFolder();
  const file = join(await temporaryFolder(), "points.nescio");
  const count = 60;
  const values = Float32Array.from(
    { length: 2 * count },
    (_, i) => ((i * 37) % 23) / 23 + (i % 4 < 2 ? 1 : 0),
  );
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const points = createDataset({
    ...{ name: "points", count, columns: ["x", "y"], values, labels },
    classes: ["a", "b"],
  });
  const result = await trainPosterior(denseNetwork([2], [4], 2), points, {
    ...{ posterior: "point", epochs: 30, batchSize: 20, learningRate: 0.05, threads: 1 },
  });
  const rule = parseRule("max-probability:0.8");
  await saveModel(file, createModel(result, { dataset: points, preset: "default", samples: 1, rule }));
  const inputs = Array.from({ length: 12 }, (_, i) => [i / 6, i / 7]);
  await withService(database, { models: [{ name: "points", file }] }, async (address) => {
    const response = await fetch(new URL("v1/models/points/predict?review=all", address), {
      ...{ method: "POST", body: JSON.stringify({ inputs }) },
      headers: { "Content-Type": "application/json" },
    });
    expect(response.status).toBe(200);
  });
  await withStore(database, async (store) => {
    const order = new QueueOrder(store, (error) => expect.unreachable(String(error)));
    await order.order();
    const entropies = (await store.list()).map(
      ({ decision }) => (decision as { uncertainty: { entropy: number } }).uncertainty.entropy,
    );
    expect(entropies).toHaveLength(12);
    expect(entropies).toEqual(entropies.toSorted((one, other) => other - one));
    expect(entropies[0]).toBeGreaterThan(entropies[11] + 0.1);
  });
});

interface Watched {
  readonly since: number;
  readonly counts: { readonly answered: number; readonly refused: Readonly<Record<string, number>> };
  readonly drift: {
    readonly count: number;
    readonly logCapital: number;
    readonly history: readonly unknown[];
  };
  readonly audit: {
    readonly labelled: number;
    readonly errors: number;
    readonly bound: number | null;
    readonly confidence: number;
  };
}

async function watched(address: string): Promise<Watched> {
  const response = await fetch(new URL("v1/watch", address));
  expect(response.status).toBe(200);
  return ((await response.json()) as { models: readonly Watched[] }).models[0];
}

test("what was seen goes on after a restart, and begins anew on another database", async () => {
  const database = await temporaryFolder();
  const files = await pictures();
  const first = await withService(database, {}, async (address) => {
    await predict(address, files);
    return watched(address);
  });
  expect(first.drift.count).toBe(6);
  expect(await withService(database, {}, watched)).toEqual(first);
  const second = await withService(database, {}, async (address) => {
    await predict(address, files);
    return watched(address);
  });
  expect(second.since).toBe(first.since);
  expect(second.counts.answered).toBe(2 * first.counts.answered);
  expect(second.drift.count).toBe(12);
  expect(second.drift.history.slice(0, 6)).toEqual(first.drift.history);
  expect((await withService("none", {}, watched)).drift.count).toBe(0);
});

test("the audit's bound counts up to the first that is not decided", async () => {
  const database = await temporaryFolder();
  const digits = await Promise.all([1, 3, 4, 5].map((i) => pictureFile(i)));
  const predictions = await withService(database, { audit: 1 }, async (address) => {
    const said: Prediction[] = [];
    // In several requests: the order is that in which they came.
    for (let i = 0; i < 3; i++) said.push(...(await predict(address, [...digits, await empty()])));
    expect((await watched(address)).audit).toMatchObject({
      labelled: 0,
      errors: 0,
      bound: null,
      confidence: 0.95,
    });
    return said;
  });
  const audited = predictions.filter(({ review }) => review !== null);
  expect(audited.length).toBeGreaterThan(5);
  const verdicts: ((id: string, label: string, store: ReviewStore) => Promise<unknown>)[] = [
    (id, label, store) => store.label(id, "ann", label),
    (id, label, store) => store.label(id, "ann", label === "0" ? "1" : "0"),
    (id, _, store) => store.skip(id, "ann"),
    (id, label, store) => store.label(id, "ann", label),
  ];
  const errors = [0, 1, 1, 0];
  // The last but one of them is decided at the end: until then none behind it counts.
  for (const [decided, count] of [
    [[0], 1],
    [[1, 3], 2],
    [[2], 4],
  ] as const) {
    await withStore(database, async (store) => {
      for (const i of decided) {
        const { review, labels } = audited[i];
        await verdicts[i](review!, labels[0], store);
      }
    });
    let bound = startErrorBound({ delta: 0.05 });
    for (const error of errors.slice(0, count)) bound = updateErrorBound(bound, error);
    const { audit } = await withService(database, { audit: 1 }, watched);
    expect(audit).toMatchObject({ labelled: count, errors: bound.sum, bound: bound.upper });
  }
});
