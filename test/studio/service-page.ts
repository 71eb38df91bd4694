import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sirv from "sirv";
import { isolation } from "../helpers/pages.js";
import { root } from "../helpers/sources.js";

/** The built page with a service behind it, as `nescio serve` has both. */
export interface ServicePage {
  /** Without a slash at its end. */
  readonly address: string;
  /** From now on all that is asked of the service breaks off, as when it is gone; or no longer. */
  break: (isBroken: boolean) => void;
  /** From now on the service wants this token; undefined: none. */
  want: (token: string | undefined) => void;
  readonly close: () => Promise<void>;
}

const page = join(root, "packages/studio/dist/page");
const model = join(root, "packages/cli/models/mnist.nescio");

/**
 * @param app Answers what begins with `/v1/`.
 * @param studioFile What lies beside the page. Default: with the model in the box.
 */
export async function serveWithService(
  app: FastifyInstance,
  studioFile = '{"model":"mnist.nescio","boxed":true,"service":true}',
): Promise<ServicePage> {
  await app.ready();
  const files = sirv(page, {
    gzip: true,
    setHeaders(response) {
      for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
    },
  });
  let isBroken = false;
  let wanted: string | undefined;
  const server = createServer((request, response) => {
    const { url = "" } = request;
    const isOpen = wanted === undefined || request.headers.authorization === `Bearer ${wanted}`;
    const isOfService = url.startsWith("/v1/");
    if (isOfService && isBroken) request.socket.destroy();
    else if ((isOfService || url === "/mnist.nescio") && !isOpen) {
      const detail = "The token is not the service’s.";
      response.writeHead(401, { "Content-Type": "application/problem+json" }).end(JSON.stringify({ detail }));
    } else if (isOfService) app.routing(request, response);
    else if (url === "/studio.json") response.end(studioFile);
    else if (url === "/mnist.nescio") response.end(readFileSync(model));
    else files(request, response, () => void response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    break: (broken) => void (isBroken = broken),
    want: (token) => void (wanted = token),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Opens a view of the service in a context of its own. */
export async function openServiceView(
  browser: Browser,
  { address }: ServicePage,
  view: "review" | "watch",
  options: BrowserContextOptions = {},
): Promise<{
  readonly page: Page;
  readonly trouble: readonly string[];
  readonly close: () => Promise<void>;
}> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  await page.goto(`${address}/#view=${view}`);
  await page.locator(`.${view}`).waitFor();
  return { page, trouble, close: () => context.close() };
}
