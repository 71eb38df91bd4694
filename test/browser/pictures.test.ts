import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import type * as nescio from "../../packages/core/src/index.js";
import { bundleForBrowser } from "../helpers/bundle.js";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { servePages, type PageServer } from "../helpers/pages.js";
import { sheetOf } from "../helpers/pictures.js";
import { root } from "../helpers/sources.js";

declare global {
  // What the script puts into the page.
  var core: typeof nescio;
}

const set = glyphs({ kind: "digits", count: 10, seed: 8 });
const at = set.labels!.indexOf(3);
const sheet = sheetOf(set.pixels.subarray(784 * at, 784 * (at + 1)), { ground: 180, ink: 50 });

/** A block of the page in the documentation, by its first line. */
async function blockOf(first: string): Promise<string> {
  const page = await readFile(join(root, "docs/use-in-your-app.md"), "utf8");
  const blocks = [...page.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
  return blocks.find((block) => block.startsWith(first))!;
}

describe.skipIf(chromiumPath === undefined)("pictures in a browser (needs Chromium)", () => {
  let browser: Browser;
  let server: PageServer;
  let page: Page;
  let model: string;
  let jpeg: string;

  beforeAll(async () => {
    const { code } = await bundleForBrowser(
      `import * as core from "nescio"; Object.assign(globalThis, { core });`,
    );
    server = await servePages(code);
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(server.address({}));
    await page.waitForFunction(() => "core" in globalThis);
    model = (await readFile(join(root, "packages/cli/models/mnist.nescio"))).toString("base64");
    const raw = { raw: { width: sheet.width, height: sheet.height, channels: 4 as const } };
    jpeg = (await sharp(sheet.data, raw).jpeg({ quality: 95 }).toBuffer()).toString("base64");
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test("answer takes bytes, Blobs, ImageData, ImageBitmaps and canvases", async () => {
    const labels = await page.evaluate(
      async ({ modelText, jpegText }) => {
        const bytesOf = async (text: string) =>
          new Uint8Array(await (await fetch(`data:;base64,${text}`)).arrayBuffer());
        const boxed = core.decodeModel(await bytesOf(modelText), "mnist.nescio");
        const bytes = await bytesOf(jpegText);
        const blob = new Blob([bytes]);
        const bitmap = await createImageBitmap(blob);
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
        const context = canvas.getContext("2d")!;
        context.drawImage(bitmap, 0, 0);
        const image = context.getImageData(0, 0, canvas.width, canvas.height);
        const found: string[] = [];
        for (const picture of [bytes, bytes.buffer, blob, bitmap, canvas, image]) {
          found.push((await core.answer(boxed, picture)).labels.join());
        }
        const broken = core.answer(boxed, bytes.slice(0, 40)).catch((error: unknown) => error);
        found.push((await broken) instanceof core.NescioError ? "refused" : "");
        // The same file, claiming 65,535 pixels along each side: known before the browser makes room for them.
        const frame = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc0);
        const bomb = Uint8Array.from(bytes).fill(0xff, frame + 5, frame + 9);
        const refusal = await core.answer(boxed, bomb).catch((error: unknown) => error);
        found.push(refusal instanceof core.NescioError ? refusal.found : "");
        return found;
      },
      { modelText: model, jpegText: jpeg },
    );
    expect(labels).toEqual(["3", "3", "3", "3", "3", "3", "refused", "65535×65535"]);
  });

  test("the worker of the documentation answers off the main thread", async () => {
    const { code } = await bundleForBrowser(await blockOf("// answer-worker.js"));
    const given = await page.evaluate(
      ({ source, modelText, jpegText }) =>
        new Promise((resolve) => {
          const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          const worker = new Worker(url, { type: "module" });
          worker.onmessage = ({ data }) => {
            worker.terminate();
            resolve(data);
          };
          void fetch(`data:image/jpeg;base64,${jpegText}`)
            .then((response) => response.blob())
            .then((picture) => worker.postMessage({ id: 5, picture, modelUrl: `data:;base64,${modelText}` }));
        }),
      { source: code, modelText: model, jpegText: jpeg },
    );
    expect(given).toMatchObject({ id: 5, answer: { refused: false, labels: ["3"], hints: [] } });
  });
});
