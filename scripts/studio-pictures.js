// The pictures of the studio in the documentation, taken of the built page.
//   node scripts/studio-pictures.js        writes docs/studio-*.png; CHROMIUM_PATH names another Chromium
import { launchChromium } from "./studio-figures/chromium.js";
import { serveStudio } from "./studio-figures/served.js";

/** Strokes as shares of the pad: a letter, which the digits' model refuses, and what may be a 4 or a 9. */
const letter = [
  [[0.25, 0.8], [0.48, 0.2], [0.74, 0.8]], // prettier-ignore
  [[0.36, 0.58], [0.64, 0.58]], // prettier-ignore
];
const between = [
  [[0.66, 0.32], [0.5, 0.24], [0.34, 0.34], [0.34, 0.48], [0.5, 0.54], [0.66, 0.46], [0.67, 0.26], [0.63, 0.82]], // prettier-ignore
];

const server = await serveStudio();
const browser = await launchChromium();

/** Opens a view, lets `show` bring it to where it is to be seen, and takes its picture. */
async function take(name, view, { colorScheme = "light", height = 720 }, show) {
  const context = await browser.newContext({ viewport: { width: 1120, height }, colorScheme });
  const page = await context.newPage();
  await page.goto(`${server.address}#view=${view}`);
  await page.locator(".headline", { hasNotText: "Loading" }).waitFor();
  await show(page);
  await page.mouse.move(5, 5);
  await page.waitForTimeout(800);
  await page.screenshot({ path: `docs/studio-${name}.png` });
  await context.close();
}

async function draw(page, strokes) {
  const { x, y, width } = await page.locator(".pad canvas").boundingBox();
  for (const [first, ...rest] of strokes) {
    await page.mouse.move(x + width * first[0], y + width * first[1]);
    await page.mouse.down();
    for (const [u, v] of rest) await page.mouse.move(x + width * u, y + width * v, { steps: 12 });
    await page.mouse.up();
  }
  await page.locator(".verdict[data-refused]").waitFor();
  await page.waitForTimeout(500);
}

try {
  await take("draw", "draw", {}, (page) => draw(page, letter));
  await take("where", "understand", { colorScheme: "dark" }, async (page) => {
    await draw(page, between);
    await page.getByRole("button", { name: "Where" }).click();
    await page.waitForTimeout(6000);
  });
  await take("train", "train", { height: 900 }, async (page) => {
    await draw(page, between);
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByText("units of the first layer").waitFor({ timeout: 60_000 });
    await page.waitForTimeout(15_000);
    await page.locator(".controls").evaluate((element) => element.scrollIntoView());
  });
} finally {
  await browser.close();
  server.close();
}
