// How fast the studio trains the tutorial's network, in Chromium and with threads, beside Node on the same machine: in turn, the
// best of some rounds of each. Where a step of the page takes more than 1.5 times as long, the exit code is 1. Also the longest task
// that held up the page meanwhile, in milliseconds.
//   node scripts/studio-training.js [--rounds 3] [--epochs 8]      CHROMIUM_PATH names another Chromium
import { parseArgs } from "node:util";
import { denseNetwork, glyphs, trainPosterior } from "@nescio/core";
import { launchChromium } from "./studio-figures/chromium.js";
import { serveStudio } from "./studio-figures/served.js";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, epochs: { type: "string", default: "8" } },
});
const [rounds, epochs] = [Number(values.rounds), Number(values.epochs)];
const mostRatio = 1.5;
/** As many as the page trains on, of 2,000 drawn digits. */
const images = 1300;

const digits = glyphs({ count: images, seed: 1, kind: "digits" });

/** Milliseconds a step. */
async function inNode() {
  const network = denseNetwork([28, 28, 1], [1024], 10);
  return (await trainPosterior(network, digits, { preset: "tutorial", epochs })).msPerStep;
}

/** The same, with what the page does between the steps counted too, and its longest task. */
async function inPage(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.setDefaultTimeout(300_000);
  await page.goto(`${address}#view=train`);
  await page.locator(".headline", { hasNotText: "Loading" }).waitFor();
  await page.getByLabel("How many").selectOption("2000");
  await page.getByText("Settings").click();
  await page.getByLabel("Epochs").fill(String(epochs));
  await page.evaluate(() => {
    window.reports = [];
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ type: "longtask" });
    new MutationObserver(() => {
      const step = document.querySelector("[data-step]")?.dataset.step;
      if (step !== undefined) window.reports.push([performance.now(), Number(step)]);
    }).observe(document.querySelector(".controls"), { subtree: true, attributes: true, childList: true });
  });
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByRole("button", { name: "Train again" }).waitFor();
  const { reports, longest } = await page.evaluate(() => ({
    reports: window.reports,
    longest: window.longest,
  }));
  await page.close();
  const [[from, first], [to, last]] = [reports[0], reports.at(-1)];
  return { msPerStep: (to - from) / (last - first), longest };
}

const server = await serveStudio();
const browser = await launchChromium();
const best = { node: Infinity, page: Infinity, longest: Infinity };
for (let round = 0; round < rounds; round++) {
  best.node = Math.min(best.node, await inNode());
  const { msPerStep, longest } = await inPage(browser, server.address);
  best.page = Math.min(best.page, msPerStep);
  best.longest = Math.min(best.longest, longest);
}
await browser.close();
await server.close();
const ratio = best.page / best.node;
console.log(`Node            ${best.node.toFixed(1)} ms a step`);
console.log(`the page        ${best.page.toFixed(1)} ms a step, all between the steps included`);
console.log(`ratio           ${ratio.toFixed(2)}, at most ${mostRatio}`);
console.log(`longest task    ${best.longest.toFixed(0)} ms, of the best round`);
process.exitCode = ratio <= mostRatio ? 0 : 1;
