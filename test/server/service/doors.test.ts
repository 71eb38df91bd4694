import { once } from "node:events";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { basename, join } from "node:path";
import { crc32 } from "node:zlib";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { startService } from "../../../packages/server/src/start-service.js";
import { expectNescioError } from "../../helpers/errors.js";
import { temporaryFolder } from "../../helpers/folder.js";
import { raw } from "../../helpers/raw-http.js";
import {
  boxedModel,
  formOf,
  pictureFile,
  pixelsOfDigit,
  postJson,
  serviceOf,
} from "../../helpers/service.js";

const path = "v1/models/mnist/predict";
const one = { inputs: [Array.from(pixelsOfDigit(2))] };
const token = "a-token-of-some-length";
const bearer = { Authorization: `Bearer ${token}` };

interface Problem {
  readonly type: string;
  readonly status: number;
  readonly detail: string;
}

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get("Content-Type")).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as Problem;
  expect(problem.status).toBe(response.status);
  return problem;
}

/** A PNG whose header says so many pixels, and nothing behind it. */
function pngOf(width: number, height: number): Buffer {
  const bytes = Buffer.from("89504e470d0a1a0a0000000d4948445200000000000000000800000000", "hex");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes.subarray(12)));
  return Buffer.concat([bytes, checksum, Buffer.from("0000000a49444154", "hex")]);
}

describe("time", () => {
  test("what is too late is told so, and what it was to be predicted with is not disturbed", async () => {
    const service = await serviceOf();
    // The first keeps the thread busy, the others wait.
    const many = postJson(service, path, { inputs: Array.from({ length: 60 }, () => one.inputs[0]) });
    const late = await postJson(service, `${path}?timeoutMs=1`, one);
    const others = Array.from({ length: 5 }, () => postJson(service, path, one));
    expect(late.status).toBe(504);
    expect(await problemOf(late)).toMatchObject({ type: "urn:nescio:problem:deadline" });
    for (const response of [await many, ...(await Promise.all(others))]) expect(response.status).toBe(200);
    expect(service.log.lines.filter(({ level }) => (level as number) >= 50)).toEqual([]);
  });

  test("a client that goes is not waited for", async () => {
    const service = await serviceOf();
    const many = postJson(service, path, { inputs: Array.from({ length: 60 }, () => one.inputs[0]) });
    const leaving = new AbortController();
    const left = postJson(service, path, one).catch(() => undefined);
    const gone = fetch(new URL(path, service.address), {
      ...{ method: "POST", body: JSON.stringify(one), signal: leaving.signal },
      headers: { "Content-Type": "application/json" },
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    leaving.abort();
    await expect(gone).rejects.toThrow();
    expect((await many).status).toBe(200);
    await left;
    await vi.waitFor(async () => {
      const metrics = await (await fetch(new URL("metrics", service.address))).text();
      expect(metrics).toMatch(/nescio_inputs_under_way 0\n/);
    });
    expect(service.log.lines.filter(({ level }) => (level as number) >= 50)).toEqual([]);
  });
});

describe("limits", () => {
  test("what is too much for the queue is to come again", async () => {
    const service = await serviceOf({ limits: { queueItems: 40, inputs: 40 } });
    const some = (count: number) =>
      postJson(service, path, { inputs: Array.from({ length: count }, () => one.inputs[0]) });
    const full = some(40);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const refused = await some(1);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("Retry-After")).toBe("1");
    expect(await problemOf(refused)).toMatchObject({ type: "urn:nescio:problem:queue-full" });
    expect((await full).status).toBe(200);
    expect((await some(40)).status).toBe(200);
    expect((await some(41)).status).toBe(413);
    expect(service.log.lines.filter(({ level }) => (level as number) >= 50)).toEqual([]);
  });

  test("a header that tells of too many pixels is enough, and what it took is given back", async () => {
    const limits = { picturePixels: 1_000_000, queuePixels: 1_000_000 };
    const service = await serviceOf({ limits });
    const picture = await pictureFile(1);
    for (let i = 0; i < 40; i++) {
      // Whatever else is decoded when one of them is refused.
      const refused = await fetch(new URL(path, service.address), {
        ...{ method: "POST", body: formOf(pngOf(8000, 8000), picture, Buffer.from("none"), picture) },
      });
      expect([413, 422]).toContain(refused.status);
    }
    const large = await fetch(new URL(path, service.address), {
      ...{
        method: "POST",
        body: new Uint8Array(pngOf(8000, 8000)),
        headers: { "Content-Type": "image/png" },
      },
    });
    expect(large.status).toBe(413);
    expect(await problemOf(large)).toMatchObject({
      detail: expect.stringContaining("8000 × 8000") as string,
    });
    // As many as fit: nothing is missing of the pixels.
    const all = await fetch(new URL(path, service.address), {
      method: "POST",
      body: formOf(...Array.from({ length: 20 }, () => picture)),
    });
    expect(all.status, await all.text()).toBe(200);
  });

  test("bytes of a body, of a file, parts, and inputs", async () => {
    const service = await serviceOf({
      limits: { bodyBytes: 100_000, fileBytes: 20_000, parts: 3, inputs: 2 },
    });
    const send = (body: BodyInit, type?: string) =>
      fetch(new URL(path, service.address), {
        ...{ method: "POST", body },
        headers: type === undefined ? {} : { "Content-Type": type },
      });
    const small = Buffer.alloc(100);
    const cases: [Promise<Response>, RegExp][] = [
      [send(new Uint8Array(100_001), "image/png"), /at most 100000 bytes, got 100001/],
      [send(new Uint8Array(20_001), "image/png"), /inputs\[0\].*at most 20000 bytes/],
      [send(formOf(new Uint8Array(20_001))), /file of the form is too large/],
      [send(formOf(small, small, small, small)), /too many files/],
      [send(formOf(small, small, small)), /at most 2 inputs, got 3/],
      [postJson(service, path, { inputs: [[1], [1], [1]] }), /at most 2 inputs, got 3/],
    ];
    for (const [asked, detail] of cases) {
      const response = await asked;
      expect(response.status, String(detail)).toBe(413);
      expect((await problemOf(response)).detail).toMatch(detail);
    }
    const image = Buffer.alloc(20_001).toString("base64");
    expect((await postJson(service, path, { inputs: [{ image }] })).status).toBe(413);
  });

  test("a picture that is larger than any that can be read, by the service's own limit", async () => {
    const service = await serviceOf();
    const body = new Uint8Array(pngOf(60_000, 60_000));
    const headers = { "Content-Type": "image/png" };
    const response = await fetch(new URL(path, service.address), { method: "POST", body, headers });
    expect(response.status).toBe(413);
    expect((await problemOf(response)).detail).toContain("at most 16777216 pixels");
  });

  test("what is no body of these kinds is told what is", async () => {
    const service = await serviceOf();
    const send = (headers: Readonly<Record<string, string>>) =>
      fetch(new URL(path, service.address), { method: "POST", body: JSON.stringify(one), headers });
    const other = await send({ "Content-Type": "application/octet-stream" });
    expect(other.status).toBe(415);
    expect((await problemOf(other)).detail).toContain("multipart/form-data");
    const encoded = await send({ "Content-Type": "application/json", "Content-Encoding": "gzip" });
    expect([encoded.status, encoded.headers.get("Accept-Encoding")]).toEqual([415, "identity"]);
    expect((await problemOf(encoded)).detail).toContain("gzip");
  });

  test("a body of unknown length counts as long as it may be, and no longer than its connection", async () => {
    const limits = {
      bodyBytes: 1000 * 1000,
      bodiesBytes: 1000 * 1000,
      requestTimeout: 600,
      headersTimeout: 300,
    };
    const service = await serviceOf({ limits });
    const head = `POST /${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const sockets = [connect(service.port, "127.0.0.1")];
    for (const socket of sockets) socket.on("error", () => undefined).write(`${head}5\r\nabcde\r\n`);
    await vi.waitFor(async () => expect((await postJson(service, path, one)).status).toBe(503));
    // It neither goes on nor closes: it is told, and closed, and its bytes are given back.
    await vi.waitFor(async () => expect((await postJson(service, path, one)).status).toBe(200), 20_000);
    for (const socket of sockets) socket.destroy();
  });

  test("connections", async () => {
    const service = await serviceOf({ limits: { connections: 2 } });
    const sockets = [connect(service.port, "127.0.0.1"), connect(service.port, "127.0.0.1")];
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    const more = connect(service.port, "127.0.0.1").on("error", () => undefined);
    await once(more, "close");
    for (const socket of sockets) socket.destroy();
  });

  test("requests of one address, also those with a wrong token", async () => {
    const service = await serviceOf({ limits: { rate: 1 }, token });
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) {
      const { status, headers } = await fetch(new URL("v1/models", service.address), {
        headers: i % 2 === 0 ? bearer : { Authorization: "Bearer guessed-guessed-guessed" },
      });
      statuses.push(status);
      if (status === 429) expect(Number(headers.get("Retry-After"))).toBeGreaterThan(0);
    }
    expect(statuses.slice(0, 10)).toEqual([200, 401, 200, 401, 200, 401, 200, 401, 200, 401]);
    expect(statuses.slice(10)).toEqual([429, 429]);
    // A load balancer's question is none.
    expect((await fetch(new URL("healthz", service.address))).status).toBe(200);
  });
});

describe("who may ask", () => {
  test("beyond this machine nobody without a token", async () => {
    const options = {
      models: [{ name: "mnist", file: boxedModel }],
      host: "0.0.0.0",
      database: "none",
      port: 0,
    };
    await expectNescioError(() => startService(options), "invalid-option", "token");
    await expectNescioError(() => startService({ ...options, token: "short" }), "invalid-option", "token");
  });

  test("the token, however the path is written", async () => {
    const service = await serviceOf({ host: "0.0.0.0", token });
    const address = `http://127.0.0.1:${service.port}/`;
    const asked = async (headers: Readonly<Record<string, string>>) => {
      const response = await fetch(`${address}v1/models`, { headers });
      return [response.status, response.headers.get("WWW-Authenticate")];
    };
    expect(await asked({})).toEqual([401, "Bearer"]);
    expect(await asked({ Authorization: "Basic YTpi" })).toEqual([401, "Bearer"]);
    expect(await asked({ Authorization: `Bearer ${token}x` })).toEqual([401, 'Bearer error="invalid_token"']);
    expect(await asked(bearer)).toEqual([200, null]);
    expect(await asked({ Authorization: `bearer  ${token}` })).toEqual([200, null]);
    const paths = [
      ...["/v1/models", "/%761/models", "/v1/%6dodels", "/v1/models/mnist", "/%6detrics", "/metrics?x"],
      ...["http://localhost/v1/models", "http://a/metrics", "/v2", "/%762/models/mnist", "/v1/watch#a"],
      ...["/v1/models;x=1", "//v1/models", "/v1//models", "/unknown", "/v1/../v1/models", "/.%2e/v1/models"],
    ];
    for (const path of paths) {
      const { status, body } = await raw(service.port, [`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`]);
      expect(status, path).toBe(401);
      expect(body).not.toContain("digest");
    }
    for (const path of ["healthz", "readyz", "openapi.json", "docs"]) {
      expect((await fetch(address + path)).status, path).toBe(200);
    }
  });

  test("names of this machine only, where there is no token", async () => {
    const { port } = await serviceOf();
    const statusOf = async (host: string) =>
      (await raw(port, [`GET /v1/models HTTP/1.1\r\nHost: ${host}\r\n\r\n`])).status;
    for (const host of ["localhost", `127.0.0.1:${port}`, "[::1]:1", "LOCALHOST"])
      expect(await statusOf(host)).toBe(200);
    for (const host of [
      "evil.example",
      "localhost.evil.example",
      "127.0.0.1.nip.io",
      "10.0.0.1",
      "a@localhost",
    ]) {
      expect(await statusOf(host), host).toBe(403);
    }
    expect(await statusOf("localhost\r\nHost: evil.example")).toBe(400);
  });

  test("pages of its own, and of named origins", async () => {
    const origin = "https://app.example";
    const service = await serviceOf({ origins: [origin] });
    const own = service.address.replace(/\/$/, "");
    const asked = async (headers: Readonly<Record<string, string>>) => postJson(service, path, one, headers);
    expect((await asked({ Origin: own })).status).toBe(200);
    const named = await asked({ Origin: origin });
    expect([named.status, named.headers.get("Access-Control-Allow-Origin")]).toEqual([200, origin]);
    for (const other of [
      "https://evil.example",
      "null",
      "https://app.example.evil.example",
      "http://app.example",
    ]) {
      const refused = await asked({ Origin: other });
      expect([refused.status, refused.headers.get("Access-Control-Allow-Origin")], other).toEqual([
        403,
        null,
      ]);
    }
    const answered = await raw(service.port, [
      `POST /${path} HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 0\r\n\r\n`,
    ]);
    expect(answered.status).toBe(403);
    const preflight = await fetch(new URL(path, service.address), {
      ...{ method: "OPTIONS" },
      headers: {
        Origin: origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("Access-Control-Allow-Origin")).toBe(origin);
    expect(preflight.headers.get("Access-Control-Allow-Headers")).toBe("authorization");
    const options = await fetch(new URL(path, service.address), { method: "OPTIONS" });
    expect(options.status).toBe(204);
    expect(options.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  test("origins are named as origins", async () => {
    for (const origin of ["app.example", "https://app.example/", "*", "ftp://app.example"]) {
      await expectNescioError(() => serviceOf({ origins: [origin] }), "invalid-option", "an origin without");
    }
  });

  test("what is refused can be read by the page that asked, and is as guarded as what is not", async () => {
    const origin = "https://app.example";
    const service = await serviceOf({ origins: [origin], token });
    for (const response of [
      await postJson(service, path, one, { Origin: origin }),
      await postJson(service, path, one, { Origin: origin, ...bearer }),
      await fetch(new URL("v1/none", service.address), { headers: { Origin: origin, ...bearer } }),
    ]) {
      const { headers } = response;
      expect(headers.get("Access-Control-Allow-Origin")).toBe(origin);
      expect(headers.get("Content-Security-Policy")).toBe("default-src 'none';frame-ancestors 'none'");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Referrer-Policy")).toBe("no-referrer");
      expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
      expect(headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get("X-Powered-By")).toBeNull();
    }
  });
});

test("the studio's page is open, the models that it loads are not", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<title>studio</title>");
  await writeFile(join(folder, "assets/a-1234.js"), "1;");
  const file = join(folder, "..", `${basename(folder)}.nescio`);
  await cp(boxedModel, file);
  onTestFinished(() => rm(file, { force: true }));
  const headers = { "Content-Security-Policy": "default-src 'self'" };
  const models = [{ name: "mnist", file }];
  const service = await serviceOf({ token, models, page: { folder, headers } });
  const get = (path: string, given: Readonly<Record<string, string>> = {}) =>
    fetch(new URL(path, service.address), { headers: given });
  for (const path of ["", "index.html", "assets/a-1234.js", "studio.json"]) {
    const response = await get(path);
    expect(response.status, path).toBe(200);
    expect(response.headers.get("Content-Security-Policy")).toBe("default-src 'self'");
  }
  expect((await get("assets/a-1234.js")).headers.get("Cache-Control")).toMatch(/immutable/);
  expect(await (await get("studio.json")).json()).toEqual({ model: "models/mnist.nescio", service: true });
  for (const path of ["models/mnist.nescio", "%6dodels/mnist.nescio", "v1/models"]) {
    expect((await get(path)).status, path).toBe(401);
  }
  const model = Buffer.from(await (await get("models/mnist.nescio", bearer)).arrayBuffer());
  expect(model.equals(await readFile(boxedModel))).toBe(true);
  for (const path of ["none", `..%2f${basename(file)}`, "models/other.nescio", ".hidden", "assets/"]) {
    expect([403, 404], path).toContain((await get(path, bearer)).status);
  }
  await rm(file);
  expect((await get("models/mnist.nescio", bearer)).status).toBe(404);
});

test("many requests at once on one connection are answered in their order", async () => {
  const service = await serviceOf();
  const warnings: Error[] = [];
  const warn = (warning: Error): void => void warnings.push(warning);
  process.on("warning", warn);
  onTestFinished(() => void process.off("warning", warn));
  const socket = connect(service.port, "127.0.0.1");
  const text = JSON.stringify(one);
  const count = 30;
  const asked = `POST /${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
  socket.write(asked.repeat(count));
  let answer = "";
  socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
  await vi.waitFor(() => expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(count), 20_000);
  socket.destroy();
  expect(warnings).toEqual([]);
});

test("what is logged has no contents", async () => {
  const service = await serviceOf({ token });
  const secret = "secret-of-somebody";
  await postJson(service, `${path}?review=none`, { inputs: [{ row: { [secret]: secret } }] }, bearer);
  await postJson(service, `${path}?x=${secret}`, { inputs: secret }, bearer);
  await fetch(new URL(`v1/models/${secret}`, service.address), { headers: bearer });
  await fetch(new URL(`v1/models/${secret}?q=${secret}`, service.address), {
    headers: { Authorization: `Bearer ${secret}`, Cookie: secret },
  });
  const form = formOf(Buffer.from(secret));
  form.append(secret, secret);
  await fetch(new URL(path, service.address), { method: "POST", body: form, headers: bearer });
  expect(service.log.lines.length).toBeGreaterThanOrEqual(5);
  expect(service.log.text).not.toContain("secret");
  expect(service.log.text).not.toContain(token);
});
