import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decide, decodeModel, glyphs, heldOutImages, neatGlyphJitter } from "@nescio/core";
import { ruleKindOf } from "@nescio/core/internal";
import { encodeIdxImages, encodeIdxLabels } from "../../packages/core/src/data/idx.js";
import { openIdx } from "../../packages/studio/page/src/engine/open-set.js";
import { answersWhere } from "../../packages/studio/page/src/stage/rule-words.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { temporaryFolder } from "../helpers/folder.js";
import { axeViolations } from "./axe.js";
import { bring, pngOf, type NamedFile } from "./files.js";
import { openStudio, serveStudio, verdictOf, type OpenStudio, type StudioServer } from "./studio-page.js";

/** Others may be using the machine. */
const patience = { timeout: 120_000 };

const digits = glyphs({ kind: "digits", count: 320, seed: 11, jitter: neatGlyphJitter });
const images = idxFile("own-images-idx3-ubyte", encodeIdxImages(digits));
const labels = idxFile("own-labels-idx1-ubyte", encodeIdxLabels(digits.labels as Uint8Array));

// One page for all: each test goes on where the one before it has ended.
describe.skipIf(chromiumPath === undefined)("what the studio trains on (needs Chromium)", () => {
  let browser: Browser;
  let server: StudioServer;
  let studio: OpenStudio;
  let page: Page;

  beforeAll(async () => {
    server = await serveStudio();
    // A camera that shows a test picture; of whoever may use it, the browser still asks.
    browser = await launchBrowser(["--use-fake-device-for-media-stream"]);
    studio = await openStudio(browser, `${server.address}/#view=train`);
    ({ page } = studio);
    page.setDefaultTimeout(patience.timeout);
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const source = (name: string) => page.getByRole("radio", { name, exact: true }).check();
  const press = (name: string | RegExp) => page.getByRole("button", { name }).click();
  const problem = () => page.getByRole("alert").innerText();
  const opened = () => page.locator(".train .drop p[role=status]").innerText();

  async function train(times: number): Promise<void> {
    const epochs = page.getByLabel("Epochs");
    if (!(await epochs.isVisible())) await page.getByText("Settings", { exact: true }).click();
    await epochs.fill(String(times));
    await press(/^(Start training|Train again)$/);
    await page.getByRole("button", { name: "Train again" }).waitFor();
  }

  /** What is said of the laxest contract, or of the strictest. */
  async function promised(end: "Home" | "End"): Promise<string> {
    const slider = page.getByRole("slider", { name: /^Contract/ });
    const said = page.locator(".promise p");
    const before = await said.innerText();
    await slider.press(end);
    await expect.poll(() => said.innerText(), patience).not.toBe(before);
    return said.innerText();
  }

  test.each([1200, 360])("nothing moves when the model comes, %d pixels wide", async (width) => {
    const waiting = await browser.newPage({ viewport: { width, height: 900 } });
    let release!: () => void;
    const held = new Promise<void>((resolve) => (release = resolve));
    await waiting.route("**/mnist.nescio", async (route) => {
      await held;
      await route.continue();
    });
    const tops = () =>
      waiting
        .locator(".train > :not([aria-labelledby=the-model])")
        .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().top));
    await waiting.goto(`${server.address}/#view=train`);
    await waiting.getByRole("button", { name: "Start training" }).waitFor();
    const model = waiting.getByRole("region", { name: "The open model" });
    const before = await tops();
    expect(before.length).toBeGreaterThan(4);
    expect(await model.count()).toBe(0);
    release();
    await model.waitFor();
    expect(await tops()).toEqual(before);
    expect(await waiting.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await waiting.context().close();
  });

  test("IDX files are opened, and of those that are cut off or incomplete the page says so", async () => {
    await source("IDX files");
    await press("Start training");
    await expect
      .poll(problem, patience)
      .toMatch(/expected IDX files of images and labels, got none\. Choose both files first/);
    const input = page.getByLabel("IDX files of images and labels");
    const cut = { ...images, name: "cut-images", buffer: images.buffer.subarray(0, 9999) };
    await input.setInputFiles([cut, labels]);
    await expect.poll(problem, patience).toMatch(/^cut-images: expected .*truncated/);
    expect(await opened()).toBe("");
    await input.setInputFiles([images, labels]);
    const whole = "own-images-idx3-ubyte: 320 images of 28×28×1, 10 classes.";
    await expect.poll(opened, patience).toBe(whole);
    expect(await problem()).toBe("");
    // What is opened stays where the next files are none.
    await input.setInputFiles([images]);
    await expect.poll(problem, patience).toMatch(/expected images of two classes at least, .* got no labels/);
    expect(await opened()).toBe(whole);
    expect(studio.trouble).toEqual([]);
  });

  test("they are trained on; a promise is what the images kept aside bear out, and none is made without", async () => {
    await page.getByLabel("Network").selectOption({ label: "The same, trained better" });
    await train(12);
    expect(await problem()).toBe("");
    const rule = await ruleOf(page);
    expect(await promised("End")).toMatch(
      /^It cannot be promised: expected at most 0\.1 % errors .*, got 50 images, .* needs at least 3688 (familiar )?images\.$/,
    );
    expect(await ruleOf(page)).toBe(rule);

    const said = await promised("Home");
    expect(said).toMatch(promise);
    const [, answered, bound, decides] = promise.exec(said)!;
    expect(Number(bound)).toBeLessThanOrEqual(33.4);
    expect(await ruleOf(page)).toBe(decides);
    expect(decides).not.toBe(rule);

    // The file knows which images were kept aside: there the rule does what the page says.
    const model = decodeModel(await saved(page), "trained.nescio");
    const { alpha } = model.rule;
    expect(answersWhere({ condition: ruleKindOf(model.rule).condition(model.rule), alpha })).toBe(decides);
    const set = await openIdx(
      [images, labels].map(({ name, buffer }) => new File([Uint8Array.from(buffer)], name)),
    );
    const { thresholds: aside } = heldOutImages(model, set, { familiarity: true });
    expect(aside.count).toBe(50);
    const predictive = await model.posterior.predict(aside, { samples: model.samples, seed: 1 });
    const { pValues } = await model.familiarity!.score(aside);
    const given = decide(predictive, model.rule, pValues).flatMap(({ refused, best }, i) =>
      refused ? [] : [best === aside.labels![i]],
    );
    // Other kernels may round the image at the threshold to its other side.
    expect(Math.abs(given.length - (50 * Number(answered)) / 100)).toBeLessThan(1.1);
    expect(given.filter((isRight) => !isRight).length / given.length).toBeLessThan(1 / 3);
    expect(studio.trouble).toEqual([]);
  }, 300_000);

  test("a folder without images is told as that, and the page goes on", async () => {
    await source("Folder of images");
    const folder = await temporaryFolder();
    const input = page.getByLabel("Folder of images", { exact: true }).and(page.locator("[type=file]"));
    const chosen = async (): Promise<void> => input.setInputFiles(folder);
    await chosen();
    await expect
      .poll(problem, patience)
      .toMatch(/^opened folder: expected images in folders named after their classes, got none/);
    await mkdir(join(folder, "notes"));
    await writeFile(join(folder, "notes", "today.txt"), "no picture");
    await chosen();
    await expect.poll(problem, patience).toMatch(/notes\/today\.txt: expected a PNG, .* another kind/);
    expect(await opened()).toBe("");
  });

  test("a folder of images is trained on, and answers for pictures; of so few nothing is promised", async () => {
    await source("Folder of images");
    const folder = await temporaryFolder();
    for (const name of ["disc", "stripes"] as const) {
      await mkdir(join(folder, name));
      for (let n = 0; n < 8; n++) await writeFile(join(folder, name, `${n}.png`), await picture(name, n));
    }
    await page
      .getByLabel("Folder of images", { exact: true })
      .and(page.locator("[type=file]"))
      .setInputFiles(folder);
    await expect.poll(opened, patience).toMatch(/: 16 images of 32×32×3, 2 classes\.$/);
    await train(1);
    expect(await page.getByRole("region", { name: "The open model" }).innerText()).toContain("2 classes");
    for (const name of ["stripes", "disc"] as const) {
      await bring(page, "drop", [
        { name: `${name}.png`, mimeType: "image/png", buffer: await picture(name, 9) },
      ]);
      await expect
        .poll(() => page.getByRole("application").getAttribute("aria-label"), patience)
        .toContain(`${name}.png`);
      expect(await verdictOf(page)).toBe(name);
    }
    expect(await promised("End")).toMatch(
      /^It cannot be promised: expected at least 3688 images that neither .* seen, got 16 examples, .* About \d+ examples/,
    );
    expect(await axeViolations(page)).toEqual([]);
    expect(studio.trouble).toEqual([]);
  }, 300_000);

  test("a camera that may not be used is told as that; one that may gives an example", async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await source("My own classes");
    const camera = page.getByRole("button", { name: "Camera …" }).first();
    await camera.click();
    await expect
      .poll(problem, patience)
      .toMatch(/^The camera may not be used: allow it for this page, or add pictures instead\./);
    // Far down the page it is seen all the same.
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(300);
    const { y, height } = (await page.locator(".problem").boundingBox())!;
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + height).toBeLessThan(640);
    await expect.poll(() => page.getByLabel("What the camera sees").count()).toBe(0);
    await page.context().grantPermissions(["camera"]);
    await camera.click();
    await press("Take a photograph of A");
    await page.getByRole("button", { name: "Delete example 1 of A" }).waitFor();
    expect(await page.getByText("1 example", { exact: true }).count()).toBe(1);
    await press("Close the camera");
    expect(await page.getByLabel("What the camera sees").count()).toBe(0);
    expect(studio.trouble).toEqual([]);
  });
});

/** What is said where something is promised: how many are answered, how many of these wrongly, and the rule. */
const promise = /^It can be promised: ([\d.]+) % of 50 .* at most ([\d.]+) % .* answers now where (.*)\.$/;

/** The rule that the open model decides by, as the page says it. */
async function ruleOf(page: Page): Promise<string> {
  const text = await page.getByRole("region", { name: "The open model" }).innerText();
  return /answers where (.*)\.$/m.exec(text)![1];
}

async function saved(page: Page): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the model" }).click(),
  ]);
  return readFile(await download.path());
}

function idxFile(name: string, bytes: Uint8Array): NamedFile {
  return { name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) };
}

/** The nth picture of a kind, of 40×40: a red disc, or blue stripes. */
function picture(kind: "disc" | "stripes", n: number): Promise<Buffer> {
  const side = 40;
  const data = new Uint8ClampedArray(4 * side * side).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const isInked =
        kind === "disc" ? Math.hypot(x - 16 - n, y - 24 + n) < 9 + (n % 3) : (x + n) % (8 + (n % 2)) < 4;
      if (isInked)
        data.set(kind === "disc" ? [200, 30 + 4 * n, 40] : [30, 50, 180 + 4 * n], 4 * (y * side + x));
    }
  }
  return pngOf({ width: side, height: side, data });
}
