import { describe, expect, test } from "vitest";
import { createApp } from "../../../packages/server/src/http/app.js";
import { checkServiceOptions } from "../../../packages/server/src/service-options.js";
import type { Service } from "../../../packages/server/src/service.js";
import { chromiumPath, launchBrowser } from "../../helpers/browser.js";
import { boxedModel, pictureFile, pixelsOfDigit, postJson, serviceOf } from "../../helpers/service.js";

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const ofAddress = async (address: string, path: string): Promise<unknown> =>
  (await fetch(new URL(path, address))).json();

/** What the specification asks for beyond the form: references that lead somewhere, parameters of paths, names, descriptions. */
function checkDocument(document: Document): void {
  const text = JSON.stringify(document);
  for (const [, path] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const target = path
      .split("/")
      .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], document);
    expect(target, path).toBeTypeOf("object");
  }
  const ids = Array.from(text.matchAll(/"operationId":"([^"]+)"/g), ([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  let operations = 0;
  for (const [path, methods] of Object.entries(document.paths)) {
    expect(path).toMatch(/^\//);
    for (const operation of Object.values(methods)) {
      operations++;
      const {
        parameters = [],
        responses,
        summary,
      } = operation as {
        parameters?: { name: string; in: string; required?: boolean; schema?: object }[];
        responses: Record<string, { description?: string }>;
        summary?: string;
      };
      expect(summary, path).toMatch(/\S/);
      const inPath = parameters.filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => name)).toEqual(
        Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name),
      );
      expect(inPath.every(({ required }) => required === true)).toBe(true);
      expect(Object.keys(responses)).toContain("200");
      for (const [status, { description }] of Object.entries(responses)) {
        expect(status).toMatch(/^[1-5](?:\d\d|XX)$/);
        expect(description).toBeTypeOf("string");
      }
    }
  }
  expect(ids).toHaveLength(operations);
}

describe("/openapi.json", () => {
  test("is valid, of version 3.1", async () => {
    const { address } = await serviceOf();
    const document = (await ofAddress(address, "openapi.json")) as Document;
    expect(document.openapi).toMatch(/^3\.1\./);
    checkDocument(document);
  });

  test("has every route that there is", async () => {
    const { address, log } = await serviceOf();
    const document = (await ofAddress(address, "openapi.json")) as Document;
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    const options = checkServiceOptions({ models: [{ name: "a", file: boxedModel }], database: "none" });
    const parts = { limits: options.limits, admission: {}, models: {}, metrics: {} } as unknown as Service;
    const { pino } = await import("pino");
    const app = await createApp({ ...parts, log: pino({ level: "silent" }) }, options);
    await app.ready();
    const there = routesOf(app.printRoutes({ commonPrefix: false })).filter(
      (route) => !/ \/(?:docs|openapi)/.test(route),
    );
    await app.close();
    expect(described.sort()).toEqual(there.sort());
    expect(there).toContain("POST /v2/models/:name/infer");
    expect(log.lines.every(({ level }) => (level as number) < 50)).toBe(true);
  });

  test.skipIf(chromiumPath === undefined)("is read at /docs", async () => {
    const { address } = await serviceOf();
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const wrong: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") wrong.push(message.text());
      });
      page.on("pageerror", (error) => wrong.push(error.message));
      page.on("requestfailed", (request) => wrong.push(request.url()));
      page.on("request", (request) => {
        if (!request.url().startsWith(address) && !request.url().startsWith("data:"))
          wrong.push(request.url());
      });
      await page.goto(`${address}docs`);
      await page.getByText("/v1/models/{name}/predict").waitFor();
      await page.getByText("/v2/models/{name}/infer").waitFor();
      expect(wrong).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

/** "METHOD /path" of each line of a router's tree. */
function routesOf(tree: string): string[] {
  const routes: string[] = [];
  const path: string[] = [];
  for (const line of tree.split("\n")) {
    const found = /^((?:│ {3}| {4})*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (found === null) continue;
    const [, indent, segment, methods = ""] = found;
    const depth = indent.length / 4;
    path.splice(depth, Infinity, segment);
    for (const method of methods.split(", ")) {
      if (method !== "" && method !== "HEAD") routes.push(`${method} ${path.join("")}`);
    }
  }
  return routes;
}

test("/healthz, /readyz, /v1/models and /v1/watch say how it is", async () => {
  const { address, models } = await serviceOf();
  for (const path of ["healthz", "readyz"]) expect(await ofAddress(address, path)).toEqual({ status: "ok" });
  const { models: listed } = (await ofAddress(address, "v1/models")) as { models: object[] };
  const [{ digest, loadedAt }] = models;
  const input = { kind: "images", height: 28, width: 28, channels: 1 };
  expect(listed).toMatchObject([
    { name: "mnist", digest, loadedAt, input, familiarity: true, problem: null },
  ]);
  expect(await ofAddress(address, "v1/models/mnist")).toEqual(listed[0]);
  expect(await ofAddress(address, "v1/models/other")).toMatchObject({ status: 404, found: '"other"' });
  await postJson({ address } as never, "v1/models/mnist/predict", { inputs: [Array.from(pixelsOfDigit(1))] });
  const { models: watched, queue } = (await ofAddress(address, "v1/watch")) as {
    models: { counts: { answered: number; refused: Record<string, number> }; drift: object | null }[];
    queue: unknown;
  };
  expect(queue).toBeNull();
  const { answered, refused } = watched[0].counts;
  expect(answered + Object.values(refused).reduce((a, b) => a + b, 0)).toBe(1);
  expect(watched[0].drift).toMatchObject({ count: 1, alarm: null });
});

test("/metrics is in Prometheus' text form, and counts", async () => {
  const service = await serviceOf();
  const inputs = [Array.from(pixelsOfDigit(1)), Array.from(pixelsOfDigit(2))];
  for (let i = 0; i < 3; i++) await postJson(service, "v1/models/mnist/predict", { inputs });
  await postJson(service, "v1/models/mnist/predict", { inputs: [] });
  const response = await fetch(new URL("metrics", service.address));
  expect(response.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  const samples = samplesOf(await response.text());
  const of = (name: string): number => samples.get(name) ?? NaN;
  const route = 'route="/v1/models/:name/predict"';
  expect(of(`nescio_http_requests_total{${route},method="POST",status="200"}`)).toBe(3);
  expect(of(`nescio_http_requests_total{${route},method="POST",status="400"}`)).toBe(1);
  expect(of(`nescio_http_request_seconds_count{${route}}`)).toBe(4);
  const decisions = [...samples].filter(([name]) => name.startsWith("nescio_predictions_total{"));
  expect(decisions.reduce((sum, [, value]) => sum + value, 0)).toBe(6);
  expect(of("nescio_batch_inputs_sum")).toBe(6);
  expect(of("nescio_queue_wait_seconds_count")).toBe(6);
  expect(of("nescio_inputs_under_way")).toBe(0);
  expect(of(`nescio_model_info{model="mnist",digest="${service.models[0].digest}"}`)).toBe(1);
  expect(of('nescio_model_stale{model="mnist"}')).toBe(0);
  expect(of('nescio_drift_alarm{model="mnist"}')).toBe(0);
});

/** Values by their names and labels; each name is described once, before its values. */
function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  const typed = new Set<string>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    const type = /^# TYPE ([a-z_0-9]+) (?:counter|gauge|histogram|summary)$/.exec(line)?.[1];
    if (type !== undefined) {
      expect(typed).not.toContain(type);
      typed.add(type);
      continue;
    }
    if (/^# HELP [a-z_0-9]+ \S.*$/.test(line)) continue;
    const sample = /^(([a-z_0-9]+)(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)+\})?) (\S+)$/.exec(line);
    expect(sample, line).not.toBeNull();
    const [, name, base, value] = sample!;
    expect(Number.isNaN(Number(value.replace(/Inf$/, "Infinity"))), line).toBe(
      value === "Nan" || value === "NaN",
    );
    expect(typed.has(base) || typed.has(base.replace(/_(?:sum|count|bucket)$/, "")), base).toBe(true);
    samples.set(name, Number(value));
  }
  return samples;
}

describe("the open inference protocol", () => {
  interface Inferred {
    readonly outputs: readonly {
      readonly name: string;
      readonly datatype: string;
      readonly shape: number[];
      readonly data: unknown[];
    }[];
  }

  test("gives what its metadata promise, and what /v1 says", async () => {
    const service = await serviceOf();
    const { address } = service;
    expect(await ofAddress(address, "v2")).toMatchObject({ name: "nescio", extensions: [] });
    expect(await ofAddress(address, "v2/health/live")).toEqual({ live: true });
    expect(await ofAddress(address, "v2/health/ready")).toEqual({ ready: true });
    expect(await ofAddress(address, "v2/models/mnist/ready")).toEqual({ name: "mnist", ready: true });
    const metadata = (await ofAddress(address, "v2/models/mnist")) as Inferred & { inputs: unknown };
    expect(metadata).toMatchObject({
      name: "mnist",
      platform: "nescio",
      versions: [service.models[0].digest],
    });
    expect(metadata.inputs).toEqual([
      { name: "image", datatype: "BYTES", shape: [-1] },
      { name: "pixels", datatype: "UINT8", shape: [-1, 28, 28, 1] },
    ]);
    const files = await Promise.all([1, 2, 3].map((i) => pictureFile(i)));
    const images = files.map((bytes) => bytes.toString("base64"));
    const own = (await (
      await postJson(service, "v1/models/mnist/predict", { inputs: images.map((image) => ({ image })) })
    ).json()) as {
      predictions: {
        refused: boolean;
        labels: string[];
        reason: string;
        probabilities: Record<string, number>;
        familiarity: number;
      }[];
    };
    const response = await postJson(service, "v2/models/mnist/infer", {
      ...{ id: "a", inputs: [{ name: "image", shape: [3], datatype: "BYTES", data: images }] },
    });
    expect(response.status).toBe(200);
    const inferred = (await response.json()) as Inferred;
    expect(inferred).toMatchObject({ model_name: "mnist", model_version: service.models[0].digest, id: "a" });
    expect(inferred.outputs.map(({ data: _, ...rest }) => rest)).toEqual(
      metadata.outputs.map((output) => ({ ...output, shape: output.shape.map((n) => (n < 0 ? 3 : n)) })),
    );
    for (const { shape, data } of inferred.outputs)
      expect(data).toHaveLength(shape.reduce((a, b) => a * b, 1));
    const dataOf = (name: string) => inferred.outputs.find((output) => output.name === name)!.data;
    expect(dataOf("label")).toEqual(own.predictions.map(({ refused, labels }) => (refused ? "" : labels[0])));
    expect(dataOf("reason")).toEqual(own.predictions.map(({ reason }) => reason));
    expect(dataOf("familiarity")).toEqual(own.predictions.map(({ familiarity }) => familiarity));
    expect(dataOf("probabilities")).toEqual(
      own.predictions.flatMap(({ probabilities }) => Object.values<number>(probabilities)),
    );
  });

  test("takes pixels, flat or as they are shaped, and gives the outputs that are asked for", async () => {
    const service = await serviceOf();
    const pixels = Array.from(pixelsOfDigit(4));
    const rows = Array.from({ length: 28 }, (_, y) =>
      pixels.slice(28 * y, 28 * y + 28).map((value) => [value]),
    );
    const answers: unknown[] = [];
    for (const data of [pixels, [rows]]) {
      const inputs = [{ name: "pixels", shape: [1, 28, 28, 1], datatype: "UINT8", data }];
      const response = await postJson(service, "v2/models/mnist/infer", {
        inputs,
        outputs: [{ name: "probabilities" }],
      });
      const text = await response.text();
      expect(response.status, text).toBe(200);
      answers.push(JSON.parse(text));
    }
    expect(answers[0]).toEqual(answers[1]);
    expect((answers[0] as Inferred).outputs.map(({ name }) => name)).toEqual(["probabilities"]);
    const unknown = await postJson(service, "v2/models/mnist/infer", {
      inputs: [{ name: "pixels", shape: [1, 784], datatype: "UINT8", data: pixels }],
      outputs: [{ name: "other" }],
    });
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toEqual({ error: expect.stringContaining('got "other"') as string });
  });

  test("a version may be named: the one that is there", async () => {
    const service = await serviceOf();
    const [{ digest }] = service.models;
    const at = (version: string) => `v2/models/mnist/versions/${version}`;
    expect(await ofAddress(service.address, at(digest))).toMatchObject({ name: "mnist", versions: [digest] });
    expect(await ofAddress(service.address, `${at(digest)}/ready`)).toEqual({ name: "mnist", ready: true });
    const body = {
      inputs: [{ name: "pixels", shape: [1, 784], datatype: "UINT8", data: Array.from(pixelsOfDigit(4)) }],
    };
    const response = await postJson(service, `${at(digest)}/infer`, body);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ model_version: digest });
    const other = await postJson(service, `${at("1")}/infer`, body);
    expect(other.status).toBe(404);
    expect(await other.json()).toEqual({ error: expect.stringContaining(`expected ${digest}`) as string });
  });
});
