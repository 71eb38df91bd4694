import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { glyphs } from "@nescio/core";
import { encodeIdxImages, encodeIdxLabels } from "../../packages/core/src/data/idx.js";
import { bmp } from "../helpers/bmp.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { temporaryFolder } from "../helpers/folder.js";
import { axeViolations } from "./axe.js";
import {
  draw,
  openStudio,
  serveStudio,
  seven,
  verdictOf,
  type OpenStudio,
  type StudioServer,
} from "./studio-page.js";

/** A study asks sixteen networks about a thousand images. */
const study = { timeout: 60_000 };

// One page for all: each test goes on where the one before it has ended.
describe.skipIf(chromiumPath === undefined)("understanding in the studio (needs Chromium)", () => {
  let browser: Browser;
  let server: StudioServer;
  let studio: OpenStudio;
  let page: Page;

  beforeAll(async () => {
    server = await serveStudio();
    browser = await launchBrowser();
    studio = await openStudio(browser, `${server.address}/#view=understand`);
    ({ page } = studio);
    await draw(page, seven);
    await verdictOf(page);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const open = (panel: string) => page.getByRole("button", { name: panel, exact: true }).click();
  const press = (button: string) => page.getByRole("button", { name: button, exact: true }).click();
  const running = () => page.locator(".running").innerText();
  const slider = (name: string) => page.getByRole("slider", { name });
  const figure = (name: string) => page.locator(`[data-figure="${name}"] .figure`).innerText();
  const note = (name: string) => page.locator(`[data-figure="${name}"] .figure-note`).innerText();

  test("all networks have voted, and step by step again", async () => {
    await expect.poll(running).toMatch(/^All 16 networks have voted: .*\d+ says? 7.*; the rule answers 7\.$/);
    await press("Start over");
    expect(await running()).toBe("None of the 16 networks has voted yet.");
    const empty = await paintedDots(page);
    await press("One more");
    await press("One more");
    await expect.poll(running).toMatch(/^2 of 16 networks have voted: .*; so far the rule would/);
    await expect.poll(() => paintedDots(page)).toBeGreaterThan(empty);
    expect(await page.getByRole("img", { name: /^Votes: 2 of 16/ }).count()).toBe(1);
  });

  test("they vote by themselves, until they are told to pause", async () => {
    await slider("Speed").press("End");
    await press("Play");
    await expect.poll(running).toMatch(/^([3-9]|1\d) of 16/);
    await press("Pause");
    const paused = await running();
    await page.waitForTimeout(250);
    expect(await running()).toBe(paused);
    await press("Play");
    await expect.poll(running).toMatch(/^All 16/);
    await expect.poll(() => page.getByRole("button", { name: "Play", exact: true }).count()).toBe(1);
  });

  test("the rule is studied on the page's digits, with a curve", async () => {
    await open("The rule");
    await expect.poll(() => figure("answered"), study).toMatch(/^\d/);
    expect(await note("answered")).toMatch(/^\d+ of 500; 95 % interval [\d.]+ to [\d.]+ %$/);
    expect(await note("letters")).toMatch(/ of 250$/);
    expect(await figure("noise")).toBe("100 %");
    expect(await page.locator(".study-source").innerText()).toContain(
      "not the handwriting that the model was",
    );
    await page.locator(".risk-coverage-plot svg circle").waitFor();
  });

  test("sliders move by keys, and with them the verdict, the figures and the point on the curve", async () => {
    await page.getByRole("radio", { name: /^The tutorial’s/ }).check();
    expect(await verdictOf(page)).toBe("7");
    await slider("Threshold").focus();
    await slider("Threshold").press("ArrowRight");
    expect(await slider("Threshold").getAttribute("aria-valuetext")).toBe("0.21");
    const before = await point(page);
    await slider("Quantile").press("Home");
    for (let i = 0; i < 5; i++) await slider("Threshold").press("PageUp");
    await expect.poll(() => point(page)).not.toEqual(before);
    await slider("Threshold").press("End");
    await expect.poll(() => figure("answered")).toBe("0 %");
    expect(await figure("wrong")).toBe("–");
    expect(await figure("letters")).toBe("100 %");
    expect(await verdictOf(page)).toBe("I don’t know");
    expect(await page.locator(".risk-coverage-plot svg circle").count()).toBe(0);
    await slider("Threshold").press("Home");
    await page.keyboard.press("Shift+Tab");
    for (let i = 0; i < 50; i++) await page.keyboard.press("ArrowRight");
    expect(await slider("Quantile").getAttribute("aria-valuetext")).toBe("0.50, the median");
    await expect.poll(() => figure("answered")).toBe("100 %");
    expect(await figure("letters")).toBe("0 %");
  });

  test("familiarity can be added to it", async () => {
    await page.getByRole("checkbox", { name: /unfamiliar/ }).check();
    await expect.poll(() => figure("letters")).not.toBe("0 %");
    await expect.poll(() => page.url()).toContain("rule=0.5%7E0%7Efamiliar");
  });

  test("opened IDX files are studied instead", async () => {
    const digits = glyphs({ count: 40, seed: 9, kind: "digits" });
    const file = (name: string, bytes: Uint8Array) => ({
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.from(bytes),
    });
    const images = file("own-images-idx3-ubyte", encodeIdxImages(digits));
    const labels = file("own-labels-idx1-ubyte", encodeIdxLabels(digits.labels as Uint8Array));
    const input = page.getByLabel("IDX files");
    await input.setInputFiles([images, labels]);
    await expect.poll(() => note("answered"), study).toMatch(/ of 40; /);
    expect(await page.locator(".study-source").innerText()).toContain(
      "On own-images-idx3-ubyte: its 40 images.",
    );
    // What is no IDX file is said to be none, and what was there stays.
    await input.setInputFiles([file("holiday.png", Buffer.from("89504e470d0a1a0a0000000049484452", "hex"))]);
    await expect
      .poll(() => page.getByRole("alert").innerText())
      .toMatch(/^holiday\.png: expected an IDX file of images/);
    expect(await note("answered")).toMatch(/ of 40; /);
    await page.getByRole("radio", { name: "drawn by this page" }).check();
    await expect.poll(() => note("answered"), study).toMatch(/ of 500; /);
  });

  test("a folder of images is read as the model reads pictures", async () => {
    const folder = await temporaryFolder();
    for (const [i, label] of ["1", "7", "7"].entries()) {
      await mkdir(join(folder, label), { recursive: true });
      await writeFile(join(folder, label, `${i}.bmp`), bmp(8, 30 + i, 30));
    }
    await page.getByLabel("Folder of images").setInputFiles(folder);
    await expect.poll(() => note("answered"), study).toMatch(/ of 3; /);
    expect(await page.getByRole("alert").innerText()).toBe("");
  });

  test("familiarity has a place on the scale, and says what is missing to show the nearest images", async () => {
    await open("Familiarity");
    const words = page.locator(".familiar-words");
    await expect
      .poll(() => words.innerText())
      .toMatch(/^Of 2,000 genuine images .* \(p = 0\.\d+\)\. The rule refuses/);
    expect(await page.getByRole("img", { name: /^How familiar 2000 held-out images look/ }).count()).toBe(1);
    expect(await page.locator(".understand-panel").innerText()).toMatch(
      /number \d+, \d+, .* of mnist, .* open train-images-idx3-ubyte and train-labels-idx1-ubyte\./,
    );
  });

  test("covering the picture shows where it matters, and begins anew with another drawing", async () => {
    await open("Where");
    const sentences = () => page.locator(".heat-map figcaption").allInnerTexts();
    await expect.poll(sentences, study).toHaveLength(2);
    const [, first] = await sentences();
    expect(first).toMatch(/the networks’ (probability of 7|disagreement)|^No single part/);
    for (const { coloured } of await pixelCounts(page, ".heat-map canvas")) {
      expect(coloured).toBeGreaterThan(20);
    }
    const heat = await pixelsOf(page);
    await press("Clear");
    await page.locator(".empty").waitFor();
    await draw(page, [
      [
        [0.5, 0.2],
        [0.5, 0.8],
      ],
    ]);
    await expect.poll(() => pixelsOf(page), study).not.toBe(heat);
    await expect.poll(() => page.locator(".heat-maps").getAttribute("data-old"), study).toBe("false");
  });

  test("all panels are accessible, and nothing has gone wrong", async () => {
    for (const panel of ["Votes", "The rule", "Familiarity", "Where"]) {
      await open(panel);
      if (panel === "The rule") await page.locator(".risk-coverage-plot svg").waitFor();
      expect(await axeViolations(page), panel).toEqual([]);
    }
    expect(studio.trouble).toEqual([]);
  });

  test("on a phone where nothing is to move, votes are stepped through", async () => {
    await open("Votes");
    await expect.poll(() => page.url()).not.toContain("panel=");
    const phone = await openStudio(browser, page.url(), {
      viewport: { width: 360, height: 740 },
      reducedMotion: "reduce",
      colorScheme: "dark",
    });
    await expect.poll(() => phone.page.locator(".running").innerText()).toMatch(/^All 16/);
    expect(await phone.page.getByRole("button", { name: "Play", exact: true }).count()).toBe(0);
    await phone.page.getByRole("button", { name: "Start over" }).click();
    await phone.page.getByRole("button", { name: "One more" }).click();
    expect(await phone.page.locator(".running").innerText()).toMatch(/^1 of 16/);
    for (const panel of ["Votes", "The rule", "Familiarity", "Where"]) {
      await phone.page.getByRole("button", { name: panel, exact: true }).click();
      expect(await phone.page.evaluate(() => document.documentElement.scrollWidth), panel).toBe(360);
    }
    expect(phone.trouble).toEqual([]);
    await phone.close();
  });
});

/** Pixels of the votes' canvas that are painted. */
async function paintedDots(page: Page): Promise<number> {
  return (await pixelCounts(page, ".ballots canvas"))[0].painted;
}

/** Where the rule stands on its curve. */
function point(page: Page): Promise<readonly (string | null)[]> {
  const circle = page.locator(".risk-coverage-plot svg circle");
  return Promise.all(["cx", "cy"].map((name) => circle.getAttribute(name)));
}

/** How many pixels of each canvas are painted at all, and are no shade of grey. By copies, so that the page's own stay as they are. */
function pixelCounts(page: Page, selector: string): Promise<{ painted: number; coloured: number }[]> {
  return page.locator(selector).evaluateAll((all) =>
    all.map((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
      copy.drawImage(canvas as HTMLCanvasElement, 0, 0);
      const { data } = copy.getImageData(0, 0, width, height);
      let [painted, coloured] = [0, 0];
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] > 0) painted++;
        if (Math.abs(data[i] - data[i + 2]) > 8) coloured++;
      }
      return { painted, coloured };
    }),
  );
}

function pixelsOf(page: Page): Promise<string> {
  return page
    .locator(".heat-map canvas")
    .evaluateAll((all) => all.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()).join());
}
