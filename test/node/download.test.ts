import { writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  downloadFile,
  type DownloadOptions,
  type DownloadProgress,
} from "../../packages/node/src/download.js";
import { expectNescioError } from "../helpers/errors.js";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { deadMirror, serveFiles, startMirror } from "../helpers/mirror.js";
import { toyContent, toyFile, toyFiles } from "../helpers/toy-registry.js";

const file = toyFile("train-images-idx3-ubyte");
const gz = `${file.name}.gz`;
const served = toyFiles[gz];

describe("downloadFile", () => {
  test("stores what it got, verified, and reports progress", async () => {
    const folder = await temporaryFolder();
    const mirror = await startMirror(serveFiles(toyFiles));
    const seen: DownloadProgress[] = [];
    const got = await downloadFile(file, [mirror], folder, { onProgress: (progress) => seen.push(progress) });
    expect(await filesIn(folder)).toEqual([gz]);
    expect(got).toMatchObject({ path: join(folder, gz), mirror, sha256: file.sha256 });
    expect(Buffer.compare(got.content, toyContent[file.name])).toBe(0);
    expect(seen.at(-1)).toEqual({
      file: gz,
      url: mirror + gz,
      received: served.length,
      total: served.length,
    });
  });

  test("a checksum of the .gz file is verified as that", async () => {
    const folder = await temporaryFolder();
    const mirror = await startMirror(serveFiles(toyFiles));
    await downloadFile(toyFile("train-labels-idx1-ubyte", "gzip"), [mirror], folder);
    const other = await startMirror(
      serveFiles({ [gz]: gzipSync(toyContent[file.name], { level: 1, memLevel: 1, strategy: 2 }) }),
    );
    await downloadFile(file, [other], folder);
    expect(await filesIn(folder)).toEqual([gz, "train-labels-idx1-ubyte.gz"]);
    await expectNescioError(
      () => downloadFile(toyFile("train-images-idx3-ubyte", "gzip"), [other], folder),
      "unavailable",
      "of the .gz file",
    );
  });

  test("a mirror that sends it decompressed will do", async () => {
    const folder = await temporaryFolder();
    const mirror = await startMirror(serveFiles({ [gz]: toyContent[file.name] }));
    const { path } = await downloadFile(file, [mirror], folder);
    expect(path).toBe(join(folder, file.name));
    expect(await filesIn(folder)).toEqual([file.name]);
  });

  const bad: [string, string, RequestListener, DownloadOptions?][] = [
    ["404", "HTTP 404 Not Found", serveFiles({})],
    ["another file", "expected SHA-256", serveFiles({ [gz]: toyFiles["t10k-images-idx3-ubyte.gz"] })],
    ["a login page", "expected SHA-256", serveFiles({ [gz]: Buffer.from("<html>log in</html>") })],
    ["an empty file", "expected SHA-256", serveFiles({ [gz]: new Uint8Array(0) })],
    ["a truncated gzip", "truncated gzip stream", serveFiles({ [gz]: served.subarray(0, -9) })],
    ["a damaged gzip", "damaged gzip stream", serveFiles({ [gz]: damaged(served) })],
    ["a bomb", "got more than that", serveFiles({ [gz]: gzipSync(new Uint8Array(1 << 20)) })],
    ["a file far too long", "more than the file can have", serveFiles({ [gz]: new Uint8Array(1 << 20) })],
    [
      "an endless stream",
      "which the file cannot have",
      (_, response) => {
        const send = (): void => {
          while (!response.destroyed && response.write(new Uint8Array(1 << 16)));
        };
        response.on("drain", send);
        send();
      },
    ],
    [
      "a connection cut half-way",
      "terminated",
      (_, response) => {
        response.writeHead(200, { "content-length": served.length });
        response.write(served.subarray(0, 20), () => response.destroy());
      },
    ],
    [
      "a stalled connection",
      "stalled for 0.3 s after 20 bytes",
      (_, response) => {
        response.writeHead(200, { "content-length": served.length }).write(served.subarray(0, 20));
      },
      { stallTimeoutMs: 300, leastRate: 10 },
    ],
    [
      "a byte now and then",
      "stalled",
      (_, response) => {
        response.writeHead(200, { "content-length": served.length });
        const drip = setInterval(() => response.write("x"), 20);
        response.on("close", () => clearInterval(drip));
      },
      { stallTimeoutMs: 100, leastRate: 100 },
    ],
    ["silence", "no answer within 0.2 s", () => undefined, { connectTimeoutMs: 200 }],
  ];

  test.each(bad)("%s: nothing is stored, and the error says why", async (_, reason, listener, options) => {
    const folder = await temporaryFolder();
    const mirror = await startMirror(listener);
    const error = await expectNescioError(
      () => downloadFile(file, [mirror], folder, options),
      "unavailable",
      `${mirror}${gz}: `,
    );
    expect(error.found).toContain(reason);
    expect(await filesIn(folder)).toEqual([]);
  });

  test.each(bad)("%s: the next mirror is asked", async (_, reason, listener, options) => {
    const folder = await temporaryFolder();
    const mirrors = [await startMirror(listener), await startMirror(serveFiles(toyFiles))];
    expect(reason).not.toBe("");
    expect((await downloadFile(file, mirrors, folder, options)).mirror).toBe(mirrors[1]);
    expect(await filesIn(folder)).toEqual([gz]);
  });

  test("when all mirrors fail, one error lists each with its reason", async () => {
    const folder = await temporaryFolder();
    const mirrors = [await deadMirror(), await startMirror(serveFiles({}))];
    const error = await expectNescioError(
      () => downloadFile(file, mirrors, folder),
      "unavailable",
      "2 mirrors",
    );
    expect(error.found).toMatch(/^http.*: fetch failed \(.*ECONNREFUSED.*\); http.*: HTTP 404 Not Found$/);
    expect(error.next).toContain("NESCIO_DATA");
  });

  test("what a server calls its answer is shown, and not acted upon", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end("HTTP/1.1 500 \u009b31m\u202eno\r\nContent-Length: 0\r\n\r\n", "utf8");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const folder = await temporaryFolder();
    const { message } = await expectNescioError(
      () => downloadFile(file, [mirror], folder),
      "unavailable",
      mirror,
    );
    expect(message).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  test("no mirror at all is an error, too", async () => {
    await expectNescioError(() => downloadFile(file, [], "nowhere"), "unavailable", "no mirror");
  });

  test("the time for the file bounds all mirrors together", async () => {
    const folder = await temporaryFolder();
    const silent = await startMirror(() => undefined);
    const error = await expectNescioError(
      () => downloadFile(file, [silent, silent], folder, { timeoutMs: 100 }),
      "unavailable",
    );
    expect(error.found).toContain("not complete after 0.1 s");
    expect(error.found).toContain("not tried, 0.1 s for this file were over");
  });

  test("an abort in the middle stops at once, asks no further mirror and stores nothing", async () => {
    const folder = await temporaryFolder();
    const controller = new AbortController();
    let asked = 0;
    const mirror = await startMirror((_, response) => {
      asked++;
      response.writeHead(200, { "content-length": served.length }).write(served.subarray(0, 20));
    });
    await expectNescioError(
      () =>
        downloadFile(file, [mirror, mirror], folder, {
          signal: controller.signal,
          onProgress: () => controller.abort(),
        }),
      "aborted",
      mirror,
    );
    expect(asked).toBe(1);
    expect(await filesIn(folder)).toEqual([]);
  });

  test("a folder that cannot be made is no mirror's fault", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const mirror = await startMirror(serveFiles(toyFiles));
    await expectNescioError(
      () => downloadFile(file, [mirror], join(folder, "file")),
      "inaccessible",
      "files can be written",
    );
  });
});

/** The same bytes with some in the middle changed. */
function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.fill(0xff, 10, 20);
  return copy;
}
