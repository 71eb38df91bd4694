import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request, type IncomingMessage } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { readModelBeside } from "../../packages/cli/src/actions/studio/model-beside.js";
import { openBrowser } from "../../packages/cli/src/actions/studio/open-browser.js";
import { servePage, type PageServer } from "../../packages/cli/src/actions/studio/page-server.js";
import { wantsBrowser } from "../../packages/cli/src/actions/studio/wants-browser.js";
import { boxedModel } from "../../packages/cli/src/boxed-model.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { runCli } from "../helpers/cli.js";
import { expectNescioError } from "../helpers/errors.js";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { animalCsv, animalRows, trainAnimals } from "../helpers/row-models.js";
import { draw, openStudio, seven, verdictOf } from "../studio/studio-page.js";

const program = fileURLToPath(new URL("../../packages/cli/bin/nescio.js", import.meta.url));

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Asks as no browser's `fetch` may: with any method, host and path. */
async function ask(
  address: string,
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(address);
  const asked = request({ hostname, port, path, method, headers, agent: false }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return { status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) };
}

describe("the server", () => {
  let server: PageServer;
  let folder: string;
  const model = (): string => join(folder, "my digits #1.nescio");

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
    await copyFile(boxedModel, model());
    server = await servePage(await readModelBeside(model()), 0);
  });

  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  test("has the page, and beside it the model and what names it", async () => {
    expect(server.address).toBe(`http://127.0.0.1:${server.port}/`);
    const page = await ask(server.address, "/");
    expect(page).toMatchObject({ status: 200, headers: { "content-type": "text/html;charset=utf-8" } });
    expect(page.body.toString()).toContain('<div id="studio">');
    const { headers, body } = await ask(server.address, "/studio.json");
    expect(headers["content-type"]).toBe("application/json");
    expect(JSON.parse(body.toString())).toEqual({ model: "my%20digits%20%231.nescio", boxed: false });
    const file = await ask(server.address, "/my%20digits%20%231.nescio");
    expect(file).toMatchObject({ status: 200, headers: { "content-type": "application/octet-stream" } });
    expect(file.body.equals(await readFile(boxedModel))).toBe(true);
  });

  test("sends what isolates the page and keeps it to itself, with every answer", async () => {
    for (const path of ["/", "/studio.json", "/icon.svg", "/nothing", "/my%20digits%20%231.nescio"]) {
      const { headers } = await ask(server.address, path);
      expect(headers, path).toMatchObject({
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-embedder-policy": "require-corp",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      const policy = headers["content-security-policy"] as string;
      expect(policy).toMatch(
        /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:;/,
      );
      expect(policy).toContain("connect-src 'self';");
      expect(policy.replace(/style-src [^;]*/, "")).not.toMatch(
        /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|\*:|https:/,
      );
    }
  });

  test("has every file in the type that it is, compressed for who asks for that", async () => {
    const { body } = await ask(server.address, "/");
    const assets = [...body.toString().matchAll(/\.(\/(?:assets\/)?[\w.-]+)"/g)].map(([, path]) => path);
    const types = { js: "text/javascript", css: "text/css", svg: "image/svg+xml", png: "image/png" };
    const others = { webmanifest: "application/manifest+json", txt: "text/plain;charset=utf-8" };
    const typeOf = new Map(Object.entries({ ...types, ...others }));
    expect(assets.length).toBeGreaterThan(4);
    for (const path of [...assets, "/service-worker.js", "/licenses.txt"]) {
      const plain = await ask(server.address, path);
      expect(plain, path).toMatchObject({
        status: 200,
        headers: { "content-type": typeOf.get(path.split(".").at(-1)!) },
      });
      const packed = await ask(server.address, path, { headers: { "Accept-Encoding": "gzip, br" } });
      const isPacked = !path.endsWith(".png");
      expect(packed.headers["content-encoding"], path).toBe(isPacked ? "gzip" : undefined);
      expect((isPacked ? gunzipSync(packed.body) : packed.body).equals(plain.body), path).toBe(true);
    }
  });

  test("lets nothing be kept but what has its hash in its name", async () => {
    const { body } = await ask(server.address, "/");
    const [asset] = /\/assets\/[\w.-]+\.js/.exec(body.toString())!;
    const cachingOf = async (path: string) => (await ask(server.address, path)).headers["cache-control"];
    expect(await cachingOf(asset)).toBe("public, max-age=31536000, immutable");
    for (const path of [
      "/",
      "/studio.json",
      "/service-worker.js",
      "/manifest.webmanifest",
      "/assets/none.js",
    ]) {
      expect(await cachingOf(path), path).toBe("no-cache");
    }
  });

  test("says of the model whether it is the same, and has it as it is written again", async () => {
    const path = "/my%20digits%20%231.nescio";
    const first = await ask(server.address, path);
    const tag = first.headers.etag as string;
    const again = () => ask(server.address, path, { headers: { "If-None-Match": tag } });
    expect(await again()).toMatchObject({ status: 304, headers: { "cache-control": "no-cache" } });
    await writeFile(model(), "another");
    expect((await again()).body.toString()).toBe("another");
    await copyFile(boxedModel, model());
    expect((await again()).status).toBe(304);
  });

  test.each(["localhost", "LOCALHOST:1234", "127.0.0.1:80", "[::1]:99"])("answers as %s", async (Host) => {
    expect((await ask(server.address, "/", { headers: { Host } })).status).toBe(200);
  });

  test.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "10.0.0.1"])(
    "refuses who asks for it as %j",
    async (Host) => {
      const { status, body } = await ask(server.address, "/studio.json", { headers: { Host } });
      expect(status).toBe(403);
      expect(body.toString()).not.toContain("nescio");
    },
  );

  test.each(["POST", "PUT", "DELETE", "OPTIONS"])("refuses %s", async (method) => {
    const refused = await ask(server.address, "/", { method });
    expect(refused).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  });

  test("tells sizes without bodies", async () => {
    for (const path of ["/", "/studio.json", "/my%20digits%20%231.nescio"]) {
      const { status, headers, body } = await ask(server.address, path, { method: "HEAD" });
      expect(status).toBe(200);
      expect(Number(headers["content-length"])).toBe((await ask(server.address, path)).body.length);
      expect(body.length).toBe(0);
    }
  });

  test.each([
    ...["/nothing", "/assets", "/assets/", "/%", "/%00", "/..%2f..%2fpackage.json", "/../../package.json"],
    ...["//etc/passwd", "/my digits", "/mnist.nescio", "/.%2e/index.js", "/constructor"],
  ])("has nothing at %s", async (path) => {
    expect((await ask(server.address, encodeURI(path).replaceAll("%25", "%"))).status).toBe(404);
  });

  test("sends whole files, whatever part is asked for", async () => {
    const whole = await ask(server.address, "/icon.svg");
    const part = await ask(server.address, "/icon.svg", { headers: { Range: "bytes=9-2" } });
    expect(part).toMatchObject({ status: 200, body: whole.body });
  });
});

test.skipIf(chromiumPath === undefined)("the page runs under its policy (needs Chromium)", async () => {
  const server = await servePage(await readModelBeside(boxedModel), 0);
  const browser = await launchBrowser();
  const { page, trouble } = await openStudio(browser, server.address);
  await draw(page, seven);
  expect(await verdictOf(page)).toBe("7");
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(trouble).toEqual([]);
  // Nor could it send anything elsewhere.
  await page.evaluate(() => fetch("https://example.org/").catch(() => undefined));
  await expect.poll(() => trouble.join()).toMatch(/example\.org.* violates .*Content Security Policy/);
  await browser.close();
  await server.close();
});

describe("nescio studio refuses", () => {
  test("a model that is not there, or none", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "none.nescio");
    const missing = await runCli(["studio", file]);
    expect(missing).toMatchObject({ code: 4, stdout: "" });
    expect(missing.stderr).toContain(`model file ${file}: expected a model, got no such file`);
    await writeFile(file, "none");
    expect(await runCli(["studio", file])).toMatchObject({ code: 3, stdout: "" });
  });

  test("a model of rows, before anything is served or written", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "rows.nescio");
    await writeFile(join(folder, "rows.csv"), animalCsv(animalRows(60, 1)));
    await trainAnimals(join(folder, "rows.csv"), file);
    for (const more of [[], ["--out", join(folder, "site")]]) {
      const { code, stdout, stderr } = await runCli(["studio", file, ...more]);
      expect({ code, stdout }).toEqual({ code: 6, stdout: "" });
      expect(stderr).toContain(
        "expected a model of images, got a model of rows of numbers. `nescio predict`",
      );
    }
    expect(await filesIn(folder)).toEqual(["rows.csv", "rows.nescio"]);
  });

  test("a port that is taken; where none is named, another is found", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await runCli(["studio", "--port", String(port)]);
    expect({ code, stdout }).toEqual({ code: 8, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^nescio: port ${port}: expected one that is free, got .*EADDRINUSE`));
    const model = await readModelBeside(boxedModel);
    const two = [await servePage(model), await servePage(model)];
    expect(two[0].port).not.toBe(two[1].port);
    await Promise.all(two.map((server) => server.close()));
  });

  test.each([
    ["--port", "http"],
    ["--port", "65536"],
    ["--port", "80", "--out", "x"],
    ["--out", ""],
    ["one.nescio", "two.nescio"],
  ])("%s %s", async (...words) => {
    expect(await runCli(["studio", ...words])).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("nescio studio --out", () => {
  const write = (...words: string[]) => runCli(["studio", "--json", ...words]);

  test("writes the page and its model for any host, also into a folder that it wrote before", async () => {
    const folder = join(await temporaryFolder(), "deep", "site");
    const { code, stdout } = await write("--out", folder);
    expect(code).toBe(0);
    const files = await filesIn(folder);
    expect(files).toEqual(expect.arrayContaining(["index.html", "service-worker.js", "mnist.nescio"]));
    const said = JSON.parse(stdout) as { files: number; bytes: number };
    expect(said.files).toBe(files.length - 1);
    expect(said.bytes).toBeGreaterThan(3e6);
    expect(JSON.parse(await readFile(join(folder, "studio.json"), "utf8"))).toEqual({
      model: "mnist.nescio",
      boxed: true,
    });
    await writeFile(join(folder, "CNAME"), "digits.example");
    await writeFile(join(folder, "assets", "mine.png"), "mine");
    const another = join(await temporaryFolder(), "another.nescio");
    await copyFile(boxedModel, another);
    expect(await write(another, "--out", folder)).toMatchObject({ code: 0 });
    const expected = [...files.filter((name) => name !== "mnist.nescio"), "another.nescio"];
    expect(await filesIn(folder)).toEqual([...expected, "CNAME", "assets/mine.png"].sort());
  });

  test("tells where it is, to people", async () => {
    const folder = join(await temporaryFolder(), "site");
    const { stdout } = await runCli(["studio", "--out", folder]);
    expect(stdout).toMatch(/site {2}the page and its model, \d+ files of [\d.]+ MB: for any static host\n$/);
  });

  test("refuses a folder with anything else in it, and a file", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "thesis.txt"), "mine");
    const full = await runCli(["studio", "--out", folder]);
    expect(full).toMatchObject({ code: 2, stdout: "" });
    expect(full.stderr).toContain(
      "an empty folder, or one that nescio studio has written, got one with thesis.txt",
    );
    expect(await filesIn(folder)).toEqual(["thesis.txt"]);
    expect(await write("--out", join(folder, "thesis.txt"))).toMatchObject({ code: 8, stdout: "" });
    // A list of files that nobody here wrote is none.
    await writeFile(join(folder, "nescio-site.json"), "{}");
    expect(await write("--out", folder)).toMatchObject({ code: 2 });
    expect(await filesIn(folder)).toEqual(["nescio-site.json", "thesis.txt"]);
  });

  test("removes nothing outside of the folder, whatever its list says", async () => {
    const parent = await temporaryFolder();
    const folder = join(parent, "site");
    await mkdir(folder);
    await writeFile(join(parent, "thesis.txt"), "mine");
    const files = ["../thesis.txt", join(parent, "thesis.txt"), "x/../../thesis.txt", "old.js", "a/./b"];
    await writeFile(join(folder, "nescio-site.json"), JSON.stringify({ files }));
    await writeFile(join(folder, "old.js"), "");
    expect(await write("--out", folder)).toMatchObject({ code: 0 });
    expect(await readFile(join(parent, "thesis.txt"), "utf8")).toBe("mine");
    expect(await filesIn(folder)).not.toContain("old.js");
  });

  test("goes on where a writing was stopped", async () => {
    const folder = join(await temporaryFolder(), "site");
    const { writeSite } = await import("../../packages/cli/src/actions/studio/write-site.js");
    const model = await readModelBeside(boxedModel);
    const controller = new AbortController();
    // The model is read when the page's files are there.
    const stopped = { ...model, read: () => (controller.abort(), model.read()) };
    await expectNescioError(() => writeSite(folder, stopped, controller.signal), "aborted");
    const half = await filesIn(folder);
    expect(half).toContain("nescio-site.json");
    expect(half).not.toContain("index.html");
    expect(await write("--out", folder)).toMatchObject({ code: 0 });
    expect(await filesIn(folder)).toContain("index.html");
  });
});

describe("opening a browser", () => {
  const terminal = { platform: "linux" as const, env: { DISPLAY: ":0" }, isTerminal: true };
  test.each([
    ["a terminal with a screen", terminal, true],
    ["Wayland", { ...terminal, env: { WAYLAND_DISPLAY: "wayland-0" } }, true],
    ["Windows' Linux", { ...terminal, env: { WSL_DISTRO_NAME: "Debian" } }, true],
    ["macOS", { ...terminal, platform: "darwin" as const, env: {} }, true],
    ["Windows", { ...terminal, platform: "win32" as const, env: {} }, true],
    ["a pipe", { ...terminal, isTerminal: false }, false],
    ["a terminal without a screen", { ...terminal, env: { DISPLAY: "" } }, false],
    ["CI", { ...terminal, env: { DISPLAY: ":0", CI: "true" } }, false],
    ["a terminal of another machine", { ...terminal, env: { DISPLAY: ":10", SSH_CONNECTION: "a b" } }, false],
  ])("from %s", (_, surroundings, wants) => {
    expect(wantsBrowser(surroundings)).toBe(wants);
  });

  test("that cannot be opened is a notice", async () => {
    const notices: string[] = [];
    const notice = (text: string): void => void notices.push(text);
    await openBrowser("http://127.0.0.1:1/", {
      notice,
      open: () => Promise.reject(new Error("spawn ENOENT")),
    });
    expect(notices).toEqual(["No browser could be opened (spawn ENOENT): open the address in one yourself."]);
  });
});

describe.skipIf(process.platform === "win32")("a process of its own", () => {
  test("serves, prints its address for machines, and ends at once when it is interrupted", async () => {
    const child = spawn(process.execPath, [program, "studio", "--json", "--no-open", "--port", "0"]);
    onTestFinished(() => void child.kill("SIGKILL"));
    const stdout = await textUntil(child, /\}\n$/);
    const { address, boxed } = JSON.parse(stdout) as { address: string; boxed: boolean };
    expect(boxed).toBe(true);
    // A connection that stays open does not keep it.
    expect((await fetch(address)).status).toBe(200);
    child.kill("SIGINT");
    const [code] = (await once(child, "close")) as [number | null];
    expect(code).toBe(130);
    await expect(fetch(address)).rejects.toThrow();
  });
});

const hasTerminals = existsSync("/usr/bin/script") && process.platform === "linux";

describe.skipIf(!hasTerminals)("in a terminal with a screen (needs script, on Linux)", () => {
  test("opens a browser, and Ctrl-C ends it", async () => {
    const folder = await temporaryFolder();
    const opened = join(folder, "opened");
    await writeProgram(
      join(folder, "browser"),
      `printf %s "$1" > ${opened}.part && mv ${opened}.part ${opened}`,
    );
    // The machine's own choice of a browser.
    await writeProgram(join(folder, "xdg-mime"), "exit 0");
    const { PATH = "" } = process.env;
    const env = { PATH: `${folder}${delimiter}${PATH}`, BROWSER: join(folder, "browser"), DISPLAY: ":99" };
    const line = `${process.execPath} ${program} studio --port 0`;
    const child = spawn("script", ["--quiet", "--return", "--command", line, "/dev/null"], { env });
    onTestFinished(() => void child.kill("SIGKILL"));
    const printed = await textUntil(child, /until Ctrl-C/);
    const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(printed)!;
    await expect.poll(() => existsSync(opened), { timeout: 20_000 }).toBe(true);
    expect(await readFile(opened, "utf8")).toBe(address);
    child.stdin.write("\u0003");
    const [code] = (await once(child, "close")) as [number | null];
    expect(code).toBe(130);
    await expect(fetch(address)).rejects.toThrow();
  });
});

async function writeProgram(path: string, script: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

/** What a process has printed, once that fits. */
function textUntil(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout!.on("data", (part: Buffer) => {
      text += String(part);
      if (pattern.test(text)) resolve(text);
    });
    child.on("close", () => reject(new Error(`it ended after: ${text}`)));
  });
}
