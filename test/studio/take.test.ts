import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, launchBrowser } from "../helpers/browser.js";
import { temporaryFolder } from "../helpers/folder.js";
import { root } from "../helpers/sources.js";
import { axeViolations } from "./axe.js";
import { pngOf, sheetOfDigits } from "./files.js";
import { openStudio, serveStudio, verdictOf, type StudioServer } from "./studio-page.js";

/** A 7 of one stroke, as an address has it. */
const ink = "ink=1y.1y.3i.0_5g.1y.-2c.4a";

const run = promisify(execFile);

/** A folder of somebody who has installed nescio. */
async function projectFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "node_modules"));
  await symlink(join(root, "packages/cli"), join(folder, "node_modules", "nescio"), "junction");
  const npx = join(folder, "npx");
  const command = join(root, "packages/cli/bin/nescio.js");
  await writeFile(npx, `#!/bin/sh\nshift\nexec "${process.execPath}" "${command}" "$@"\n`);
  await chmod(npx, 0o755);
  return folder;
}

/** What is copied, and not what was before it: that stands there until then. */
async function copied(page: Page, button: string): Promise<string> {
  const text = page.getByRole("textbox", { name: "What was copied" });
  const before = (await text.count()) === 0 ? "" : await text.inputValue();
  await page.getByRole("button", { name: button }).click();
  await page.locator(".take-note", { hasText: /^Copied\./ }).waitFor();
  await expect.poll(() => text.inputValue()).not.toBe(before);
  return text.inputValue();
}

/** What the copied program prints. */
async function printed(folder: string, program: string): Promise<string> {
  // It is TypeScript, and as it stands JavaScript too.
  const { code } = await transform(program, { loader: "ts", format: "esm" });
  expect(code.length).toBeGreaterThan(100);
  await writeFile(join(folder, "ask.mjs"), program);
  const { stdout, stderr } = await run(process.execPath, ["ask.mjs"], { cwd: folder });
  expect(stderr).toBe("");
  return stdout.trimEnd();
}

/** What the copied command prints, in a shell. */
async function shell(folder: string, command: string): Promise<string> {
  const { stdout } = await run("sh", ["-c", command], {
    cwd: folder,
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  return stdout;
}

/** As the page writes it, with the capital and the full stop of a sentence. */
function sentence(explanation: string): string {
  return `${explanation[0].toUpperCase()}${explanation.slice(1)}.`;
}

// Programs and commands are processes that load the model each.
const patience = { timeout: 120_000 };

describe.skipIf(chromiumPath === undefined)(
  "what is taken from the studio (needs Chromium)",
  patience,
  () => {
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

    const open = async (address: string) => {
      const studio = await openStudio(browser, `${server.address}/${address}`, {
        permissions: ["clipboard-read", "clipboard-write"],
      });
      await studio.page.locator(".take summary").click();
      return studio;
    };

    test.each([
      ["a drawing under a rule", `#${ink}&rule=0.1~0.5~familiar&samples=20`, "7"],
      [
        "a letter of the gallery under the tutorial’s rule",
        "#image=letters-9&rule=0.5~0.2~any&samples=100",
        "4",
      ],
      ["white noise", "#image=noise-0", "I don’t know"],
    ])("%s: program and command say what the page says", async (_, address, expected) => {
      const { page, trouble, close } = await open(address);
      expect(await verdictOf(page)).toBe(expected);
      const reason = await page.locator(".reason").innerText();
      const folder = await projectFolder();
      const program = await copied(page, "Copy as TypeScript");
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(program);
      const [headline, explanation] = (await printed(folder, program)).split("\n");
      expect(headline).toBe(expected.replace("’", "'"));
      expect(reason.endsWith(sentence(explanation).slice(1))).toBe(true);
      const said = await shell(folder, await copied(page, "Copy as command"));
      expect(said.split("\n")[0]).toContain(`.png: ${headline}  ${explanation}`);
      expect(trouble).toEqual([]);
      await close();
    });

    test("a photograph by its name, each of its characters", async () => {
      const { page, close } = await open("");
      const folder = await projectFolder();
      const name = "it's -- 35.png";
      await writeFile(join(folder, name), await pngOf(sheetOfDigits([3, 5])));
      await page.locator("input[type=file]").setInputFiles(join(folder, name));
      expect(await verdictOf(page)).toBe("I don’t know");
      await page.getByRole("button", { name: "Answer for each character" }).click();
      await page.getByRole("region", { name: "Each character" }).waitFor();
      const program = await copied(page, "Copy as TypeScript");
      const lines = (await printed(folder, program)).split("\n");
      expect([lines[0], lines[2]]).toEqual(["3", "5"]);
      const said = await shell(folder, await copied(page, "Copy as command"));
      expect(said).toContain(`${name}, character 1: 3 `);
      expect(said).toContain(`${name}, character 2: 5 `);
      await close();
    });

    test("links bring it back, and code for other pages the pad alone", async () => {
      const { page, close } = await open(`#${ink}&samples=20`);
      expect(await verdictOf(page)).toBe("7");
      const reason = await page.locator(".reason").innerText();
      const link = await copied(page, "Copy link");
      const again = await openStudio(browser, link);
      expect(await verdictOf(again.page)).toBe("7");
      expect(await again.page.locator(".reason").innerText()).toBe(reason);
      await again.close();
      const code = await copied(page, "Copy embed code");
      await close();
      const outer = await browser.newPage();
      await outer.setContent(
        `<!doctype html><html lang="en"><title>lesson</title><main>${code}</main></html>`,
      );
      const frame = outer.frameLocator("iframe");
      await frame.locator(".headline", { hasText: "7" }).waitFor();
      expect(await frame.locator(".reason").innerText()).toBe(reason);
      await outer.close();
    });

    test("the verdict is a picture, as SVG and as PNG", async () => {
      const { page, trouble, close } = await open(`#${ink}`);
      expect(await verdictOf(page)).toBe("7");
      const saved = async (button: string): Promise<Buffer> => {
        const [file] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("button", { name: button }).click(),
        ]);
        return readFile(await file.path());
      };
      const svg = (await saved("Picture as SVG")).toString();
      const root = await page.evaluate((text) => {
        const { documentElement } = new DOMParser().parseFromString(text, "image/svg+xml");
        return [documentElement.nodeName, documentElement.getAttribute("aria-label")];
      }, svg);
      expect(root).toEqual(["svg", `7. ${await page.locator(".reason").innerText()}`]);
      const png = sharp(await saved("Picture as PNG"));
      expect(await png.metadata()).toMatchObject({ format: "png", width: 2400, height: 1350 });
      // Ink where the drawing is.
      const part = await png.extract({ left: 120, top: 120, width: 760, height: 760 }).png().toBuffer();
      const { channels } = await sharp(part).stats();
      expect([channels[0].min, channels[0].max]).toEqual([17, 255]);
      expect(await axeViolations(page)).toEqual([]);
      expect(trouble).toEqual([]);
      await close();
    });
  },
);
