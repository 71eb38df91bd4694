import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { runCli } from "../helpers/cli.js";
import { temporaryFolder } from "../helpers/folder.js";
import { root } from "../helpers/sources.js";
import { axeViolations } from "./axe.js";
import { bring, png, sheetOfDigit, sheetOfDigits, type NamedFile } from "./files.js";
import { draw, openStudio, serveStudio, seven, verdictOf, type StudioServer } from "./studio-page.js";

interface Said {
  readonly images: readonly { readonly answer: string | null; readonly why: string }[];
}

/** What the command line says of a file. */
async function predicted({ name, buffer }: NamedFile, ...options: string[]): Promise<Said["images"]> {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, buffer);
  const { stdout, stderr, code } = await runCli(["predict", file, "--json", ...options]);
  expect([code, stderr]).toEqual([0, ""]);
  return (JSON.parse(stdout) as Said).images;
}

/** Reading may take a while where the machine does other things. */
const patience = { timeout: 20_000 };

const notes: NamedFile = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") };

describe.skipIf(chromiumPath === undefined)("pictures in the studio (needs Chromium)", () => {
  let browser: Browser;
  let server: StudioServer;

  beforeAll(async () => {
    server = await serveStudio();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test("one that is dropped is read as the command line reads it", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    const file = await png("five.png", sheetOfDigit(5));
    await bring(page, "drop", [file]);
    expect(await verdictOf(page)).toBe("5");
    const [{ answer, why }] = await predicted(file);
    expect(answer).toBe("5");
    expect((await page.locator(".reason").innerText()).toLowerCase()).toBe(`${why.toLowerCase()}.`);
    expect(await page.getByRole("application").getAttribute("aria-label")).toContain("five.png");
    // Drawing on it begins a drawing.
    await draw(page, seven);
    expect(await verdictOf(page)).toBe("7");
    expect(trouble).toEqual([]);
    await close();
  });

  test("one that is pasted is read", async () => {
    const { page, close } = await openStudio(browser, server.address);
    await bring(page, "paste", [await png("image.png", sheetOfDigit(3))]);
    expect(await verdictOf(page)).toBe("3");
    await close();
  });

  test("of several characters it is refused, and each is answered for where one wants", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    const file = await png("number.png", sheetOfDigits([3, 5, 2]));
    await page.locator("input[type=file]").setInputFiles([file]);
    expect(await verdictOf(page)).toBe("I don’t know");
    await page.getByRole("button", { name: "Answer for each character" }).click();
    const each = page.getByRole("region", { name: "Each character" }).locator("strong");
    await expect.poll(() => each.count(), patience).toBe(3);
    const answers = (await predicted(file, "--split")).map(({ answer }) => answer ?? "I don’t know");
    expect(await each.allInnerTexts()).toEqual(answers);
    expect(answers).toEqual(["3", "5", "2"]);
    expect(await axeViolations(page)).toEqual([]);
    expect(trouble).toEqual([]);
    await close();
  });

  test("several are a list, each with its own verdict or error", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    const files = [await png("two.png", sheetOfDigit(2)), notes, await png("six.png", sheetOfDigit(6))];
    await bring(page, "drop", files);
    const rows = page.locator(".picture-row");
    await expect.poll(() => rows.locator("strong").allInnerTexts(), patience).toEqual(["2", "6"]);
    expect(await rows.nth(1).innerText()).toMatch(/notes\.txt\s+expected a PNG, .* got another kind/);
    expect(await page.getByRole("alert").innerText()).toContain("1 of 3 files could not be read");
    expect(await verdictOf(page)).toBe("2");
    await rows.nth(2).click();
    expect(await verdictOf(page)).toBe("6");
    expect(await rows.nth(2).getAttribute("aria-current")).toBe("true");
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "Forget them" }).click();
    expect(await rows.count()).toBe(0);
    expect(trouble).toEqual([]);
    await close();
  });

  test("what is none leaves what was there, and says why", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    await draw(page, seven);
    expect(await verdictOf(page)).toBe("7");
    const whole = await png("cut.png", sheetOfDigit(4));
    const huge = Buffer.from(whole.buffer);
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    const cases: [NamedFile, RegExp][] = [
      [notes, /^notes\.txt: expected a PNG, .*, got another kind of file/],
      [
        { ...whole, buffer: whole.buffer.subarray(0, whole.buffer.length >> 1) },
        /^cut\.png: expected an image/,
      ],
      [
        { ...whole, name: "huge.png", buffer: huge },
        /^huge\.png: expected at most 67108864 pixels.* 60000×60000/,
      ],
    ];
    for (const [file, message] of cases) {
      await bring(page, "drop", [file]);
      await expect.poll(() => page.locator(".problem p").innerText(), patience).toMatch(message);
      await page.getByRole("button", { name: "Close" }).click();
    }
    expect(await verdictOf(page)).toBe("7");
    expect(trouble).toEqual([]);
    await close();
  });

  test("of fifty megapixels one is answered, and the page goes on", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    const { width, height, data } = sheetOfDigit(2);
    const buffer = await sharp(data, { raw: { width, height, channels: 4 } })
      .resize(7100, 7100, { kernel: "nearest" })
      .png({ compressionLevel: 1 })
      .toBuffer();
    const file = join(await temporaryFolder(), "large.png");
    await writeFile(file, buffer);
    await page.evaluate(() => {
      const now = globalThis as unknown as { longest: number };
      now.longest = 0;
      new PerformanceObserver((list) => {
        now.longest = Math.max(now.longest, ...list.getEntries().map(({ duration }) => duration));
      }).observe({ type: "longtask" });
    });
    await page.locator("input[type=file]").setInputFiles(file);
    await page.locator(".pad[data-shown=picture]").waitFor();
    expect(await verdictOf(page)).toBe("2");
    const longest = await page.evaluate(() => (globalThis as unknown as { longest: number }).longest);
    expect(longest).toBeLessThan(1000);
    expect(trouble).toEqual([]);
    await close();
  });

  test("a model is opened; of a part of one the page says so, and the model before stays", async () => {
    const { page, trouble, close } = await openStudio(browser, server.address);
    await draw(page, seven);
    expect(await verdictOf(page)).toBe("7");
    const buffer = readFileSync(join(root, "packages/cli/models/mnist.nescio"));
    // A message of several megabytes is slow to pass; a file that is picked is not.
    const pick = (file: NamedFile) => page.locator("input[type=file]").setInputFiles([file]);
    const mimeType = "application/octet-stream";
    await pick({ name: "part.nescio", mimeType, buffer: buffer.subarray(0, buffer.length >> 1) });
    await expect
      .poll(() => page.locator(".problem p").innerText(), patience)
      .toMatch(/^part\.nescio.*: expected /);
    expect(await verdictOf(page)).toBe("7");
    await page.getByRole("button", { name: "Close" }).click();
    await pick({ name: "own.nescio", mimeType, buffer });
    await page.locator(".take summary").click();
    await expect
      .poll(async () => {
        await page.getByRole("button", { name: "Copy as command" }).click();
        return page.getByRole("textbox", { name: "What was copied" }).inputValue();
      }, patience)
      .toContain("predict drawing.png --model own.nescio");
    expect(await verdictOf(page)).toBe("7");
    expect(trouble).toEqual([]);
    await close();
  });
});
