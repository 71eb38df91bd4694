import { createHash } from "node:crypto";
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Json } from "@nescio/core";
import { recordToJson } from "../../../packages/server/src/reviews/exchange.js";
import { newReviewId } from "../../../packages/server/src/reviews/review-id.js";
import { openReviewStore, type ReviewStore } from "../../../packages/server/src/reviews/review-store.js";
import type { NewReview } from "../../../packages/server/src/reviews/review.js";
import type { ShownReview } from "../../../packages/server/src/http/schemas/reviews.js";
import { temporaryFolder } from "../../helpers/folder.js";
import { postgresPrograms, startPostgres, type TestPostgres } from "../../helpers/postgres.js";
import { aDecision, reviewApp } from "../../helpers/review-app.js";
import { aReview, bytesFor } from "../../helpers/reviews.js";

const lines = "application/x-ndjson";

async function openedStore(address?: string): Promise<ReviewStore> {
  const store = await openReviewStore(address ?? (await temporaryFolder()));
  onTestFinished(() => store.close());
  return store;
}

/** An application on a store of its own with so many reviews, the highest score first. */
async function appOf(count: number, given: Partial<NewReview> = {}) {
  const store = await openedStore();
  const reviews = Array.from({ length: count }, (_, i) => aReview({ score: count - i, ...given }));
  if (count > 0) await store.put(reviews);
  const judged: string[] = [];
  const app = await reviewApp({
    store,
    classesOf: ({ name }) => (name === "mnist" ? ["six", "seven"] : undefined),
    judged: ({ id }) => judged.push(id),
  });
  onTestFinished(() => app.close());
  return { app, store, judged, ids: reviews.map(({ id }) => id) };
}

/** What answers hold, of which each has its part. */
interface Body extends ShownReview {
  readonly reviews: readonly ShownReview[];
  readonly counts: object;
  readonly next?: string;
  readonly together: {
    readonly kappa: number;
    readonly standardError: number;
    readonly interval: [number, number];
  };
  readonly pairs: readonly object[];
  readonly disagreed: number;
  readonly disagreements: readonly object[];
  readonly suspects: readonly { readonly threshold: number; readonly margin: number; readonly why: string }[];
  readonly type: string;
  readonly status: number;
  readonly detail: string;
  readonly subject: string;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Body;
}

async function ask(app: FastifyInstance, url: string, payload?: Json, method?: "DELETE"): Promise<Answer> {
  const options: InjectOptions =
    payload === undefined
      ? { method: method ?? "GET", url }
      : {
          method: "POST",
          url,
          payload: JSON.stringify(payload),
          headers: { "content-type": "application/json" },
        };
  const response = await app.inject(options);
  const type = typeOf(response);
  const body: unknown =
    type.includes("json") && !type.includes("ndjson") ? response.json<Body>() : response.body;
  return { status: response.statusCode, type, body: body as Body };
}

/** The media type of an answer, without its parameters. */
function typeOf({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string {
  const type = headers["content-type"];
  return typeof type === "string" ? type.replace(/;.*/, "") : "";
}

/** Expects a problem, whose code ends its type. */
function expectProblem({ status, type, body }: Answer, wanted: number, code: string | RegExp): void {
  expect({ status, type }).toEqual({ status: wanted, type: "application/problem+json" });
  expect(body.type.replace("urn:nescio:problem:", "")).toMatch(code);
  expect(body.status).toBe(wanted);
}

describe("reading the queue", () => {
  test("comes in its order, page by page, with counts", async () => {
    const { app, ids } = await appOf(5);
    const seen: string[] = [];
    let next: string | undefined = "";
    while (next !== undefined) {
      const after: string = next === "" ? "" : `&after=${encodeURIComponent(next)}`;
      const { status, body } = await ask(app, `/v1/reviews?count=2${after}`);
      expect(status).toBe(200);
      expect(body.counts).toEqual({ waiting: 5, claimed: 0, labelled: 0, skipped: 0 });
      seen.push(...body.reviews.map(({ id }) => id));
      next = body.next;
    }
    expect(seen).toEqual(ids);
  });

  test("only those of a model, a state or an arrival", async () => {
    const { app, store, ids } = await appOf(2);
    const audit = aReview({
      arrival: "audit",
      auditRate: 0.5,
      model: { name: "other", digest: "cd".repeat(32) },
    });
    await store.put([audit]);
    await store.label(ids[0], "ann", "seven");
    const idsOf = async (query: string) =>
      (await ask(app, `/v1/reviews?${query}`)).body.reviews.map(({ id }) => id);
    expect(await idsOf("model=other")).toEqual([audit.id]);
    expect(await idsOf("arrival=audit")).toEqual([audit.id]);
    expect(await idsOf("state=labelled")).toEqual([ids[0]]);
    expect(await idsOf("model=mnist&state=waiting")).toEqual([ids[1]]);
    expect(await idsOf("model=none")).toEqual([]);
  });

  test("a review says what the network said, without its features", async () => {
    const { app, ids } = await appOf(1, { decision: aDecision({ six: 0.4, seven: 0.6 }) });
    const { body } = await ask(app, `/v1/reviews/${ids[0]}`);
    expect(body).toMatchObject({ id: ids[0], state: "waiting", claim: null, verdicts: [] });
    expect(body.decision).toEqual(aDecision({ six: 0.4, seven: 0.6 }));
    expect(body).not.toHaveProperty("features");
    expect(body.input).toEqual({ mediaType: "image/png", shape: [28, 28, 1] });
  });

  test.each([[null], ["text"], [[1, 2]], [{ probabilities: [0.1], nearest: "all", hints: [] }]] as Json[][])(
    "of a decision that is none, what is one: %j",
    async (decision) => {
      const { app, ids } = await appOf(1, { decision });
      const { status, body } = await ask(app, `/v1/reviews/${ids[0]}`);
      expect(status).toBe(200);
      expect(body.decision).toEqual(
        typeof decision === "object" && decision && "hints" in decision ? { hints: [] } : {},
      );
    },
  );

  test.each(["none", newReviewId(), "%00", "..%2f..%2fetc", "a".repeat(90), "'or 1=1--"])(
    "there is no review %j",
    async (id) => {
      const { app } = await appOf(0);
      expectProblem(await ask(app, `/v1/reviews/${id}`), 404, "not-found");
      expectProblem(
        await ask(app, `/v1/reviews/${id}/input`),
        id === "%ff%fe" ? 400 : 404,
        /not-found|bad-url/,
      );
    },
  );

  test.each([
    "count=0",
    "count=1001",
    "count=x",
    "count=1&count=2",
    "state=gone",
    "arrival=",
    "model=",
    "model=%00",
    `model=${"m".repeat(201)}`,
    "after=1",
    `after=NaN:${newReviewId()}`,
    `after=1e999:${newReviewId()}`,
    `after=1:${"x".repeat(36)}`,
  ])("a query that is none: %s", async (query) => {
    const { app } = await appOf(0);
    expectProblem(await ask(app, `/v1/reviews?${query}`), 400, "validation");
  });

  test("is deleted with its input", async () => {
    const { app, ids } = await appOf(1);
    expect((await ask(app, `/v1/reviews/${ids[0]}`, undefined, "DELETE")).status).toBe(204);
    expectProblem(await ask(app, `/v1/reviews/${ids[0]}`, undefined, "DELETE"), 404, "not-found");
    expectProblem(await ask(app, `/v1/reviews/${ids[0]}/input`), 404, "not-found");
  });
});

describe("an input", () => {
  test.each([
    ["image/png", "image/png", "inline"],
    ["IMAGE/JPEG; q=1", "image/jpeg", "inline"],
    ["application/json", "application/json", "attachment"],
    ["image/svg+xml", "application/octet-stream", "attachment"],
    ["text/html", "application/octet-stream", "attachment"],
    ["image/png\r\nx: y", "application/octet-stream", "attachment"],
  ])("that came as %j is sent as %s", async (mediaType, type, disposition) => {
    const id = newReviewId();
    const input = { bytes: bytesFor(id), mediaType, shape: [28, 28, 1] };
    const { app } = await appOf(1, { id, input });
    const { headers, rawPayload } = await app.inject(`/v1/reviews/${id}/input`);
    expect(headers["content-type"]).toBe(type);
    expect(headers["content-disposition"]).toMatch(disposition);
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "cache-control": "no-store" });
    expect(sha256(rawPayload)).toBe(sha256(bytesFor(id)));
  });
});

describe("reviewers", () => {
  test("claim, label, skip and undo", async () => {
    const { app, ids, judged } = await appOf(3);
    const { body } = await ask(app, "/v1/reviews/claim", { reviewer: "ann", count: 2, leaseSeconds: 60 });
    expect(body.reviews.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(body.reviews[0].claim?.reviewer).toBe("ann");
    expect(body.reviews[0].claim!.until - Date.now()).toBeLessThanOrEqual(60_000);

    const labelled = await ask(app, `/v1/reviews/${ids[0]}/label`, { reviewer: "ann", label: "seven" });
    expect(labelled.body).toMatchObject({
      state: "labelled",
      verdicts: [{ reviewer: "ann", label: "seven" }],
    });
    const skipped = await ask(app, `/v1/reviews/${ids[1]}/skip`, { reviewer: "ann" });
    expect(skipped.body).toMatchObject({ state: "skipped", verdicts: [{ label: null }] });
    const undone = await ask(app, "/v1/reviews/undo", { reviewer: "ann" });
    expect(undone).toMatchObject({ status: 200, body: { id: ids[1], state: "claimed", verdicts: [] } });
    await ask(app, "/v1/reviews/undo", { reviewer: "ann" });
    expect((await ask(app, "/v1/reviews/undo", { reviewer: "ann" })).status).toBe(204);
    expect(judged).toEqual([ids[0], ids[1], ids[1], ids[0]]);
  });

  test("the same verdict again changes nothing, another one has to say that it replaces it", async () => {
    const { app, ids } = await appOf(1);
    const url = `/v1/reviews/${ids[0]}/label`;
    const first = await ask(app, url, { reviewer: "ann", label: "seven" });
    expect(await ask(app, url, { reviewer: "ann", label: "seven" })).toEqual(first);
    const conflict = await ask(app, url, { reviewer: "ann", label: "six" });
    expectProblem(conflict, 409, "conflict");
    expect(conflict.body.detail).toContain('"seven"');
    expectProblem(await ask(app, `/v1/reviews/${ids[0]}/skip`, { reviewer: "ann" }), 409, "conflict");
    const replaced = await ask(app, url, { reviewer: "ann", label: "six", replace: true });
    expect(replaced.body.verdicts).toMatchObject([{ reviewer: "ann", label: "six" }]);
  });

  test("what another reviewer has is a conflict", async () => {
    const { app, ids } = await appOf(1);
    await ask(app, "/v1/reviews/claim", { reviewer: "ann" });
    expect((await ask(app, "/v1/reviews/claim", { reviewer: "bob" })).body).toEqual({ reviews: [] });
    const { body, ...rest } = await ask(app, `/v1/reviews/${ids[0]}/label`, {
      reviewer: "bob",
      label: "six",
    });
    expectProblem({ body, ...rest }, 409, "conflict");
    expect(body.detail).toContain("ann has until");
  });

  test("what a reviewer has is handed out again where that is wanted, and only then", async () => {
    const { app, ids } = await appOf(3);
    await ask(app, "/v1/reviews/claim", { reviewer: "ann", count: 1, leaseSeconds: 60 });
    await ask(app, "/v1/reviews/claim", { reviewer: "bob", count: 1, leaseSeconds: 60 });
    const { body } = await ask(app, "/v1/reviews/claim", { reviewer: "ann", count: 3, again: true });
    expect(body.reviews.map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    expect(body.reviews[0].claim!.until - Date.now()).toBeGreaterThan(500_000);
    expect((await ask(app, "/v1/reviews/claim", { reviewer: "ann", count: 3 })).body.reviews).toEqual([]);
  });

  test("a second reviewer does not see what the first has said", async () => {
    const { app, ids } = await appOf(1, { labelsWanted: 2 });
    await ask(app, `/v1/reviews/${ids[0]}/label`, { reviewer: "ann", label: "seven" });
    const { body } = await ask(app, "/v1/reviews/claim", { reviewer: "bob" });
    expect(body.reviews).toMatchObject([{ id: ids[0], verdicts: [] }]);
  });

  test("a label is a class of the review's model, unless that is not known any more", async () => {
    const { app, store, ids } = await appOf(1);
    const refused = await ask(app, `/v1/reviews/${ids[0]}/label`, { reviewer: "ann", label: "Six" });
    expectProblem(refused, 422, "invalid-data");
    const gone = aReview({ model: { name: "gone", digest: "cd".repeat(32) } });
    await store.put([gone]);
    expect((await ask(app, `/v1/reviews/${gone.id}/label`, { reviewer: "ann", label: "Six" })).status).toBe(
      200,
    );
  });

  test("names and labels of all kinds come back as they were", async () => {
    const { app, ids } = await appOf(1, { model: { name: "gone", digest: "ab".repeat(32) } });
    const [reviewer, label] = ["Ünal 🙂 \u202e\n'; drop table reviews; --", "__proto__"];
    const { body } = await ask(app, `/v1/reviews/${ids[0]}/label`, { reviewer, label });
    expect(body.verdicts).toMatchObject([{ reviewer, label }]);
  });

  const hostile: readonly Json[] = [
    null,
    [],
    "ann",
    {},
    { reviewer: "" },
    { reviewer: 1 },
    { reviewer: ["ann"] },
    { reviewer: "a\0b" },
    { reviewer: "\ud800" },
    { reviewer: "a".repeat(201) },
  ];
  test.each(hostile.map((body) => [body]))("a body that is none: %j", async (body) => {
    const { app, ids } = await appOf(1);
    for (const url of ["claim", "undo", `${ids[0]}/skip`]) {
      expectProblem(await ask(app, `/v1/reviews/${url}`, body), 400, "validation");
    }
    const labelled = typeof body === "object" && !Array.isArray(body) ? { ...body, label: "six" } : body;
    expectProblem(await ask(app, `/v1/reviews/${ids[0]}/label`, labelled), 400, "validation");
  });

  test.each<[string, Json]>([
    ["claim", { reviewer: "ann", count: 0 }],
    ["claim", { reviewer: "ann", count: 1.5 }],
    ["claim", { reviewer: "ann", count: "1" }],
    ["claim", { reviewer: "ann", leaseSeconds: -1 }],
    ["claim", { reviewer: "ann", leaseSeconds: 1e9 }],
    ["ID/label", { reviewer: "ann" }],
    ["ID/label", { reviewer: "ann", label: null }],
    ["ID/label", { reviewer: "ann", label: "" }],
    ["ID/label", { reviewer: "ann", label: "\udfff" }],
    ["ID/label", { reviewer: "ann", label: "x".repeat(1001) }],
    ["ID/label", { reviewer: "ann", label: "six", replace: "yes" }],
  ])("nor is %s %j one", async (url, body) => {
    const { app, ids } = await appOf(1);
    expectProblem(await ask(app, `/v1/reviews/${url.replace("ID", ids[0])}`, body), 400, "validation");
  });

  test("nobody judges what is not there", async () => {
    const { app } = await appOf(0);
    for (const id of [newReviewId(), "none", "%00"]) {
      expectProblem(
        await ask(app, `/v1/reviews/${id}/label`, { reviewer: "ann", label: "six" }),
        404,
        "not-found",
      );
      expectProblem(await ask(app, `/v1/reviews/${id}/skip`, { reviewer: "ann" }), 404, "not-found");
    }
  });
});

describe("what verdicts say", () => {
  test("agreement is Cohen's kappa, with the items on which two differ", async () => {
    // Cohen's table of 20 + 5 + 10 + 15: agreement 0.7, by chance 0.5, kappa 0.4.
    const table = [
      ...Array.from({ length: 20 }, () => ["six", "six"]),
      ...Array.from({ length: 5 }, () => ["six", "seven"]),
      ...Array.from({ length: 10 }, () => ["seven", "six"]),
      ...Array.from({ length: 15 }, () => ["seven", "seven"]),
    ];
    const { app, store, ids } = await appOf(table.length + 1, { labelsWanted: 2 });
    for (const [i, [first, second]] of table.entries()) {
      await store.label(ids[i], "ann", first);
      await store.label(ids[i], "bob", second);
    }
    await store.label(ids[table.length], "ann", "six");
    const { body } = await ask(app, "/v1/reviews/agreement?count=4");
    expect(body.together).toMatchObject({ items: 50, agreement: 0.7, expectedAgreement: 0.5 });
    expect(body.together.kappa).toBeCloseTo(0.4, 12);
    const { standardError, interval } = body.together;
    expect(interval[1] - interval[0]).toBeCloseTo(2 * 1.959964 * standardError, 6);
    expect(body.pairs).toMatchObject([{ reviewers: ["ann", "bob"], items: 50 }]);
    expect(body.disagreed).toBe(15);
    expect(body.disagreements).toHaveLength(4);
    expect(body.disagreements[0]).toEqual({
      id: ids[20],
      labels: [
        { reviewer: "ann", label: "six" },
        { reviewer: "bob", label: "seven" },
      ],
    });
    expect((await ask(app, "/v1/reviews/agreement?model=other")).body).toEqual({
      together: null,
      pairs: [],
      disagreed: 0,
      disagreements: [],
    });
  });

  test("suspects are labels that the network finds improbable, by its usual confidence in each class", async () => {
    const { app, store } = await appOf(0);
    // Of class six it is usually sure (0.8), of seven not (0.5): thresholds (0.9+0.9+0.9+0.5)/4 and (0.6+0.6+0.55+0.1)/4.
    const judged: readonly (readonly [six: number, label: string])[] = [
      [0.9, "six"],
      [0.9, "six"],
      [0.9, "six"],
      [0.5, "six"], // prettier-ignore
      [0.4, "seven"],
      [0.4, "seven"],
      [0.45, "seven"],
      [0.9, "seven"], // prettier-ignore
    ];
    const reviews = judged.map(([six], i) =>
      aReview({ decision: aDecision({ six, seven: 1 - six }), score: judged.length - i }),
    );
    await store.put(reviews);
    for (const [i, [, label]] of judged.entries()) await store.label(reviews[i].id, "ann", label);
    const { body } = await ask(app, "/v1/reviews/suspects");
    expect(body).toMatchObject({ judged: 8, suspected: 1 });
    const [suspect] = body.suspects;
    expect(suspect).toMatchObject({ id: reviews[7].id, reviewer: "ann", label: "seven", suggested: "six" });
    expect(suspect.threshold).toBeCloseTo(0.8, 12);
    expect(suspect.margin).toBeCloseTo(0.8, 12);
    expect(suspect.why).toContain("gives “seven” 10 % and “six” 90 %");
  });

  test("decisions without probabilities, and labels without one, are passed over", async () => {
    const { app, store, ids } = await appOf(1, { decision: "nothing" });
    const other = aReview({
      decision: aDecision({ six: 1 }),
      model: { name: "gone", digest: "ab".repeat(32) },
    });
    await store.put([other]);
    await store.label(ids[0], "ann", "six");
    await store.label(other.id, "ann", "__proto__");
    expect((await ask(app, "/v1/reviews/suspects")).body).toEqual({ judged: 1, suspected: 0, suspects: [] });
  });
});

describe("carrying a queue elsewhere", () => {
  const send = (app: FastifyInstance, payload: string | Buffer, type = lines) =>
    app.inject({ method: "POST", url: "/v1/reviews/import", payload, headers: { "content-type": type } });

  test("an export is imported with its inputs and verdicts, once", async () => {
    const { app, store, ids } = await appOf(130);
    await store.label(ids[5], "ann", "seven");
    const exported = await app.inject("/v1/reviews/export");
    expect(exported.headers["content-type"]).toBe(lines);
    const target = await appOf(0);
    const first = await send(target.app, exported.rawPayload);
    expect(first.json()).toEqual({ reviews: 130, verdicts: 1 });
    expect((await send(target.app, exported.rawPayload)).json()).toEqual({ reviews: 0, verdicts: 0 });
    const again = await target.app.inject("/v1/reviews/export");
    expect(sha256(again.rawPayload)).toBe(sha256(exported.rawPayload));
  });

  test("an empty import is nothing new, and an empty queue an empty export", async () => {
    const { app } = await appOf(0);
    expect((await send(app, "\n\n")).json()).toEqual({ reviews: 0, verdicts: 0 });
    expect((await app.inject("/v1/reviews/export")).body).toBe("");
  });

  const good = JSON.stringify(recordToJson({ ...aReview(), verdicts: [] }));
  const changed = (change: Record<string, Json>) =>
    JSON.stringify({ ...(JSON.parse(good) as object), ...change });
  test.each<[string, string | Buffer]>([
    ["no JSON", "{"],
    ["no review", "[]"],
    ["a number", "1"],
    ["an id that is none", changed({ id: "none" })],
    ["a field too many", changed({ more: 1 })],
    ["a verdict of nobody", changed({ verdicts: [{ reviewer: "", label: "six", at: 1 }] })],
    ["two verdicts of one", changed({ verdicts: [{ reviewer: "a", label: "b", at: 1 }, { reviewer: "a", label: "c", at: 1 }] })], // prettier-ignore
    ["an input that is no base64", changed({ input: { bytes: "%", mediaType: "image/png", shape: [1] } })],
    ["nesting", changed({}).replace(/"decision":.*?,"mutual/, `"decision":${"[".repeat(50_000)}${"]".repeat(50_000)},"mutual`)], // prettier-ignore
  ])("a line with %s is named, and its page is not stored", async (_, bad) => {
    const { app, store } = await appOf(0);
    const response = await send(app, `${good}\n\n${String(bad)}\n`);
    const answer = { status: response.statusCode, type: typeOf(response) };
    expectProblem({ ...answer, body: response.json<Body>() }, 422, "invalid-data");
    expect(response.json<Body>().subject).toBe("the import, line 3");
    expect(await store.counts()).toMatchObject({ waiting: 0 });
  });

  test("the pages before a line that is none are stored", async () => {
    const { app, store } = await appOf(0);
    const some = Array.from({ length: 150 }, () =>
      JSON.stringify(recordToJson({ ...aReview(), verdicts: [] })),
    );
    const response = await send(app, [...some, "{"].join("\n"));
    expect(response.json<Body>().subject).toBe("the import, line 151");
    expect(await store.counts()).toMatchObject({ waiting: 100 });
  });

  test("what is no text, and another type, is refused", async () => {
    const { app } = await appOf(0);
    const response = await send(app, Buffer.of(0x7b, 0xff, 0xfe, 0x0a));
    expect([response.statusCode, typeOf(response)]).toEqual([422, "application/problem+json"]);
    expect((await send(app, good, "application/json")).statusCode).toBe(415);
    expect((await send(app, good, "text/plain")).statusCode).toBe(415);
  });
});

test("the OpenAPI document names every route, with its answers", async () => {
  const { app } = await appOf(0);
  await app.ready();
  const { paths } = app.swagger() as unknown as { paths: Record<string, Record<string, OperationObject>> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
  );
  expect(operations.map(({ name }) => name).sort()).toEqual([
    "delete /v1/reviews/{id}",
    "get /v1/reviews",
    "get /v1/reviews/agreement",
    "get /v1/reviews/export",
    "get /v1/reviews/suspects",
    "get /v1/reviews/{id}",
    "get /v1/reviews/{id}/input",
    "post /v1/reviews/claim",
    "post /v1/reviews/import",
    "post /v1/reviews/undo",
    "post /v1/reviews/{id}/label",
    "post /v1/reviews/{id}/skip",
  ]);
  for (const { name, operationId, summary, tags, responses } of operations) {
    expect({ name, operationId, summary, tags }).toEqual({
      name,
      operationId: expect.stringMatching(/^[a-z][A-Za-z]+$/) as string,
      summary: expect.stringMatching(/^[A-Z]/) as string,
      tags: ["reviews"],
    });
    expect(Object.keys(responses), name).toContain(name.startsWith("delete") ? "204" : "200");
  }
  const problems = operations.find(({ operationId }) => operationId === "labelReview")!.responses;
  expect(Object.keys(problems["409"].content!)).toEqual(["application/problem+json"]);
});

interface OperationObject {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

describe.skipIf(postgresPrograms === undefined)("two services on one PostgreSQL", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  test("hand each review to one reviewer", async () => {
    const address = await postgres.address("shared");
    const stores = [await openedStore(address), await openedStore(address)];
    const apps = await Promise.all(stores.map((store) => reviewApp({ store })));
    const reviews = Array.from({ length: 40 }, (_, i) => aReview({ score: i % 3 }));
    await stores[0].put(reviews);
    const handed: string[] = [];
    const review = async (app: FastifyInstance, reviewer: string): Promise<void> => {
      for (;;) {
        const { body } = await ask(app, "/v1/reviews/claim", { reviewer, count: 2 });
        if (body.reviews.length === 0) return;
        for (const { id } of body.reviews) {
          handed.push(id);
          expect((await ask(app, `/v1/reviews/${id}/label`, { reviewer, label: "six" })).status).toBe(200);
        }
      }
    };
    await Promise.all(["a", "b", "c", "d"].map((name, i) => review(apps[i % 2], name)));
    expect([...handed].sort()).toEqual(reviews.map(({ id }) => id).sort());
    expect((await ask(apps[1], "/v1/reviews?count=1")).body.counts).toMatchObject({ labelled: 40 });
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
