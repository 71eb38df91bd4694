import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as language from "../../packages/ppl/src/index.js";
import { bundleForBrowser } from "../helpers/bundle.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { isolation, servePages, type PageServer } from "../helpers/pages.js";
import * as scenario from "./language-scenario.js";

declare global {
  // What the script puts into the page.
  var language: typeof import("../../packages/ppl/src/index.js");
  var fitting: typeof scenario;
}

const script = `
  import * as language from "nescio/ppl";
  import * as fitting from "./test/browser/language-scenario.ts";
  Object.assign(globalThis, { language, fitting });
`;

describe.skipIf(chromiumPath === undefined)("the language in a browser (needs Chromium)", () => {
  let browser: Browser;
  let server: PageServer;
  let inNode: scenario.Fit;

  beforeAll(async () => {
    const { code } = await bundleForBrowser(script);
    server = await servePages(code);
    browser = await launchBrowser();
    inNode = await scenario.fitLine(language);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test.each([
    ["a cross-origin isolated page", isolation],
    ["any other page", {}],
  ])("fits a line in %s as it does in Node", async (_, headers) => {
    const page = await (await browser.newContext()).newPage();
    const trouble: string[] = [];
    page.on("pageerror", (error) => trouble.push(error.message));
    await page.goto(server.address(headers));
    await page.waitForFunction(() => "fitting" in globalThis);
    const inPage = await page.evaluate(() => fitting.fitLine(globalThis.language));
    expect(trouble).toEqual([]);
    expect(inPage.losses).toHaveLength(60);
    inPage.losses.forEach((loss, i) => expect(Math.abs(loss / inNode.losses[i] - 1)).toBeLessThan(1e-3));
    // Close to the exact posterior mean, Σxy / (Σx² + ¼ / 4).
    expect(inPage.slope).toBeCloseTo((1.9 + 8.4 + 17.4) / (14 + 1 / 16), 1);
    expect(inPage.slope).toBeCloseTo(inNode.slope, 2);
    await page.context().close();
  });
});
