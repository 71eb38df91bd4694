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

  test("the worker answers off the main thread, as the function does", async () => {
    const { code } = await bundleForBrowser(`import "nescio/worker";`);
    const given = await page.evaluate(
      async ({ source, modelText, jpegText }) => {
        const start = (model: string | Uint8Array): Promise<nescio.RemoteAnswerer> => {
          const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          return core.RemoteAnswerer.start(new Worker(url, { type: "module" }), model);
        };
        const modelUrl = `data:;base64,${modelText}`;
        const codeOf = async (work: Promise<unknown>): Promise<string> => {
          const error = await work.catch((reason: unknown) => reason);
          return error instanceof core.NescioError ? error.code : String(error);
        };
        const bytes = new Uint8Array(await (await fetch(modelUrl)).arrayBuffer());
        const picture = await (await fetch(`data:image/jpeg;base64,${jpegText}`)).blob();
        const remote = await start(modelUrl);
        const canvas = document.createElement("canvas");
        canvas.getContext("2d")!.fillRect(0, 0, 30, 30);
        const there = await remote.answer(picture, { seed: 5 });
        const controller = new AbortController();
        const stopped = remote.answer(picture, { signal: controller.signal, samples: 500 });
        controller.abort();
        const images = core.noise({ count: 300, height: 28, width: 28, channels: 1, seed: 1 });
        let told = 0;
        const noise = await remote.answer(images, { onProgress: (done) => (told = done) });
        const errors = [
          await codeOf(remote.answer(new Blob(["none"]))),
          await codeOf(remote.answer(picture, { samples: -1 })),
          await codeOf(remote.answer(null as never)),
          await codeOf(remote.answer((() => picture) as never)),
          await codeOf(stopped),
          await codeOf(start(bytes.slice(0, 1000))),
          await codeOf(start("data:,x%")),
        ];
        const { classes } = remote;
        const each = (await remote.answerEach(picture)).map(({ labels }) => labels);
        const empty = await remote.answer(canvas);
        remote.close();
        errors.push(await codeOf(remote.answer(picture)));
        const here = await core.answer(core.decodeModel(bytes, "mnist.nescio"), picture, { seed: 5 });
        return {
          here,
          there,
          classes,
          each,
          empty,
          told,
          refused: noise.every((one) => one.refused),
          errors,
        };
      },
      { source: code, modelText: model, jpegText: jpeg },
    );
    expect(given.there).toEqual(given.here);
    expect(given.there).toMatchObject({ refused: false, labels: ["3"], hints: [] });
    expect(given).toMatchObject({ each: [["3"]], told: 300, refused: true });
    expect(given.classes).toHaveLength(10);
    expect(given.empty).toMatchObject({ refused: true, hints: [{ kind: "empty" }] });
    const codes = [
      "corrupt",
      "invalid-option",
      "invalid-data",
      "invalid-data",
      "aborted",
      "invalid-model",
      "invalid-model",
      "unsupported",
    ];
    expect(given.errors).toEqual(codes);
  });
});
