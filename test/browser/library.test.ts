import type { OutgoingHttpHeaders } from "node:http";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import * as nescio from "../../packages/core/src/index.js";
import { availableVariants } from "../../packages/core/src/engine/kernels.js";
import { bundleForBrowser, bundleInChunks } from "../helpers/bundle.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { isolation, servePages, type PageServer } from "../helpers/pages.js";
import * as scenario from "./scenario.js";

declare global {
  // What the script puts into the page.
  var library: typeof nescio;
  var play: typeof scenario;
}

const script = `
  import * as library from "nescio";
  import * as play from "./test/browser/scenario.ts";
  Object.assign(globalThis, { library, play });
`;
const withPolicy = (policy: string) => ({
  ...isolation,
  "Content-Security-Policy": `default-src 'none'; ${policy}`,
});

describe.skipIf(chromiumPath === undefined)("the library in a browser (needs Chromium)", () => {
  let browser: Browser;
  let server: PageServer;
  const opened: Page[] = [];

  beforeAll(async () => {
    const { code } = await bundleForBrowser(script);
    server = await servePages(code);
    browser = await launchBrowser();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((page) => page.context().close()));
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  /** A page served with `headers`, with all that its console, its errors and its failed requests say. */
  async function open(headers: OutgoingHttpHeaders, from = server) {
    const page = await (await browser.newContext()).newPage();
    opened.push(page);
    const trouble: string[] = [];
    const requests: string[] = [];
    let workers = 0;
    page.on("request", (request) => requests.push(request.url().replace(/.*\//, "")));
    page.on("console", (message) => trouble.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
    page.on("requestfailed", (request) => trouble.push(`failed: ${request.url()}`));
    page.on("worker", () => workers++);
    await page.goto(from.address(headers));
    await page.waitForFunction(() => "play" in globalThis);
    return { page, trouble, requests, workersStarted: () => workers };
  }

  /** The error that training on `threads` threads ends with. */
  const failure = (page: Page, threads: number) =>
    page.evaluate(
      (count) =>
        play.trainAndAsk(library, { threads: count, variant: "plain" }).then(
          () => undefined,
          (error: unknown) =>
            error instanceof library.NescioError
              ? error.toJSON()
              : { code: "not ours", subject: "", message: String(error), next: "" },
        ),
      threads,
    );

  // Deep equality of thousands of doubles: bit for bit, but for the sign of zero, which toEqual tells apart too.
  describe.each(availableVariants())("%s kernels give what they give in Node", (variant) => {
    let inNode: scenario.Outcome;
    beforeAll(async () => {
      inNode = await scenario.trainAndAsk(nescio, { threads: 1, variant });
      expect(inNode.logProbs).toHaveLength(30 * 12 * 10);
      expect(inNode.decisions).toHaveLength(30);
    });

    test.each([
      { where: "a cross-origin isolated page", headers: isolation, threads: 2 },
      { where: "a cross-origin isolated page", headers: isolation, threads: 1 },
      { where: "any other page", headers: {}, threads: 1 },
    ])("in $where, threads: $threads", async ({ headers, threads }) => {
      const { page, trouble, workersStarted } = await open(headers);
      const inPage = await page.evaluate((options) => play.trainAndAsk(library, options), {
        threads,
        variant,
      });
      expect(inPage).toEqual({ ...inNode, threads });
      expect(trouble).toEqual([]);
      // Training and each of the two predictions start the threads they need, and end them.
      expect(workersStarted()).toBe(threads === 1 ? 0 : 3 * threads);
      await expect.poll(() => page.workers().length).toBe(0);
    });
  });

  test("uses the machine's threads where memory can be shared, and one where it cannot", async () => {
    const threadsOf = async (headers: OutgoingHttpHeaders) => {
      const { page } = await open(headers);
      return page.evaluate(async () => {
        const images = library.noise({ count: 4, height: 2, width: 2, channels: 1, seed: 1 });
        const dataset = { ...images, labels: new Uint8Array(4), classes: ["a", "b"] };
        const network = library.denseNetwork([2, 2, 1], [], 2);
        const { threads } = await library.trainMeanField(network, dataset, { epochs: 1 });
        return [threads, Math.min(8, navigator.hardwareConcurrency), crossOriginIsolated] as const;
      });
    };
    const [shared, offered, isolated] = await threadsOf(isolation);
    expect(isolated).toBe(true);
    expect(shared).toBe(offered);
    expect((await threadsOf({}))[0]).toBe(1);
  });

  test("any posterior can be trained in a page that is not isolated", async () => {
    const { page, trouble, workersStarted } = await open({});
    const kinds = await page.evaluate(async () => {
      const images = library.noise({ count: 8, height: 2, width: 2, channels: 1, seed: 1 });
      const dataset = { ...images, labels: Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1), classes: ["a", "b"] };
      const network = library.denseNetwork([2, 2, 1], [4], 2);
      const settings = { epochs: 2, batchSize: 4, members: 2 };
      const { posterior } = await library.trainPosterior(network, dataset, { epochs: 2, batchSize: 4 });
      const mixture = await library.trainPosterior(network, dataset, {
        ...settings,
        posterior: "multi-swag",
      });
      return [posterior.kind, mixture.posterior.kind];
    });
    expect(kinds).toEqual(["mean-field", "mixture"]);
    expect(workersStarted()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test.each([
    { what: "long steps", threads: 1, hidden: 1024, batchSize: 128 },
    { what: "steps far shorter than a slice", threads: 1, hidden: 4, batchSize: 4 },
    { what: "long steps", threads: 2, hidden: 1024, batchSize: 128 },
    { what: "steps far shorter than a slice", threads: 2, hidden: 4, batchSize: 4 },
  ])("timers tick and a signal stops the training: $what, threads: $threads", async ({ what: _, ...run }) => {
    const { page, trouble } = await open(isolation);
    expect(await page.evaluate((options) => play.trainUntilTick(library, options), run)).toBe("aborted");
    await expect.poll(() => page.workers().length).toBe(0);
    expect(trouble).toEqual([]);
  });

  test("more than one thread in a page that is not isolated is an error that names the headers", async () => {
    const { page, trouble } = await open({});
    const error = await failure(page, 2);
    expect(error).toMatchObject({ code: "unsupported", subject: "engine threads" });
    expect(error?.next).toMatch(/Cross-Origin-Opener-Policy.*Cross-Origin-Embedder-Policy.*one thread/);
    expect(trouble).toEqual([]);
  });

  describe("under a Content-Security-Policy", () => {
    const webAssembly = "script-src 'self' 'wasm-unsafe-eval'";

    test("with wasm-unsafe-eval and worker-src blob: threads start", async () => {
      const { page, trouble } = await open(withPolicy(`${webAssembly}; worker-src blob:`));
      expect(await failure(page, 2)).toBeUndefined();
      expect(trouble).toEqual([]);
    });

    test("without worker-src they fail with an error that names it, and one thread still works", async () => {
      const { page } = await open(withPolicy(webAssembly));
      const error = await failure(page, 2);
      expect(error).toMatchObject({ code: "unsupported", subject: "engine threads" });
      expect(error?.next).toContain("worker-src blob:");
      expect(page.workers()).toEqual([]);
      expect(await failure(page, 1)).toBeUndefined();
    });

    test("that wants trusted types the browser's reason is passed on", async () => {
      const policy = `${webAssembly}; worker-src blob:; require-trusted-types-for 'script'`;
      const { page } = await open(withPolicy(policy));
      const error = await failure(page, 2);
      expect(error).toMatchObject({ code: "unsupported", subject: "engine threads" });
      expect(error?.message).toContain("TrustedScriptURL");
    });

    test.each([1, 2])("without wasm-unsafe-eval the error names it, threads: %i", async (threads) => {
      const { page } = await open(withPolicy("script-src 'self'; worker-src blob:"));
      const error = await failure(page, threads);
      expect(error).toMatchObject({ code: "unsupported", subject: "kernels" });
      expect(error?.next).toContain("wasm-unsafe-eval");
    });
  });

  describe("in the chunks of a bundler", () => {
    let chunks: Map<string, string>;
    let served: PageServer;

    beforeAll(async () => {
      const { files } = await bundleInChunks(script);
      chunks = new Map(files);
      served = await servePages(files.get("stdin.js")!, chunks);
    });

    afterAll(() => served.close());

    const kernels = (names: Iterable<string>): string[] =>
      [...names].filter((name) => /^(plain|relaxed)-kernels/.test(name));

    test("a page loads the kernels that run, when they do, and no others", async () => {
      const { page, trouble, requests } = await open(
        withPolicy("script-src 'self' 'wasm-unsafe-eval'; worker-src blob:"),
        served,
      );
      expect(kernels(requests)).toEqual([]);
      await page.evaluate(async () => {
        const images = library.noise({ count: 4, height: 2, width: 2, channels: 1, seed: 1 });
        const dataset = { ...images, labels: new Uint8Array(4), classes: ["a", "b"] };
        await library.trainPoint(library.denseNetwork([2, 2, 1], [], 2), dataset, { epochs: 1, threads: 2 });
      });
      expect(kernels(requests)).toEqual([expect.stringContaining(`${availableVariants()[0]}-kernels`)]);
      expect(trouble).toEqual([]);
    });

    test("kernels that do not arrive are an error that says so, and are asked for again", async () => {
      const { page } = await open(isolation, served);
      const [name] = kernels(chunks.keys());
      const code = chunks.get(name)!;
      chunks.delete(name);
      const error = await failure(page, 1).finally(() => chunks.set(name, code));
      expect(error).toMatchObject({ code: "unavailable", subject: "kernels" });
      expect(error?.message).toContain(name);
      expect(await failure(page, 1)).toBeUndefined();
    });
  });

  test("without DecompressionStream the error names it", async () => {
    const { page } = await open(isolation);
    await page.evaluate(() => delete (globalThis as { DecompressionStream?: unknown }).DecompressionStream);
    const error = await failure(page, 1);
    expect(error).toMatchObject({ code: "unsupported", subject: "this JavaScript engine" });
    expect(error?.message).toContain("DecompressionStream");
  });
});
