/** A seven, as an address has it. */
export const seven = "ink=1y.1y.3i.0.-2c.4a";

/** What a page notes about itself from its beginning; runs in the page. */
function watch() {
  const noted = { firstVerdict: undefined, shift: 0, longTasks: [] };
  globalThis.noted = noted;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) noted.shift += value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) noted.longTasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });
  const seen = new MutationObserver(() => {
    if (document.querySelector(".verdict[data-refused]") === null) return;
    seen.disconnect();
    // Painted: what a frame asked for is followed by its painting, and that by the next message.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (noted.firstVerdict = performance.now());
      port2.postMessage(undefined);
    });
  });
  seen.observe(document, { subtree: true, childList: true, attributes: true });
}

/** Opens an address in a browser that has never seen it, and waits for the first verdict, and a little for what comes then. */
export async function visit(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, ...options });
  await context.addInitScript(watch);
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(() => globalThis.noted.firstVerdict !== undefined, undefined, { polling: 100 });
  await page.waitForTimeout(500);
  return { page, noted: () => page.evaluate(() => globalThis.noted), close: () => context.close() };
}
