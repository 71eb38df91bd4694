import { readFileSync } from "node:fs";
import { join } from "node:path";
import { answer, decodeModel, parseRule } from "@nescio/core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { galleryImages } from "../../packages/studio/page/src/engine/gallery-images.js";
import { Gallery } from "../../packages/studio/page/src/engine/gallery.js";
import { steps } from "../../packages/studio/page/src/tour/steps.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { root } from "../helpers/sources.js";
import { axeViolations } from "./axe.js";
import { openStudio, serveStudio, verdictOf, type StudioServer } from "./studio-page.js";

describe.skipIf(chromiumPath === undefined)("the tour (needs Chromium)", () => {
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

  test("each step shows what it tells of, and so does all that one may try", async () => {
    const { page, trouble, close } = await openStudio(browser, `${server.address}/#view=tour`);
    const claimed = async (selector: string) =>
      (await page.locator(selector).allInnerTexts()).map((text) => text.replace(/[“”]/g, ""));
    for (const [at, { title, tries }] of steps.entries()) {
      expect(await page.getByRole("heading", { level: 2 }).innerText()).toContain(title);
      for (const text of await claimed(".says:not([data-after])")) expect(await verdictOf(page)).toBe(text);
      for (const [i, { label }] of tries.entries()) {
        await page.getByRole("group", { name: "Try" }).getByRole("button", { name: label }).click();
        const said = await claimed(`.says[data-after="${i}"]`);
        expect(said).toHaveLength(1);
        expect(await verdictOf(page)).toBe(said[0]);
      }
      const words = (await page.locator(".tour-words").innerText()).trim().split(/\s+/);
      expect(words.length).toBeLessThanOrEqual(90);
      if (at < steps.length - 1) await page.getByRole("button", { name: "Next" }).click();
    }
    expect(await page.getByRole("button", { name: "Next" }).isDisabled()).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
    await close();
  });

  test("is walked by keys, and an address has the step", async () => {
    const { page, close } = await openStudio(browser, `${server.address}/#view=tour&step=3`);
    const title = () => page.getByRole("heading", { level: 2 }).innerText();
    expect(await title()).toContain(steps[3].title);
    expect(await verdictOf(page)).toBe("7 or 1");
    await page.keyboard.press("ArrowRight");
    expect(await title()).toContain(steps[4].title);
    expect(await verdictOf(page)).toBe("8");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await title()).toContain(steps[2].title);
    await page.getByRole("button", { name: "Step 9:" }).press("Enter");
    expect(await title()).toContain(steps[8].title);
    await expect.poll(() => page.url()).toContain("view=tour&step=8");
    // The pad's keys are the pad's.
    await page.getByRole("application").focus();
    await page.keyboard.press("ArrowRight");
    expect(await title()).toContain(steps[8].title);
    await close();
  });

  test("on a phone tells first and shows then, without anything to scroll sideways", async () => {
    const { page, close } = await openStudio(browser, `${server.address}/#view=tour&step=1`, {
      viewport: { width: 360, height: 740 },
      colorScheme: "dark",
    });
    expect(await verdictOf(page)).toBe("7");
    const top = async (selector: string) => (await page.locator(selector).boundingBox())!.y;
    expect(await top(".tour")).toBeLessThan(await top(".pad"));
    expect(await top(".pad")).toBeLessThan(await top(".histograms"));
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await axeViolations(page)).toEqual([]);
    await close();
  });
});

test("under the tutorial's rule the model refuses none of the gallery's first hundred letters", async () => {
  const file = "packages/cli/models/mnist.nescio";
  const model = decodeModel(readFileSync(join(root, file)), file);
  const gallery = new Gallery();
  const letters = gallery.get("letters");
  const { pixels } = galleryImages(gallery, "letters", 0, 100);
  const first = { ...letters, count: 100, pixels, labels: letters.labels!.slice(0, 100) };
  const answers = await answer(model, first, { rule: parseRule("quantile:0.5:0.2"), samples: 100 });
  expect(answers.filter(({ refused }) => refused)).toEqual([]);
  await model.familiarity?.close();
});
