import { visit } from "./visit.js";

/** Notes when the page was told of each move, and when the verdict on it was there and painted; runs in the page. */
function watchVerdicts() {
  const times = [];
  globalThis.times = times;
  // Nobody asks again and again: that would take time from what is measured.
  let told = () => undefined;
  globalThis.timesUpTo = (count) =>
    new Promise((resolve) => {
      told = () => times.length >= count && resolve();
      told();
    });
  let moved;
  addEventListener("pointermove", () => (moved ??= performance.now()), { capture: true });
  const engine = document.querySelector(".engine");
  new MutationObserver(() => {
    if (moved === undefined) return;
    const since = moved;
    moved = undefined;
    const there = performance.now() - since;
    const inWorker = Number(engine.dataset.ms);
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        times.push({ there, inWorker, painted: performance.now() - since });
        told();
      };
      port2.postMessage(undefined);
    });
  }).observe(engine, { attributes: true, attributeFilter: ["data-ms"] });
}

/** Moves that are made before those that count. */
const warmUp = 5;

/**
 * Draws with the mouse: first a point at a time, each after the verdict on the one before, for how long a verdict takes; then as
 * fast as a mouse tells, for whether the page keeps up.
 */
export async function drawingFigures(browser, address, moves) {
  const { page, noted, close } = await visit(browser, `${address}#ink=1y.1y`);
  const { x, y, width } = await page.locator(".pad canvas").boundingBox();
  const at = (i) => [
    x + width * (0.5 + 0.3 * Math.cos(0.21 * i)),
    y + width * (0.5 + 0.3 * Math.sin(0.13 * i)),
  ];
  await page.mouse.move(...at(0));
  await page.mouse.down();
  // The verdict on the first point is none on a move.
  await page.waitForTimeout(1000);
  await page.evaluate(watchVerdicts);
  for (let i = 1; i <= warmUp + moves; i++) {
    await page.mouse.move(...at(i));
    await page.evaluate((count) => globalThis.timesUpTo(count), i);
    // Not in step with the frames.
    await page.waitForTimeout(20 + ((7 * i) % 16));
  }
  await page.mouse.up();
  const times = (await page.evaluate(() => globalThis.times)).slice(warmUp);
  const since = await page.evaluate(() => performance.now());
  for (let stroke = 0; stroke < 5; stroke++) {
    await page.mouse.move(...at(100 * stroke));
    await page.mouse.down();
    for (let i = 1; i <= 60; i++) await page.mouse.move(...at(100 * stroke + i));
    await page.mouse.up();
  }
  await page.waitForTimeout(500);
  const { longTasks, shift } = await noted();
  await close();
  const of = (name) => spread(times.map((time) => time[name]));
  return {
    verdicts: { count: times.length, inWorker: of("inWorker"), there: of("there"), painted: of("painted") },
    longTasks: longTasks.filter(({ startTime }) => startTime > since).map(({ duration }) => duration),
    shift,
  };
}

function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { median: at(0.5), most: at(0.95) };
}
