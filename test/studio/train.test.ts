import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { draw, openStudio, scribble, serveStudio, seven, verdictOf, type Points } from "./studio-page.js";

/** Others may be using the machine. */
const patience = 240_000;

describe.skipIf(chromiumPath === undefined)("training in the studio (needs Chromium)", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(() => browser.close());

  test("training is watched, paused and stopped; what it learned is saved, opened and trained on", async () => {
    const server = await serveStudio();
    const { page, trouble, close } = await openStudio(browser, `${server.address}#view=train`);
    page.setDefaultTimeout(patience);
    await draw(page, seven);
    await page.getByLabel("How many").selectOption("2000");
    await setEpochs(page, 200);
    await page.getByRole("button", { name: "Start training" }).click();
    await expect.poll(() => stepOf(page), { timeout: patience }).toBeGreaterThan(10);
    expect(await page.locator(".controls").innerText()).toMatch(/\d threads, (plain|relaxed) SIMD/);
    await expect
      .poll(() => page.getByText("units of the first layer").count(), { timeout: patience })
      .toBe(1);

    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("· pauses").waitFor();
    const paused = await settledStep(page);
    await page.waitForTimeout(500);
    expect(await stepOf(page)).toBe(paused);
    await page.getByRole("button", { name: "Go on" }).click();
    await expect.poll(() => stepOf(page), { timeout: patience }).toBeGreaterThan(paused);
    await page.getByRole("button", { name: "Stop, and keep what it knows" }).click();
    await page.getByRole("button", { name: "Train again" }).waitFor();
    expect(await page.getByText("It was stopped").count()).toBe(1);

    await rename(page, 7, "seven");
    const verdict = await verdictOf(page);
    expect(verdict).not.toMatch(/\b7\b/);
    const reason = await page.locator(".reason").innerText();
    const file = await saved(page);
    expect(trouble).toEqual([]);

    await page.reload();
    await page.locator(".headline", { hasNotText: "Loading" }).waitFor();
    const model = page.getByLabel("Model file");
    const mimeType = "application/octet-stream";
    await model.setInputFiles({ name: "part.nescio", mimeType, buffer: file.subarray(0, file.length / 2) });
    await expect
      .poll(() => page.getByRole("alert").innerText(), { timeout: patience })
      .toMatch(/part\.nescio.*expected/);
    expect(await page.getByText("mnist.nescio:").count()).toBe(1);
    await model.setInputFiles({ name: "mine.nescio", mimeType, buffer: file });
    await page.getByText("mine.nescio:").waitFor();
    expect(await verdictOf(page)).toBe(verdict);
    expect(await page.locator(".reason").innerText()).toBe(reason);

    await page.getByLabel("Train on from the open model").check();
    await page.getByLabel("How many").selectOption("600");
    await setEpochs(page, 1);
    await page.getByRole("button", { name: "Start training" }).click();
    await expect
      .poll(() => page.getByRole("alert").innerText(), { timeout: patience })
      .toMatch(/the open model's classes .*seven/);
    await rename(page, 7, "7");
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByRole("button", { name: "Train again" }).waitFor();
    expect(await page.getByRole("alert").innerText()).toBe("");
    expect(trouble).toEqual([]);
    await close();
    await server.close();
  }, 600_000);

  test("a page without threads learns classes of one's own, and refuses what is none of them", async () => {
    const server = await serveStudio({ isolated: false });
    const { page, trouble, close } = await openStudio(browser, `${server.address}#view=train`);
    page.setDefaultTimeout(patience);
    await page.getByLabel("My own classes").check();
    await page.getByRole("button", { name: "Start training" }).click();
    await expect
      .poll(() => page.getByRole("alert").innerText(), { timeout: patience })
      .toMatch(/at least 4 examples of each class/);

    await page.getByRole("button", { name: "Add a class" }).click();
    for (const [i, name] of Object.keys(shapes).entries()) {
      await page.getByLabel("Name of the class").nth(i).fill(name);
      for (let n = 0; n < 6; n++) {
        await draw(page, varied(shapes[name], n));
        await page.getByRole("button", { name: `Add the drawing as ${name}` }).click();
      }
    }
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText("1 thread,").waitFor();
    // Three networks are trained, one after the other where there is one thread.
    const told = await page.getByText(/^Epoch .* step/).innerText();
    const far = /^Epoch (\d+) of (\d+) · step (\d+) of (\d+)/.exec(told)!.slice(1).map(Number);
    expect(far[0]).toBe(1 + Math.floor((far[1] * (far[2] - 1)) / far[3]));
    await page.getByRole("button", { name: "Train again" }).waitFor();
    for (const [name, strokes] of Object.entries(shapes)) {
      await page.getByRole("button", { name: "Clear" }).click();
      await draw(page, varied(strokes, 7));
      await expect.poll(() => page.locator(".headline").innerText(), { timeout: patience }).toBe(name);
    }
    await page.getByRole("button", { name: "Clear" }).click();
    await draw(page, scribble);
    expect(await verdictOf(page)).toBe("I don’t know");
    expect(trouble).toEqual([]);
    await close();
    await server.close();
  }, 600_000);
});

/** Steps that training has done; 0 before it tells. */
async function stepOf(page: Page): Promise<number> {
  const shown = page.locator("[data-step]");
  return (await shown.count()) === 0 ? 0 : Number(await shown.getAttribute("data-step"));
}

/** The step once it stands still: one report may be on its way. */
async function settledStep(page: Page): Promise<number> {
  for (let last = await stepOf(page); ;) {
    await page.waitForTimeout(500);
    const now = await stepOf(page);
    if (now === last) return now;
    last = now;
  }
}

async function setEpochs(page: Page, epochs: number): Promise<void> {
  const field = page.getByLabel("Epochs");
  if (!(await field.isVisible())) await page.getByText("Settings").click();
  await field.fill(String(epochs));
}

async function rename(page: Page, place: number, name: string): Promise<void> {
  const field = page.locator(".class-names input").nth(place);
  if (!(await field.isVisible())) await page.getByText("Rename its classes").click();
  await field.fill(name);
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await page
    .locator(".class-names .soft", { hasText: new RegExp(`^${name}$`) })
    .waitFor({ state: "attached" });
}

/** The file that the page saves. */
async function saved(page: Page): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the model" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("trained.nescio");
  return readFile(await download.path());
}

const shapes: Readonly<Record<string, readonly Points[]>> = {
  circle: [
    Array.from({ length: 13 }, (_, i) => [0.5 + 0.3 * Math.cos(i / 1.91), 0.5 + 0.3 * Math.sin(i / 1.91)]),
  ],
  triangle: [
    [
      [0.5, 0.2],
      [0.8, 0.75],
      [0.2, 0.75],
      [0.5, 0.2],
    ],
  ],
  cross: [
    [
      [0.22, 0.22],
      [0.78, 0.78],
    ],
    [
      [0.78, 0.22],
      [0.22, 0.78],
    ],
  ],
};

/** A shape as somebody draws it the nth time: larger or smaller, wider or taller, leaning, elsewhere. */
function varied(strokes: readonly Points[], n: number): readonly Points[] {
  const wave = (rate: number): number => Math.sin(rate * (n + 1));
  const [wide, tall] = [0.85 + 0.15 * wave(2.3), 0.85 + 0.15 * wave(1.1)];
  return strokes.map((points) =>
    points.map(([x, y]) => [
      0.5 + wide * (x - 0.5) + 0.12 * wave(3.7) * (y - 0.5) + 0.03 * wave(5.9),
      0.5 + tall * (y - 0.5) + 0.12 * wave(4.3) * (x - 0.5) + 0.03 * wave(7.1),
    ]),
  );
}
