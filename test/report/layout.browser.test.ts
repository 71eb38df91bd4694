import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderComparison, renderReport, type ReportData } from "../../packages/report/src/index.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { fakeFullReport, fakeOther, fakeReport } from "../helpers/fake-report.js";
import { textTrouble } from "../helpers/text-layout.js";

const longNames = (count: number) =>
  Array.from({ length: count }, (_, i) => `a class whose name has forty letters ${i}`.padEnd(40, "x"));

function withOthers(data: ReportData, names: readonly string[]): ReportData {
  const own = data.galleries[0];
  return {
    ...data,
    evaluation: {
      ...data.evaluation,
      outOfDistribution: names.map((name, i) => fakeOther(name, 1000 * (i + 1), 0.9 - 0.1 * i, 0.95)),
    },
    galleries: [
      own,
      ...names.map((name, i) => ({ ...data.galleries[1 + (i % 2)], dataset: name, inDistribution: false })),
    ],
    ...(data.scores === undefined
      ? {}
      : {
          scores: [data.scores[0], ...names.map((dataset) => ({ ...data.scores![1], dataset }))],
        }),
  };
}

/** The same with images of 64 × 64 in colour, chosen from more. */
function inColour(data: ReportData): ReportData {
  const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7) % 256);
  return {
    ...data,
    galleries: data.galleries.map((gallery) => ({
      ...gallery,
      ...{ height: 64, width: 64, channels: 3, chosenFrom: { images: 10_000, wrong: 1234 } },
      items: gallery.items.map(({ neighbours, ...item }) => ({
        ...item,
        pixels,
        ...(neighbours && { neighbours: neighbours.map((each) => ({ ...each, pixels })) }),
      })),
    })),
  };
}

const wordy = "a-folder-of-scans-with-a-very-long-name-from-2026-11";
const reports: Record<string, () => string> = {
  "the tutorial's": () => renderReport(fakeReport()),
  "all there can be": () => renderReport(fakeFullReport()),
  "two classes with long names, one other set": () =>
    renderReport(withOthers(fakeFullReport({ classes: longNames(2) }), [wordy])),
  "fifty classes, no other set": () =>
    renderReport(withOthers(fakeFullReport({ images: 6, classes: longNames(50) }), [])),
  "colour, five other sets": () =>
    renderReport(
      inColour(
        withOthers(fakeFullReport({ images: 8 }), [
          "noise",
          "notmnist-tutorial",
          "kmnist",
          wordy,
          "fashion-mnist",
        ]),
      ),
    ),
  "a hundred classes, a quantile rule": () =>
    renderReport(
      fakeReport({ images: 3, classes: longNames(100), rule: { kind: "quantile", q: 0.1, threshold: 0.5 } }),
    ),
  "a comparison": () => {
    const { evaluation } = fakeReport({ images: 1 });
    const entrant = (name: string) => ({
      name,
      posterior: "mean-field",
      network: "784-1024-10",
      rule: "max-probability:0.9455762886328025+familiarity:0.0125",
      evaluation,
    });
    return renderComparison({
      title: "models and rules side by side",
      entrants: ["mnist.nescio", `${wordy}.nescio`, "c.nescio"].map(entrant),
    });
  },
};

/** Tables that a phone cannot show whole, by their class. */
const wide: Record<string, ((width: number) => string[]) | undefined> = {
  "fifty classes, no other set": (width) => (width < 1000 ? ["confusion dense"] : []),
  "a comparison": (width) => (width < 1000 ? ["comparison"] : []),
};

describe.skipIf(chromiumPath === undefined)("the layout of a report (needs Chromium)", () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nescio-layout-"));
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  it.each(Object.keys(reports))("of %s fits a phone and a screen, no text over another", async (name) => {
    const file = join(folder, `${name.replaceAll(/\W/g, "-")}.html`);
    await writeFile(file, reports[name]());
    for (const width of [390, 1280]) {
      const context = await browser.newContext({ viewport: { width, height: 844 } });
      const page = await context.newPage();
      await page.goto(pathToFileURL(file).href);
      const found = await page.evaluate(textTrouble);
      const facts = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
        // Tables that are wider than their place scroll by themselves.
        wideTables: [...document.querySelectorAll(".scroll")]
          .filter((region) => region.scrollWidth > region.clientWidth + 1)
          .map((region) => region.querySelector("table")!.className),
      }));
      expect({ width, ...facts, ...found }).toEqual({
        width,
        scrollWidth: width,
        wideTables: wide[name]?.(width) ?? [],
        collisions: [],
        outside: [],
      });
      await context.close();
    }
  });
});
