// How fast and how large the built studio is, as `nescio studio` serves it, in a browser that has never seen it; and what axe
// objects to. Each figure has a limit; where one is passed, the exit code is 1.
//   node scripts/studio-figures.js [--visits 5] [--moves 60] [--json]      CHROMIUM_PATH names another Chromium
import { parseArgs } from "node:util";
import { launchChromium } from "./studio-figures/chromium.js";
import { startCountingProxy } from "./studio-figures/counting-proxy.js";
import { drawingFigures } from "./studio-figures/drawing.js";
import { serveStudio } from "./studio-figures/served.js";
import { violations } from "./studio-figures/violations.js";
import { seven, visit } from "./studio-figures/visit.js";

const { values: options } = parseArgs({
  options: {
    visits: { type: "string", default: "5" },
    moves: { type: "string", default: "60" },
    json: { type: "boolean", default: false },
  },
});

const views = ["draw", "understand", "train", "tour"];

/** Milliseconds from the navigation to the first verdict, painted, of each visit. */
async function firstVerdicts(browser, address) {
  const times = [];
  for (let i = 0; i < Number(options.visits); i++) {
    const { noted, close } = await visit(browser, `${address}#${seven}`);
    times.push((await noted()).firstVerdict);
    await close();
  }
  return times.sort((a, b) => a - b);
}

/** Bytes on their way to the first verdict, and from then on, with all views looked at and the page kept. */
async function transferred(browser, address) {
  const proxy = await startCountingProxy(address);
  const { page, close } = await visit(browser, `${proxy.address}#${seven}`);
  const isLater = proxy.answered.findIndex(({ path }) => path === "/service-worker.js");
  const first = proxy.answered.splice(0, isLater < 0 ? Infinity : isLater);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  for (const view of views) {
    await page.locator(`#tab-${view}`).click();
    await page.waitForTimeout(1000);
  }
  const later = [...proxy.answered];
  await close();
  proxy.close();
  const bytes = (entries, pattern) =>
    entries.filter(({ path }) => pattern.test(path)).reduce((sum, entry) => sum + entry.bytes, 0);
  const part = (entries) => ({
    all: bytes(entries, /./),
    // The other variant of the kernels is kept for the day when the browser can run it, and is not run.
    script: bytes(entries, entries === later ? /^(?!.*-kernels-).*\.js$/ : /\.js$/),
    model: bytes(entries, /\.nescio$/),
  });
  return { first: part(first), later: part(later) };
}

const server = await serveStudio();
const browser = await launchChromium();
let figures;
try {
  const { address } = server;
  figures = {
    firstVerdicts: await firstVerdicts(browser, address),
    transferred: await transferred(browser, address),
    drawing: await drawingFigures(browser, address, Number(options.moves)),
    pages: await violations(browser, address, views),
  };
} finally {
  await browser.close();
  server.close();
}

const { firstVerdicts: times, transferred: sizes, drawing, pages } = figures;
const median = times[Math.floor(times.length / 2)];
const { inWorker, there, painted } = drawing.verdicts;
const shift = Math.max(drawing.shift, ...pages.map((page) => page.shift));
const longest = Math.max(0, ...drawing.longTasks);
const objections = pages.filter(({ rules }) => rules.length > 0);
const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
const ms = (time) => `${time.toFixed(1)} ms`;
const both = (name) => `${kB(sizes.first[name])} + ${kB(sizes.later[name])}`;
const all = sizes.first.all + sizes.later.all;
/** What it is, what was found, its limit, and whether that is kept. */
const rows = [
  ["first verdict, from navigation", `${ms(median)} (${ms(times[0])} at best)`, "2000 ms", median <= 2000],
  ["transferred: first + later", both("all"), "5000 kB", all <= 5e6],
  ["  scripts, compressed", both("script"), "250 kB first", sizes.first.script <= 250e3],
  ["  the model", both("model"), "", true],
  ["verdict, in the worker", `${ms(inWorker.median)} (95 %: ${ms(inWorker.most)})`, "", true],
  [
    "  from a move until it is there",
    `${ms(there.median)} (95 %: ${ms(there.most)})`,
    "20 ms",
    there.median <= 20,
  ],
  ["  … until it is painted", `${ms(painted.median)} (95 %: ${ms(painted.most)})`, "", true],
  ["longest task while drawing", longest === 0 ? "none over 50 ms" : ms(longest), "50 ms", longest <= 50],
  ["layout shift, at most", shift.toFixed(4), "0", shift === 0],
  ["views that axe objects to", `${objections.length} of ${pages.length}`, "0", objections.length === 0],
];
if (options.json) {
  console.log(JSON.stringify(figures, null, 2));
} else {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  for (const [name, found, limit, isKept] of rows) {
    const end = limit === "" ? "" : `${isKept ? "within" : "OVER"} ${limit}`;
    console.log(`${name.padEnd(widths[0])}  ${found.padEnd(widths[1])}  ${end}`.trimEnd());
  }
  for (const { view, colorScheme, width, shift, rules } of pages) {
    if (rules.length === 0 && shift === 0) continue;
    console.log(
      `${view}, ${colorScheme}, ${width} px: shift ${shift.toFixed(4)}; ${rules.join("; ") || "no objection"}`,
    );
  }
}
if (rows.some(([, , , isKept]) => !isKept)) process.exitCode = 1;
