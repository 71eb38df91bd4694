import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { renderReport } from "../../packages/report/src/index.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { fakeReport } from "../helpers/fake-report.js";

describe.skipIf(chromiumPath === undefined)("the report in a browser (needs Chromium)", () => {
  let browser: Browser;
  let folder: string;
  let address: string;
  const opened: Page[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nescio-report-"));
    const file = join(folder, "report.html");
    const classes = Array.from({ length: 10 }, (_, i) => (i === 4 ? `<img src=x onerror=alert(1)>` : `${i}`));
    await writeFile(file, renderReport(fakeReport({ classes })));
    address = pathToFileURL(file).href;
    browser = await launchBrowser();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((page) => page.context().close()));
  });

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  /** Opens the report and collects what a reader should never see: messages in the console, requests, dialogs. */
  async function open(options: BrowserContextOptions = {}): Promise<{ page: Page; trouble: string[] }> {
    const page = await (await browser.newContext(options)).newPage();
    opened.push(page);
    const trouble: string[] = [];
    page.on("console", (message) => trouble.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
    page.on("request", (request) => {
      const url = request.url();
      if (url !== address && !url.startsWith("data:")) trouble.push(`request: ${url}`);
    });
    page.on("dialog", (dialog) => {
      trouble.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(address);
    return { page, trouble };
  }

  const visibleCards = (page: Page) => page.locator(".card[data-tags]:visible").count();

  it("opens from disk without a request or a message, every image decoded", async () => {
    const { page, trouble } = await open();
    const sizes = await page.evaluate(() =>
      Promise.all([...document.images].map(async (image) => (await image.decode(), image.naturalWidth))),
    );
    expect(sizes).toHaveLength(37);
    expect(new Set(sizes)).toEqual(new Set([28]));
    expect(trouble).toEqual([]);
  });

  it("filters by outcome and by data set", async () => {
    const { page } = await open();
    expect(await visibleCards(page)).toBe(36);
    const refused = page.locator('button[data-outcome="refused"]');
    await refused.click();
    const shown = await visibleCards(page);
    expect(String(shown)).toBe(await refused.locator("span").textContent());
    expect(await page.locator('.card[data-tags~="right"]:visible').count()).toBe(0);
    await page.locator('button[data-set="1"]').click();
    expect(await visibleCards(page)).toBeLessThan(shown);
    expect(await page.locator(".gallery:visible").count()).toBe(1);
    expect(await page.locator(".shown").textContent()).toBe(`Showing ${await visibleCards(page)} of 36`);
    await page.locator('button[data-outcome="right"]').click();
    expect(await page.locator(".shown").textContent()).toBe("No image is like that");
    await page.locator('button[data-outcome=""]').click();
    await page.locator('button[data-set=""]').click();
    expect(await visibleCards(page)).toBe(36);
  });

  it("enlarges an image, steps through with the keyboard, and gives the focus back", async () => {
    const { page, trouble } = await open({ viewport: { width: 1280, height: 900 } });
    const links = page.locator(".enlarge");
    const small = await page.locator(".card[data-tags] svg").first().boundingBox();
    await links.first().focus();
    await page.keyboard.press("Enter");
    const dialog = page.locator("dialog");
    expect(await dialog.isVisible()).toBe(true);
    const large = await dialog.locator("svg").boundingBox();
    expect(large!.width).toBeGreaterThan(1.5 * small!.width);
    const first = await dialog.locator("img").getAttribute("alt");
    await page.keyboard.press("ArrowRight");
    expect(await dialog.locator("img").getAttribute("alt")).not.toBe(first);
    await page.keyboard.press("ArrowLeft");
    expect(await dialog.locator("img").getAttribute("alt")).toBe(first);
    await page.keyboard.press("Escape");
    expect(await dialog.isVisible()).toBe(false);
    expect(await links.first().evaluate((link) => link === document.activeElement)).toBe(true);
    expect(trouble).toEqual([]);
  });

  it.each([320, 360, 412])("has nothing to scroll sideways on a phone %i wide", async (width) => {
    const { page } = await open({ viewport: { width, height: 740 }, isMobile: true, hasTouch: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.locator(".enlarge").first().tap();
    expect(await page.evaluate(() => document.querySelector("dialog")!.scrollWidth)).toBeLessThanOrEqual(
      width,
    );
  });

  it("follows the system's theme until the reader chooses one", async () => {
    const { page, trouble } = await open({ colorScheme: "dark" });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await background()).toBe("rgb(17, 20, 24)");
    await page.locator("#theme").click();
    expect(await background()).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await background()).toBe("rgb(255, 255, 255)");
    expect(await page.locator(".filters").isVisible()).toBe(false);
    expect(trouble).toEqual([]);
  });

  it("shows everything without scripts, and no buttons that would do nothing", async () => {
    const { page } = await open({ javaScriptEnabled: false });
    expect(await visibleCards(page)).toBe(36);
    expect(await page.locator("button:visible").count()).toBe(0);
  });
});
