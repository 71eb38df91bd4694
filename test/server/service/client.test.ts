import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { boxedModel } from "../../../packages/cli/src/boxed-model.js";
import { glyphs } from "../../../packages/core/src/data/glyphs.js";
import { createClient } from "../../../packages/server/src/client/client.js";
import { startService, type RunningService } from "../../../packages/server/src/start-service.js";
import { clientTypes } from "../../../scripts/openapi-client.js";
import { root } from "../../helpers/sources.js";

const token = "a-token-of-enough-characters";
let service: RunningService;
let database: string;

beforeAll(async () => {
  const models = [{ name: "mnist", file: boxedModel }];
  database = await mkdtemp(join(tmpdir(), "nescio-test-"));
  service = await startService({ models, port: 0, database, threads: 1, token });
});

afterAll(async () => {
  await service.close();
  await rm(database, { recursive: true });
});

const { pixels } = glyphs({ kind: "digits", count: 2, seed: 4 });
const digit = Array.from(pixels.subarray(0, 784));

test("the client's types are those of the document that the service has", async () => {
  const written = await readFile(join(root, "packages/server/src/client/api.ts"), "utf8");
  expect(written).toBe(await clientTypes(service.address));
});

test("asks, and has what was said", async () => {
  const client = createClient({ baseUrl: service.address, token });
  const path = { name: "mnist" };
  const { data, error } = await client.POST("/v1/models/{name}/predict", {
    params: { path, query: { review: "all" } },
    body: { inputs: [digit] },
  });
  expect(error).toBeUndefined();
  const [prediction] = data!.predictions;
  expect(Object.values(prediction.probabilities).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  const found = await client.GET("/v1/reviews/{id}", { params: { path: { id: prediction.review! } } });
  expect(found.data).toMatchObject({ arrival: prediction.refused ? "refused" : "asked", state: "waiting" });
  expect((await client.GET("/v1/models")).data?.models.map(({ name }) => name)).toEqual(["mnist"]);
});

test("has problems as they are told", async () => {
  const client = createClient({ baseUrl: service.address, token });
  const wrong = await client.POST("/v1/models/{name}/predict", {
    params: { path: { name: "mnist" } },
    body: { inputs: [[1, 2]] },
  });
  expect(wrong.data).toBeUndefined();
  expect(wrong.error).toMatchObject({ type: "urn:nescio:problem:invalid-data", status: 422 });
  const stranger = createClient({ baseUrl: service.address });
  expect((await stranger.GET("/v1/models")).error).toMatchObject({
    type: "urn:nescio:problem:token",
    status: 401,
  });
});
