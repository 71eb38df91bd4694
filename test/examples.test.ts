import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import { chromiumPath, launchBrowser } from "./helpers/browser.js";
import { temporaryFolder } from "./helpers/folder.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs an example as it would run in a project that has the package installed. */
async function runExample(name: string, ...args: string[]): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules", "nescio"), "junction");
  const source = await readFile(join(root, "examples", name), "utf8");
  const { code } = await transform(source, { loader: "ts", format: "esm" });
  const file = join(folder, name.replace(/\.ts$/, ".mjs"));
  await writeFile(file, code);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, ...args], { cwd: folder });
  expect(stderr).toBe("");
  return stdout;
}

describe("examples/train-and-ask.ts", () => {
  test("learns the digits, and refuses more letters and noise than digits", async () => {
    const lines = (await runExample("train-and-ask.ts", "1000", "5")).trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    const losses = /by epoch: (.*)$/.exec(lines[0])![1].split(", ").map(Number);
    expect(losses).toHaveLength(5);
    expect(losses[4]).toBeLessThan(losses[0]);
    const [digits, letters, noise] = ["glyphs", "glyphs-letters", "noise"].map((name, i) => {
      const line = new RegExp(
        `^${name}: (\\d+) of 1000 answered(?:, (\\d+) of them rightly)?; "I don't know"`,
      );
      return line
        .exec(lines[i + 1])!
        .slice(1)
        .map(Number);
    });
    expect(digits[0]).toBeGreaterThan(letters[0]);
    expect(letters[0]).toBeGreaterThan(noise[0]);
    expect(digits[1] / digits[0]).toBeGreaterThan(0.9);
  });
});

describe.skipIf(chromiumPath === undefined)("examples/browser.html (needs Chromium)", () => {
  test("trains in the page without a bundler and answers twenty images", async () => {
    const types: Partial<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
    const server = createServer(({ url = "" }, response) => {
      const path = new URL(url, "http://localhost").pathname;
      const type = types[extname(path)] ?? "application/octet-stream";
      readFile(join(root, path)).then(
        (body) => response.writeHead(200, { "Content-Type": type }).end(body),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const trouble: string[] = [];
      page.on("console", (message) => trouble.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
      page.on("response", (response) => {
        if (!response.ok()) trouble.push(`${response.status()} ${response.url()}`);
      });
      const { port } = server.address() as AddressInfo;
      await page.goto(`http://127.0.0.1:${port}/examples/browser.html?images=500`);
      await page.locator("#status[data-done]").waitFor();
      expect(await page.locator("#status").textContent()).toMatch(
        /^Trained on 500 images in \d+\.\d s, threads: 1\.$/,
      );
      const captions = await page.locator("figcaption").allTextContents();
      expect(captions).toHaveLength(20);
      for (const caption of captions) expect(caption).toMatch(/^\d( or \d)*$|^I don’t know$/);
      // Ten digits come first, each class once: most answers are right even after so short a training.
      const inked = await page.evaluate(() =>
        [...document.querySelectorAll("canvas")].map((canvas) =>
          canvas
            .getContext("2d")!
            .getImageData(0, 0, 28, 28)
            .data.some((value, i) => i % 4 < 3 && value > 0),
        ),
      );
      expect(inked).toEqual(Array.from({ length: 20 }, () => true));
      expect(trouble).toEqual([]);
    } finally {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
