import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import {
  draw,
  one,
  openStudio,
  scribble,
  serveStudio,
  seven,
  verdictOf,
  type StudioServer,
} from "./studio-page.js";

describe.skipIf(chromiumPath === undefined)("drawing in the studio (needs Chromium)", () => {
  let browser: Browser;
  let server: StudioServer;

  beforeAll(async () => {
    server = await serveStudio();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test.each([
    ["1", one],
    ["7", seven],
  ])("a %s is answered", async (label, strokes) => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    await draw(page, strokes);
    expect(await verdictOf(page)).toBe(label);
    expect(trouble).toEqual([]);
    await close();
  });

  test("a scribble is refused, with its reason", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    await draw(page, scribble);
    expect(await verdictOf(page)).toBe("I don’t know");
    await expect.poll(() => page.locator(".reason").innerText()).toMatch(/^Unfamiliar[:;] ./);
    await expect.poll(() => page.getByRole("status").innerText()).toMatch(/^I don’t know\. Unfamiliar[:;] ./);
    expect(trouble).toEqual([]);
    await close();
  });

  test("a host whose policy refuses the engine's threads gets its verdicts without them", async () => {
    const strict = await serveStudio({ policy: "worker-src 'self'" });
    for (const [host, threads] of [
      [server, 2],
      [strict, 0],
    ] as const) {
      const { page, trouble, close } = await openStudio(browser, host.address);
      await draw(page, seven);
      expect(await verdictOf(page)).toBe("7");
      const cores = await page.evaluate(() => navigator.hardwareConcurrency);
      expect(page.workers()).toHaveLength(1 + (cores > 1 ? threads : 0));
      expect(trouble).toEqual([]);
      await close();
    }
    await strict.close();
  });

  test("an address brings back the drawing and its verdict", async () => {
    const first = await openStudio(browser, server.address);
    await draw(first.page, seven);
    expect(await verdictOf(first.page)).toBe("7");
    await expect.poll(() => first.page.url()).toContain("#ink=");
    const address = first.page.url();
    const reason = await first.page.locator(".reason").innerText();
    await first.close();
    const second = await openStudio(browser, address);
    expect(await verdictOf(second.page)).toBe("7");
    expect(await second.page.locator(".reason").innerText()).toBe(reason);
    await second.close();
  });
});
