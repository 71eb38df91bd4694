import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sirv from "sirv";
import { isolation } from "../helpers/pages.js";
import { root } from "../helpers/sources.js";

/** The page as it was built, with the model in the box beside it. */
export interface StudioServer {
  /** Without a slash at its end. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

const page = join(root, "packages/studio/dist/page");
const model = join(root, "packages/cli/models/mnist.nescio");

/** Serves the built page as any static host does; with `isolated`, such that it has threads, if its `policy` lets it. */
export async function serveStudio({ isolated = true, policy = "" } = {}): Promise<StudioServer> {
  const files = sirv(page, {
    gzip: true,
    setHeaders(response) {
      if (policy !== "") response.setHeader("Content-Security-Policy", policy);
      if (!isolated) return;
      for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
    },
  });
  const server = createServer((request, response) => {
    if (request.url === "/studio.json") response.end('{"model":"mnist.nescio","boxed":true}');
    else if (request.url === "/mnist.nescio") response.end(readFileSync(model));
    else files(request, response, () => void response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page of the studio, with all that its console, its errors and its failed requests say. */
export interface OpenStudio {
  readonly page: Page;
  readonly trouble: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens an address in a context of its own, and waits until the model is there. */
export async function openStudio(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenStudio> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A page that is left while its threads are being started.
    const isLeft = request.url().startsWith("blob:") && request.failure()?.errorText === "net::ERR_ABORTED";
    if (!isLeft) trouble.push(`failed: ${request.url()}`);
  });
  await page.goto(address);
  await page.locator(".headline", { hasNotText: "Loading" }).waitFor();
  return { page, trouble, close: () => context.close() };
}

/** Points of strokes, as shares of the pad. */
export type Points = readonly (readonly [number, number])[];

/** A 7, a 1, and what is none of the digits. */
export const seven: readonly Points[] = [
  [
    [0.25, 0.25],
    [0.7, 0.25],
    [0.4, 0.8],
  ],
];
export const one: readonly Points[] = [
  [
    [0.52, 0.18],
    [0.5, 0.82],
  ],
];
export const scribble: readonly Points[] = [
  Array.from({ length: 60 }, (_, i) => [
    0.5 + 0.35 * Math.sin(i * 2.1) * Math.cos(i * 0.37),
    0.5 + 0.35 * Math.cos(i * 1.7 + 1) * Math.sin(i * 0.53 + 2),
  ]),
];

/** Draws strokes on the pad with the mouse. */
export async function draw(
  page: Page,
  strokes: readonly Points[],
  pad = page.locator(".pad canvas"),
): Promise<void> {
  const { x, y, width, height } = (await pad.boundingBox())!;
  for (const [[startX, startY], ...rest] of strokes) {
    await page.mouse.move(x + width * startX, y + height * startY);
    await page.mouse.down();
    for (const [toX, toY] of rest) await page.mouse.move(x + width * toX, y + height * toY);
    await page.mouse.up();
  }
  // A browser hands moves over with its frames: a busy one may have some left.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}

/** The verdict's large words, once they are about what is shown. */
export async function verdictOf(page: Page): Promise<string> {
  await page.locator('.verdict[data-refused][aria-busy="false"]').waitFor();
  return page.locator(".headline").innerText();
}
