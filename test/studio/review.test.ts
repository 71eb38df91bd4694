import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { trainingImageRoutes } from "../../packages/server/src/http/routes/training-images.js";
import { keysOf } from "../../packages/studio/page/src/review/label-keys.js";
import { newReviewId } from "../../packages/server/src/reviews/review-id.js";
import { openReviewStore, type ReviewStore } from "../../packages/server/src/reviews/review-store.js";
import type { NewReview } from "../../packages/server/src/reviews/review.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { temporaryFolder } from "../helpers/folder.js";
import { aDecision, reviewApp } from "../helpers/review-app.js";
import { aReview } from "../helpers/reviews.js";
import { axeViolations } from "./axe.js";
import { openServiceView, serveWithService, type ServicePage } from "./service-page.js";

const digits = glyphs({ kind: "digits", count: 40, seed: 7 });
const classes = Array.from({ length: 10 }, (_, i) => String(i));

/** What the network says of a digit that it takes for two. */
function between(first: string, second: string) {
  const rest = Object.fromEntries(classes.map((name) => [name, 0.01]));
  return aDecision({ ...rest, [first]: 0.52, [second]: 0.4 });
}

async function digitReview(place: number, score: number, given: Partial<NewReview> = {}): Promise<NewReview> {
  const pixels = digits.pixels.slice(784 * place, 784 * (place + 1));
  const raw = { width: 28, height: 28, channels: 1 } as const;
  const bytes = new Uint8Array(await sharp(pixels, { raw }).png().toBuffer());
  return aReview({
    id: newReviewId(),
    score,
    arrival: "ambiguous",
    input: { bytes, mediaType: "image/png", shape: [28, 28, 1] },
    decision: between("4", "9"),
    ...given,
  });
}

test("a class that is called like a key has it, the others have those that are left", () => {
  const digits = keysOf(["0", "1", "2"]);
  expect([...digits]).toEqual(["0", "1", "2"].map((name) => [name, name]));
  const letters = keysOf(["A", "a", "S", "B", "u", "cat"]);
  expect(Object.fromEntries(letters)).toEqual({ A: "a", B: "b", a: "1", S: "2", u: "3", cat: "4" });
  expect(keysOf(Array.from({ length: 50 }, (_, i) => `c${i}`)).size).toBe(34);
});

describe.skipIf(chromiumPath === undefined)("reviewing in the studio (needs Chromium)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** A queue of so many digits with a page on it. */
  async function served(count: number, given: Partial<NewReview> = {}) {
    const store = await openReviewStore(await temporaryFolder());
    const reviews = await Promise.all(
      Array.from({ length: count }, (_, i) => digitReview(i, count - i, given)),
    );
    if (count > 0) await store.put(reviews);
    const app = await reviewApp({ store, classesOf: () => undefined });
    trainingImageRoutes(app, { trainingSetOf: () => Promise.resolve(digits) });
    const host = await serveWithService(app);
    onTestFinished(async () => {
      await host.close();
      await app.close();
      await store.close();
    });
    return { store, host, ids: reviews.map(({ id }) => id) };
  }

  async function opened(
    host: ServicePage,
    options: Parameters<typeof openServiceView>[3] = {},
    reviewer = "ann",
  ) {
    const view = await openServiceView(browser, host, "review", options);
    onTestFinished(view.close);
    await view.page.getByLabel("Your name").fill(reviewer);
    await view.page.getByRole("button", { name: "Review", exact: true }).last().click();
    return view;
  }

  /** The number of the review that is shown. */
  const shown = (page: Page) => page.locator("[data-review]").getAttribute("data-review");
  const verdictsOf = async (store: ReviewStore, id: string) =>
    (await store.find(id))!.verdicts.map(({ reviewer, label }) => [reviewer, label]);

  test("goes through the queue by single keys", async () => {
    const { store, host, ids } = await served(4);
    const { page, trouble } = await opened(host);
    await expect.poll(() => shown(page)).toBe(ids[0]);
    await page.getByRole("img", { name: "The input to decide" }).waitFor();
    expect(await page.locator(".what-it-said").innerText()).toMatch(
      /I don’t know[\s\S]*No class has a median probability over 0.5.[\s\S]*4\s+52\s%[\s\S]*9\s+40\s%/,
    );
    await expect.poll(() => page.getByRole("img", { name: /^Training image/ }).count()).toBe(2);
    // Two more are claimed ahead.
    expect((await store.counts()).claimed).toBe(3);

    await page.keyboard.press("9");
    await expect.poll(() => shown(page)).toBe(ids[1]);
    await page.keyboard.press("s");
    await expect.poll(() => shown(page)).toBe(ids[2]);
    expect(await page.locator("[data-said]").innerText()).toMatch(
      /^Skipped\. Next: The network finds several/,
    );
    await expect.poll(async () => (await store.find(ids[0]))!.state).toBe("labelled");
    expect(await verdictsOf(store, ids[0])).toEqual([["ann", "9"]]);
    await expect.poll(() => verdictsOf(store, ids[1])).toEqual([["ann", null]]);

    await page.keyboard.press("u");
    await expect.poll(() => shown(page)).toBe(ids[1]);
    expect(await verdictsOf(store, ids[1])).toEqual([]);
    await page.keyboard.press("0");
    await page.keyboard.press("1");
    await page.keyboard.press("2");
    await page.getByText("Nothing waits for you.").waitFor();
    await expect.poll(() => verdictsOf(store, ids[3])).toEqual([["ann", "2"]]);
    expect(await verdictsOf(store, ids[1])).toEqual([["ann", "0"]]);
    await expect.poll(() => page.locator(".queue-counts").innerText()).toMatch(/4 labelled.*decided 4/);
    expect(trouble).toEqual([]);
  });

  test("of an answer that is audited, what was answered is told afterwards", async () => {
    const { host, ids } = await served(1, { arrival: "audit", auditRate: 0.1 });
    const { page } = await opened(host);
    await expect.poll(() => shown(page)).toBe(ids[0]);
    const told = await page.locator(".what-it-said").innerText();
    expect(told).toMatch(/What is it\?[\s\S]*Drawn by chance/);
    expect(told).not.toMatch(/52|finds probable|median/);
    expect(await page.getByRole("img", { name: /^Training image/ }).count()).toBe(0);
  });

  test("goes through it by arrows and Enter, and what comes later appears by itself", async () => {
    const { store, host } = await served(0);
    const { page } = await opened(host);
    await page.getByText("Nothing waits for you.").waitFor();
    const review = await digitReview(0, 1);
    await store.put([review]);
    await expect.poll(() => shown(page), { timeout: 15_000 }).toBe(review.id);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect.poll(() => verdictsOf(store, review.id)).toEqual([["ann", "1"]]);
  });

  test("of many classes those without a key are found by their names", async () => {
    const names = Array.from({ length: 60 }, (_, i) => `class number ${i}`);
    const decision = aDecision(Object.fromEntries(names.map((name, i) => [name, i === 7 ? 0.41 : 0.01])));
    const { store, host, ids } = await served(2, { decision });
    const { page } = await opened(host);
    const field = page.getByLabel("Find a class by its name");
    await expect.poll(() => page.locator("[data-label]").count()).toBe(34);
    await field.fill("NUMBER 5");
    await expect.poll(() => page.locator("[data-label]").count()).toBe(11);
    await field.fill("number 59");
    await field.press("Enter");
    await expect.poll(() => verdictsOf(store, ids[0])).toEqual([["ann", "class number 59"]]);
    // Letters typed there are no labels.
    await field.fill("");
    await field.press("z");
    expect(await shown(page)).toBe(ids[1]);
    await field.blur();
    await page.keyboard.press("z");
    await expect.poll(() => verdictsOf(store, ids[1])).toEqual([["ann", "class number 33"]]);
  });

  test("a lost connection is told, and what was decided meanwhile is sent, also after the page was loaded again", async () => {
    const { store, host, ids } = await served(3);
    const { page } = await opened(host);
    await expect.poll(async () => (await store.counts()).claimed).toBe(3);
    await page.getByRole("img", { name: "The input to decide" }).waitFor();
    host.break(true);
    await page.keyboard.press("4");
    await page.getByText(/cannot be reached.*One verdict is kept here/).waitFor();
    await page.keyboard.press("5");
    await page.getByText(/2 verdicts are kept here/).waitFor();
    await page.keyboard.press("u");
    await page.getByText(/One verdict is kept here/).waitFor();
    await page.keyboard.press("6");
    await page.getByText(/2 verdicts are kept here/).waitFor();
    await page.reload();
    await page.getByText(/2 verdicts are kept here/).waitFor();
    host.break(false);
    await page.getByRole("button", { name: "Ask now" }).click();
    await expect.poll(() => verdictsOf(store, ids[1])).toEqual([["ann", "6"]]);
    expect(await verdictsOf(store, ids[0])).toEqual([["ann", "4"]]);
    await expect.poll(() => page.locator(".service-note").innerText()).toBe("");
    // What was claimed before is still there.
    await expect.poll(() => shown(page)).toBe(ids[2]);
  });

  test("asks for the token where the service wants one, and keeps it in the tab only", async () => {
    const { store, host, ids } = await served(1);
    host.want("secret");
    const { page } = await opened(host);
    await page.getByText("The service wants a token. The token is not the service’s.").waitFor();
    await page.getByLabel("Token").fill("wrong");
    await page.getByRole("button", { name: "Use it" }).click();
    await page.getByLabel("Token").fill("secret\n");
    await page.getByRole("button", { name: "Use it" }).click();
    await expect.poll(() => shown(page)).toBe(ids[0]);
    await page.keyboard.press("1");
    await expect.poll(() => verdictsOf(store, ids[0])).toEqual([["ann", "1"]]);
    const kept = await page.evaluate(() => [JSON.stringify(localStorage), JSON.stringify(sessionStorage)]);
    expect(kept[0]).not.toContain("secret");
    expect(kept[1]).toContain("secret");
  });

  test("the model that the page opens with comes with the token, too", async () => {
    const { host } = await served(1);
    host.want("secret");
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(host.address);
    await page.getByText("The service wants a token for its model").waitFor();
    const wanted = page.getByRole("alert").filter({ hasText: "The service wants a token." });
    await wanted.getByLabel("Token").fill("wrong");
    await wanted.getByRole("button", { name: "Use it" }).click();
    await wanted.getByText("The token is not the service’s.").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await wanted.getByLabel("Token").fill("secret");
    await wanted.getByRole("button", { name: "Use it" }).click();
    await page.getByText("Draw a digit").waitFor();
    await expect.poll(() => wanted.count()).toBe(0);
  });

  test("says what was not kept, and that the time for a review has ended", async () => {
    const { store, host, ids } = await served(4);
    const { page } = await opened(host);
    await page.getByRole("img", { name: "The input to decide" }).waitFor();
    await store.delete(ids[0]);
    await page.keyboard.press("1");
    await page.getByText(/^The label 1 was not kept\./).waitFor();
    await page.keyboard.press("1");
    await expect.poll(() => page.locator(".service-note").innerText()).toBe("");
    await page.clock.install();
    await page.clock.fastForward(541_000);
    await page.getByText("This one is yours for less than a minute more.").waitFor();
    await page.clock.fastForward(60_000);
    await page.getByText(/^Your time for this one has ended/).waitFor();
    await page.getByRole("button", { name: "Claim anew" }).click();
    await page.getByText(/^Your time for this one has ended/).waitFor({ state: "detached" });
  });

  test("says how far reviewers agree and which labels may be wrong, and jumps to them", async () => {
    const { store, host, ids } = await served(12, { labelsWanted: 2 });
    for (const [i, id] of ids.slice(0, 11).entries()) {
      await store.label(id, "bob", i % 2 === 0 ? "4" : "9");
      await store.label(id, "cyd", i % 2 === 0 || i === 3 ? "4" : "9");
    }
    const wrong = await digitReview(20, 0, { decision: between("9", "4") });
    await store.put([wrong]);
    await store.label(wrong.id, "ann", "1");
    const { page } = await opened(host);
    await page.getByRole("button", { name: "Agreement and suspects" }).click();
    const insight = page.getByRole("region", { name: "Agreement and suspects" });
    await insight.getByText(/On 90.9\s% of 11 inputs that two have labelled/).waitFor();
    expect(await insight.innerText()).toMatch(/κ of 0\.8/);
    expect(await insight.getByRole("row").nth(1).innerText()).toMatch(/bob and cyd\s+11\s+90\.9\s%\s+0\.8/);
    expect(await axeViolations(page)).toEqual([]);
    await insight.getByRole("listitem").filter({ hasText: "bob: 9, cyd: 4" }).getByRole("button").click();
    await expect.poll(() => shown(page)).toBe(ids[3]);
    expect(await page.locator(".what-it-said").innerText()).toMatch(/bob: 9[\s\S]*cyd: 4/);
  });

  test("a label that is looked at again is replaced", async () => {
    const { store, host } = await served(0);
    const reviews = await Promise.all([0, 1, 2, 3].map((i) => digitReview(i, 4 - i)));
    await store.put(reviews);
    for (const { id } of reviews.slice(0, 3)) await store.label(id, "bob", "4");
    await store.label(reviews[3].id, "ann", "9");
    const { page } = await opened(host);
    await page.getByRole("button", { name: "Agreement and suspects" }).click();
    await page
      .getByRole("listitem")
      .filter({ hasText: "9, said ann; perhaps 4" })
      .getByRole("button")
      .click();
    await expect.poll(() => shown(page)).toBe(reviews[3].id);
    await page.keyboard.press("4");
    await expect.poll(() => verdictsOf(store, reviews[3].id)).toEqual([["ann", "4"]]);
  });

  test.each([
    ["light", 1200],
    ["dark", 1200],
    ["light", 360],
    ["dark", 360],
  ] as const)("axe finds nothing in %s at %d pixels, and nothing is wider", async (colorScheme, width) => {
    const { host } = await served(3);
    const { page } = await opened(host, { colorScheme, viewport: { width, height: 800 } });
    await page.getByRole("img", { name: "The input to decide" }).waitFor();
    await expect.poll(() => page.getByRole("img", { name: /^Training image/ }).count()).toBe(2);
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const shots = process.env.NESCIO_SHOTS;
    if (shots !== undefined)
      await page.screenshot({ path: `${shots}/review-${colorScheme}-${width}.png`, fullPage: true });
  });
});
