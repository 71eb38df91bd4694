import Fastify from "fastify";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { DriftMonitor } from "../../packages/core/src/monitoring/drift-monitor.js";
import type { Audit, Drift, Watch } from "../../packages/studio/page/src/service/watch.js";
import { auditWords, capitalText, driftWords } from "../../packages/studio/page/src/watch/watch-words.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { axeViolations } from "./axe.js";
import { openServiceView, serveWithService } from "./service-page.js";

/** A monitor's status and history over scores, which from some place on are lower than the calibration's. */
function driftOver(count: number, changeAt: number): Drift {
  const random = mulberry(5);
  const score = (): number => random() + random() + random();
  const monitor = DriftMonitor.start(Float64Array.from({ length: 1000 }, score));
  const history: [number, number][] = [];
  for (let i = 1; i <= count; i++) {
    const { logCapital } = monitor.update(score() - (i > changeAt ? 0.6 : 0));
    if (i % 10 === 0) history.push([i, logCapital]);
  }
  const { logCapital, logHighest, alarmAt, alarm } = monitor.status;
  return { count, logCapital, logHighest, alarmAt, alarm, history };
}

/** A small generator for scores of a test. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const still = driftOver(600, 600);
const changed = driftOver(600, 300);
const audit: Audit = { labelled: 400, errors: 3, bound: 0.021, confidence: 0.95, contract: 0.03 };

describe("what the watchman says", () => {
  test("of a capital too large for a number, its power of ten", () => {
    expect([0, Math.log(0.25), Math.log(120), 2000, -2000].map(capitalText)).toEqual([
      ...["1", "0.25", "120", "10⁸⁶⁹", "10⁻⁸⁶⁹"],
    ]);
  });

  test("of inputs that stay, and of those that change", () => {
    expect([still.alarm, changed.alarm !== null && changed.alarm > 300]).toEqual([null, true]);
    expect(driftWords(still)).toMatch(
      /^No sign of a change in 600 inputs\. .* alarm at 100, which is false with a probability of at most 1\/100, over all time/,
    );
    expect(driftWords(changed)).toMatch(/^Alarm at input 3\d\d: .* at most 1\/100, over all time/);
  });

  test.each<[Partial<Audit>, RegExp, boolean | undefined]>([
    [
      {},
      /^Of 400 .* 3 were wrong or could .* right\. With 95\s% .* at most 2\.1\s% .* allows 3\s%: it is kept\.$/,
      true,
    ],
    [{ contract: 0.02 }, /cannot be told/, undefined],
    [{ contract: 0.005 }, /probably broken/, false],
    [{ contract: null }, /at most 2\.1\s% of all answers are wrong\.$/, undefined],
    [{ labelled: 0, errors: 0, bound: null }, /^None of .* The contract allows 3\s%\.$/, undefined],
  ])("of an audit %j", (given, text, kept) => {
    const words = auditWords({ ...audit, ...given });
    expect(words.text).toMatch(text);
    expect(words.kept).toBe(kept);
  });
});

describe.skipIf(chromiumPath === undefined)("watching in the studio (needs Chromium)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function served(first: Watch, studioFile?: string) {
    let now = first;
    const app = Fastify();
    app.get("/v1/watch", () => now);
    const host = await serveWithService(app, studioFile);
    onTestFinished(async () => {
      await host.close();
      await app.close();
    });
    return { host, set: (next: Watch) => void (now = next) };
  }

  const model = {
    name: "digits",
    digest: "ab".repeat(32),
    since: "2026-01-02T03:04:05Z",
    counts: { answered: 9000, refused: { unfamiliar: 700, ambiguous: 300 } },
    drift: still,
    audit,
  };
  const queue = { waiting: 5, claimed: 2, labelled: 40, skipped: 1 };

  test("is kept fresh, and says when it cannot be", async () => {
    const { host, set } = await served({ models: [model], queue });
    const { page, trouble, close } = await openServiceView(browser, host, "watch");
    onTestFinished(close);
    await page.getByText("10 % of 10,000 inputs were refused.").waitFor();
    expect(await page.locator("[data-reason=unfamiliar]").innerText()).toMatch(/unfamiliar\s+700\s+7\s%/);
    await page.getByText("7 wait for a decision; 40 are labelled").waitFor();
    await page.locator(".capital-plot [aria-label=line] path").waitFor();
    await page.getByText(/^No sign of a change in 600 inputs/).waitFor();
    set({ models: [{ ...model, drift: changed }], queue: null });
    await page.getByText(/^Alarm at input/).waitFor({ timeout: 15_000 });
    await page.getByText("There is no review queue.").waitFor();
    expect(trouble).toEqual([]);
    host.break(true);
    await page.getByText("The service cannot be reached.").waitFor({ timeout: 15_000 });
    host.break(false);
    await page.getByText("The service cannot be reached.").waitFor({ state: "detached", timeout: 15_000 });
  });

  test("where no model of images is served, the pad says so, and nothing goes wrong", async () => {
    const { host } = await served({ models: [], queue: null }, '{"service":true}');
    const { page, trouble, close } = await openServiceView(browser, host, "watch");
    onTestFinished(close);
    await page.getByRole("button", { name: "Draw", exact: true }).click();
    await page.getByText("No model of images is served: open one").waitFor();
    expect(await page.getByRole("button", { name: "Close" }).count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test("a model without familiarity and without an audit, and no model", async () => {
    const { host, set } = await served({ models: [{ ...model, drift: null, audit: null }], queue: null });
    const { page, close } = await openServiceView(browser, host, "watch");
    onTestFinished(close);
    await page.getByText(/the model has no familiarity/).waitFor();
    await page.getByText(/^No answers are drawn for an audit/).waitFor();
    set({ models: [], queue: null });
    await page.getByText(/^No model is served/).waitFor({ timeout: 15_000 });
  });

  test.each([
    ["light", 1200],
    ["dark", 1200],
    ["light", 360],
    ["dark", 360],
  ] as const)("axe finds nothing in %s at %d pixels, and nothing is wider", async (colorScheme, width) => {
    const models = [
      model,
      { ...model, name: "changed", drift: changed, audit: { ...audit, contract: 0.005 } },
    ];
    const { host } = await served({ models, queue });
    const options = { colorScheme, viewport: { width, height: 800 } };
    const { page, close } = await openServiceView(browser, host, "watch", options);
    onTestFinished(close);
    await page.locator(".capital-plot [aria-label=line] path").nth(1).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const shots = process.env.NESCIO_SHOTS;
    if (shots !== undefined)
      await page.screenshot({ path: `${shots}/watch-${colorScheme}-${width}.png`, fullPage: true });
  });
});
