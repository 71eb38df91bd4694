import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { availableParallelism } from "node:os";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageFolder } from "@nescio/studio";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { assetsIn, startStaticHost, type StaticHost } from "./static-host.js";
import { draw, openStudio, seven, verdictOf } from "./studio-page.js";

describe.skipIf(chromiumPath === undefined)("the studio on a static host (needs Chromium)", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(() => browser.close());

  test("is kept, and opens, draws and answers without a network", async () => {
    const host = await startStaticHost();
    const { page, trouble, close } = await openStudio(browser, `${host.address}/`);
    await kept(page);
    await host.close();
    await page.context().setOffline(true);
    await page.reload();
    await page.getByText("Draw a digit").waitFor();
    await draw(page, seven);
    expect(await verdictOf(page)).toBe("7");
    expect(trouble).toEqual([]);
    await close();
  });

  test("is kept once the first verdict is there", async () => {
    const host = await startStaticHost();
    const context = await browser.newContext();
    await context.addInitScript(() => {
      const { serviceWorker } = navigator;
      const register = serviceWorker.register.bind(serviceWorker);
      serviceWorker.register = (...given) => {
        document.title = document.querySelector(".verdict[data-refused]") === null ? "too early" : "in time";
        return register(...given);
      };
    });
    const page = await context.newPage();
    await page.goto(`${host.address}/#ink=1y.1y.3i.0.-2c.4a`);
    await kept(page);
    expect(await page.title()).toBe("in time");
    expect(await verdictOf(page)).toBe("7");
    await context.close();
    await host.close();
  });

  test("has one thread at first, and as many as elsewhere from the next load on", async () => {
    const host = await startStaticHost();
    const { page, trouble, close } = await openStudio(browser, `${host.address}/`);
    const note = page.locator(".engine");
    await expect
      .poll(() => note.innerText(), { timeout: 10_000 })
      .toMatch(/1 thread, \w+ SIMD \(this host does not isolate the page\)/);
    await draw(page, seven);
    expect(await verdictOf(page)).toBe("7");
    await expect.poll(() => page.url(), { timeout: 10_000 }).toContain("#ink=");
    await kept(page);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await page.reload();
    const threads = Math.min(8, availableParallelism());
    expect(await verdictOf(page)).toBe("7");
    expect(await note.innerText()).toMatch(
      new RegExp(`${threads} threads?, \\w+ SIMD · verdict in [\\d.]+ ms`),
    );
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const { errors, manifest } = await (await page.context().newCDPSession(page)).send("Page.getAppManifest");
    expect(errors).toEqual([]);
    expect(manifest).toMatchObject({ startUrl: `${host.address}/`, scope: `${host.address}/` });
    expect(trouble).toEqual([]);
    await close();
    await host.close();
  });

  test("shows a new version and its model at the next load, and then keeps nothing of the old one", async () => {
    const host = await startStaticHost();
    const { page, trouble, close } = await openStudio(browser, `${host.address}/`);
    await kept(page);
    const old = await renew(host);
    await page.reload();
    await page.getByText("Draw a digit").waitFor();
    expect(await page.title()).toBe("Nescio studio, renewed");
    // What comes from the new host is isolated too.
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const context = page.context();
    const waits = (): Promise<boolean> =>
      page.evaluate(async () => (await navigator.serviceWorker.ready).waiting?.state === "installed");
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.ready).update();
    });
    await expect.poll(waits, { timeout: 10_000 }).toBe(true);
    // Its turn is when no page of the old version is left.
    await page.goto("about:blank");
    // A page that is opened in the moment of the change would be of both.
    const states = (): Promise<unknown[]> =>
      Promise.all(
        context
          .serviceWorkers()
          .map((worker) => worker.evaluate("self.serviceWorker.state").catch(() => "gone")),
      );
    await expect.poll(states, { timeout: 10_000 }).toEqual(["activated"]);
    await host.close();
    const later = await context.newPage();
    await page.close();
    await later.goto(`${host.address}/`);
    await later.getByText("Draw a digit").waitFor();
    expect(await later.title()).toBe("Nescio studio, renewed");
    await expect.poll(() => keptFiles(later), { timeout: 10_000 }).not.toContain(old);
    const files = await keptFiles(later);
    expect(files).toEqual(expect.arrayContaining(["other.nescio", "studio.json"]));
    expect(files).not.toContain("mnist.nescio");
    expect(trouble).toEqual([]);
    await close();
  });

  test("makes room for another page at its address", async () => {
    const host = await startStaticHost();
    const { page, close } = await openStudio(browser, `${host.address}/`);
    await kept(page);
    await writeFile(join(host.folder, "index.html"), "<!doctype html><title>another page</title>");
    await page.goto(`${host.address}/`);
    expect(await page.title()).toBe("another page");
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(await page.evaluate(() => caches.keys())).toEqual([]);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(
      0,
    );
    await close();
    await host.close();
  });

  test("is not kept where it is part of another page", async () => {
    const host = await startStaticHost();
    const { page, close } = await openStudio(browser, `${host.address}/?embed#ink=1y.1y.3i.0.-2c.4a`);
    expect(await verdictOf(page)).toBe("7");
    // It is registered half a second after that.
    await page.waitForTimeout(1000);
    expect(host.asked).not.toContain("/studio/service-worker.js");
    await close();
    await host.close();
  });
});

test("the manifest's icons are there, in the sizes that it says", async () => {
  const { icons } = JSON.parse(await readFile(join(pageFolder, "manifest.webmanifest"), "utf8")) as {
    icons: { src: string; sizes: string }[];
  };
  expect(icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(["192x192", "512x512"]));
  for (const { src, sizes } of icons) {
    const { width, height } = await sharp(join(pageFolder, src)).metadata();
    expect([src, sizes]).toEqual([src, src.endsWith(".svg") ? "any" : `${width}x${height}`]);
  }
});

/** Waits until the browser keeps the page. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

/** Names of all that is kept. */
async function keptFiles(page: Page): Promise<string[]> {
  const addresses = await page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => url);
  });
  return addresses.map((address) => new URL(address).pathname.replace(/^\/studio\//, ""));
}

/**
 * Makes of what a host has a new version: another script, another title, another model.
 *
 * @returns The script of the old one.
 */
async function renew({ folder }: StaticHost): Promise<string> {
  const [script] = (await assetsIn(join(folder, "index.html"))).filter((name) => name.endsWith(".js"));
  const renewed = script.replace(/-[\w-]+\.js$/, "-RENEWED0.js");
  await rename(join(folder, script), join(folder, renewed));
  await rename(join(folder, "mnist.nescio"), join(folder, "other.nescio"));
  const edit = async (name: string, change: (text: string) => string): Promise<void> => {
    const before = await readFile(join(folder, name), "utf8");
    const after = change(before);
    expect(after).not.toBe(before);
    await writeFile(join(folder, name), after);
    await rm(join(folder, `${name}.gz`), { force: true });
  };
  await edit("studio.json", (text) => text.replace("mnist", "other"));
  await edit("index.html", (text) =>
    text.replace("</title>", ", renewed</title>").replaceAll(script, renewed),
  );
  await edit("service-worker.js", (text) =>
    text.replaceAll(script, renewed).replace(/[0-9a-f]{16}/, "0123456789abcdef"),
  );
  return script;
}
