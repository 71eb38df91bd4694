import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { axeViolations } from "./axe.js";
import { draw, openStudio, serveStudio, seven, verdictOf, type StudioServer } from "./studio-page.js";

describe.skipIf(chromiumPath === undefined)("the studio's stage (needs Chromium)", () => {
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

  test("is drawn on by keys alone, and told to who listens", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    const { keyboard } = page;
    const pad = page.getByRole("application");
    while (!(await pad.evaluate((element) => element === document.activeElement)))
      await keyboard.press("Tab");
    const press = async (key: string, times = 1): Promise<void> => {
      for (let i = 0; i < times; i++) await keyboard.press(key);
    };
    // A 7: along the top, then slantwise down by two keys at once.
    await press("ArrowUp", 9);
    await press("ArrowLeft", 7);
    await press(" ");
    await press("ArrowRight", 14);
    await keyboard.down("ArrowLeft");
    await press("ArrowDown", 10);
    await keyboard.up("ArrowLeft");
    await press("ArrowDown", 8);
    await press(" ");
    expect(await verdictOf(page)).toBe("7");
    expect(await pad.getAttribute("aria-label")).toBe("Drawing pad, 1 stroke");
    await expect.poll(() => page.locator(".pad [aria-live]").innerText()).toMatch(/^Pen up, \d+ percent/);
    await expect.poll(() => page.getByRole("status").innerText(), { timeout: 5000 }).toMatch(/^7\. /);
    await press("z");
    expect(await pad.getAttribute("aria-label")).toBe("Drawing pad, empty");
    await press(" ", 2);
    await press("Delete");
    expect(await pad.getAttribute("aria-label")).toBe("Drawing pad, empty");
    await press("z");
    expect(await pad.getAttribute("aria-label")).toBe("Drawing pad, 1 stroke");
    expect(trouble).toEqual([]);
    await close();
  });

  test("shows a touch as a dot, and tells how long its verdict took", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    const { x, y, width, height } = (await page.locator(".pad canvas").boundingBox())!;
    await page.mouse.click(x + width / 2, y + height / 2);
    expect(await verdictOf(page)).toBe("I don’t know");
    expect(await page.locator(".reason").innerText()).toContain("a small spot, and no writing");
    // In pixels of the pad: the pen is 22 units wide, of which each has two.
    expect(await inkOn(page)).toBeGreaterThan(1400);
    await draw(page, seven);
    await verdictOf(page);
    // What was only looked up, as the end of a stroke that is shown already, would take less than one.
    await expect
      .poll(async () => Number(await page.locator("[data-ms]").getAttribute("data-ms")))
      .toBeGreaterThan(2);
    expect(trouble).toEqual([]);
    await close();
  });

  test("Back and Forward go through the views, and leave the drawing alone", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    const view = page.locator(".header [aria-current]");
    const strokes = page.getByRole("application");
    await draw(page, seven);
    await page.getByRole("button", { name: "Understand" }).click();
    await expect.poll(() => page.url()).toContain("view=understand&ink=");
    await page.getByRole("button", { name: "Familiarity" }).click();
    await expect.poll(() => page.url()).toContain("panel=familiarity");
    await draw(page, [seven[0].map(([x, y]) => [x + 0.05, y])]);
    await page.goBack();
    await page.getByText("The networks vote").waitFor();
    await page.goBack();
    await expect.poll(() => view.innerText()).toBe("Draw");
    expect(await strokes.getAttribute("aria-label")).toBe("Drawing pad, 2 strokes");
    await page.goForward();
    await expect.poll(() => view.innerText()).toBe("Understand");
    expect(await strokes.getAttribute("aria-label")).toBe("Drawing pad, 2 strokes");
    // An address that somebody enters says all of it.
    await page.evaluate(() => void (location.hash = "#view=tour&step=3"));
    await page.getByText("4 of 10").waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    await expect.poll(() => page.url()).toContain("step=4");
    await page.goBack();
    await page.getByText("4 of 10").waitFor();
    expect(trouble).toEqual([]);
    await close();
  });

  test("stays in sight beside a long view", async () => {
    const { page, close } = await openStudio(browser, `${server.address}#view=train`);
    await page.getByRole("heading", { name: "The open model" }).scrollIntoViewIfNeeded();
    await page.mouse.move(900, 500);
    await page.mouse.wheel(0, 2000);
    await expect
      .poll(async () => (await page.locator(".pad canvas").boundingBox())!.y)
      .toBeGreaterThanOrEqual(0);
    await draw(page, seven);
    expect(await verdictOf(page)).toBe("7");
    await close();
  });

  test("shows images of the gallery, chosen by mouse or keys", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    const letters = page.getByRole("listbox", { name: "Letters, by the same pen" });
    await letters.getByRole("option", { name: "letter H" }).first().click();
    expect(await verdictOf(page)).toBe("I don’t know");
    await expect.poll(() => page.url()).toContain("#image=letters-9");
    const digits = page.getByRole("listbox", { name: "Digits, drawn by the program" });
    await digits.getByRole("option", { name: "digit 0" }).first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    expect(await verdictOf(page)).toBe("8");
    expect(await digits.getByRole("option", { selected: true }).getAttribute("aria-label")).toBe("digit 8");
    await page.getByRole("button", { name: "More: Digits" }).click();
    await expect.poll(() => digits.getByRole("option").count(), { timeout: 5000 }).toBe(36);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
    await close();
  });

  test.each([
    [1200, "light"],
    [360, "dark"],
  ] as const)("nothing moves when a verdict comes, %d pixels wide", async (width, colorScheme) => {
    const { page, close } = await openStudio(browser, server.address, {
      viewport: { width, height: 900 },
      colorScheme,
    });
    await page.getByRole("option", { name: "white noise 1", exact: true }).waitFor();
    await page.evaluate(() => {
      const now = globalThis as unknown as { moved: number };
      now.moved = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) now.moved += (entry as unknown as { value: number }).value;
      }).observe({ type: "layout-shift" });
    });
    await draw(page, seven);
    expect(await verdictOf(page)).toBe("7");
    await page.getByRole("option", { name: "white noise 1", exact: true }).click();
    expect(await verdictOf(page)).toBe("I don’t know");
    expect(await page.evaluate(() => (globalThis as unknown as { moved: number }).moved)).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await axeViolations(page)).toEqual([]);
    await close();
  });

  test("is the whole of an embedded page, which fits its frame and leads to the full one", async () => {
    const { page, trouble, close } = await openStudio(browser, `${server.address}/?embed`, {
      viewport: { width: 360, height: 560 },
    });
    await draw(page, seven);
    expect(await verdictOf(page)).toBe("7");
    const size = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth, scrollHeight];
    });
    expect(size).toEqual([360, 560]);
    expect(await page.getByRole("navigation").count()).toBe(0);
    const link = page.getByRole("link", { name: "Nescio studio" });
    expect(await link.getAttribute("href")).toMatch(/\/#ink=/);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
    await close();
  });
});

/** Dark pixels on the pad. */
function inkOn(page: Page): Promise<number> {
  return page
    .locator("canvas")
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      // On a canvas of its own, which reading does not slow down.
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", {
        willReadFrequently: true,
      })!;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      let dark = 0;
      for (let i = 0; i < data.length; i += 4) dark += Number(data[i] < 128);
      return dark;
    });
}
