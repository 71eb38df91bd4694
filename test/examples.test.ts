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
import { csvOf, predictions } from "./helpers/predictions.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs an example as it would run in a project that has the package installed. */
async function runExample(name: string, ...args: string[]): Promise<string> {
  return (await runExampleIn(await temporaryFolder(), name, ...args)).trimEnd();
}

async function runExampleIn(folder: string, name: string, ...args: string[]): Promise<string> {
  await mkdir(join(folder, "node_modules", "@observablehq"), { recursive: true });
  await symlink(join(root, "packages/cli"), join(folder, "node_modules", "nescio"), "junction");
  for (const dependency of ["@observablehq/plot", "linkedom"]) {
    const installed = join(root, "node_modules", dependency);
    await symlink(installed, join(folder, "node_modules", dependency), "junction");
  }
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
    const lines = (await runExample("train-and-ask.ts", "1000", "5")).split("\n");
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

describe("examples/any-model.ts", () => {
  const shares = (output: string) =>
    output.split("\n").flatMap((line) => /([\d.]+) % wrong of (\d+)/.exec(line)?.slice(1).map(Number) ?? []);

  test("keeps promises of a classifier that is too sure of itself", async () => {
    const output = await runExample("any-model.ts");
    const [forced, , sure, , fraud, frauds, others] = shares(output);
    // Over 95 % sure, and wrong more often than that allows.
    expect(sure).toBeGreaterThan(5);
    expect(forced).toBeGreaterThan(sure);
    expect(Number(/temperature: ([\d.]+)/.exec(output)![1])).toBeGreaterThan(1.5);
    expect(fraud).toBeLessThan(10);
    expect(frauds).toBeGreaterThan(50);
    expect(others).toBeLessThan(3);
  });

  test("of a table, too", async () => {
    const folder = await temporaryFolder();
    const rows = predictions(4000, 3, { sureness: 2, spread: 6 });
    await writeFile(join(folder, "rows.csv"), csvOf(rows));
    const output = (await runExampleIn(folder, "any-model.ts", join(folder, "rows.csv"))).trimEnd();
    expect(output).toMatch(/answered as owl, 10 % promised: \d/);
    const [, , , , owl, owls, others] = shares(output);
    expect(owl).toBeLessThan(10);
    expect(owls).toBeGreaterThan(100);
    expect(others).toBeLessThan(3);
  });
});

/** The numbers in a text, in order. */
function numbersIn(text: string): number[] {
  return Array.from(text.matchAll(/[-−]?\d+(\.\d+)?/g), ([number]) => Number(number.replace("−", "-")));
}

describe("examples/tutorial.ts", () => {
  test("learns, and ends in the study's table", async () => {
    const lines = (await runExample("tutorial.ts", "glyphs", "400", "2", "32")).split("\n");
    const losses = lines.slice(0, 2).map((line, epoch) => {
      expect(line).toMatch(new RegExp(`^Epoch ${epoch} Loss \\d+\\.\\d\\d$`));
      return numbersIn(line)[1];
    });
    expect(losses[1]).toBeLessThan(losses[0]);
    const figures = lines.slice(2).map((line) => /^(.*\S) +(\d\.\d{3})$/.exec(line)!.slice(1));
    expect(figures.map(([name]) => name)).toEqual([
      "forced accuracy",
      "refused",
      "accuracy on answered",
      "noise refused",
      "glyphs-letters refused",
    ]);
    // So little training under so strong a prior leaves the network ignorant, and it says so.
    expect(Number(figures[3][1])).toBeGreaterThan(0.9);
  });
});

describe("examples/linear-regression.ts", () => {
  test("finds the exact posterior twice", async () => {
    const lines = (await runExample("linear-regression.ts", "600", "400")).split("\n");
    const [exact, ...found] = lines.slice(1).map(numbersIn);
    expect(lines.slice(1).map((line) => line.slice(0, 18).trim())).toEqual([
      "exact",
      "fitted Gaussian",
      "NUTS",
    ]);
    for (const row of found) {
      expect(row).toHaveLength(5);
      row.forEach((value, i) => expect(Math.abs(value - exact[i])).toBeLessThan(0.05));
    }
  });
});

describe("examples/logistic-regression.ts", () => {
  test("finds that hours help, and predicts with intervals", async () => {
    const lines = (await runExample("logistic-regression.ts", "300")).split("\n");
    const [intercept, slope] = lines.slice(1, 3).map(numbersIn);
    // By maximum likelihood they are −4.08 and 1.50, and the wide prior moves them outwards.
    expect(Math.abs(intercept[0] + 4.8)).toBeLessThan(0.6);
    expect(Math.abs(slope[0] - 1.8)).toBeLessThan(0.25);
    const predicted = lines.slice(3).map(numbersIn);
    expect(predicted.map(([hour]) => hour)).toEqual([1, 2, 3, 4, 5]);
    predicted.forEach(([, middle, low, high], i) => {
      expect(low).toBeLessThan(middle);
      expect(middle).toBeLessThan(high);
      if (i > 0) expect(middle).toBeGreaterThan(predicted[i - 1][1]);
    });
  });
});

describe("examples/eight-schools.ts", () => {
  test("comes near the reference without divergences", async () => {
    const lines = (await runExample("eight-schools.ts", "400")).split("\n");
    const [mu, tau] = lines.slice(1, 3).map(numbersIn);
    expect(Math.abs(mu[0] - 4.4)).toBeLessThan(0.7);
    expect(Math.abs(mu[1] - 3.3)).toBeLessThan(0.5);
    expect(Math.abs(tau[0] - 3.6)).toBeLessThan(0.7);
    expect(lines.filter((line) => line.startsWith("theta["))).toHaveLength(8);
    expect(lines.at(-2)).toBe("divergences: 0 in 1600 draws");
  });
});

describe("examples/hierarchical.ts", () => {
  test("draws machines towards each other, the more so the less is known of them", async () => {
    const lines = (await runExample("hierarchical.ts", "400", "100")).split("\n");
    const machines = lines.slice(1, -1).map((line) => {
      const [made, , alone, svi, , nuts] = numbersIn(line);
      return { made, alone, svi, nuts };
    });
    const all = numbersIn(lines.at(-1)!)[0];
    expect(machines).toHaveLength(12);
    for (const { alone, svi, nuts } of machines.slice(0, 4)) {
      expect(Math.abs(nuts - all)).toBeLessThan(0.5 * Math.abs(alone - all));
      expect(Math.abs(svi - all)).toBeLessThan(0.5 * Math.abs(alone - all));
    }
    const { alone, svi, nuts } = machines[11];
    expect(Math.abs(nuts - alone)).toBeLessThan(1.5);
    expect(Math.abs(svi - alone)).toBeLessThan(1.5);
  });
});

describe("examples/regression-band.ts", () => {
  test("draws a band that widens where there are no points", async () => {
    const folder = await temporaryFolder();
    const lines = (await runExampleIn(folder, "regression-band.ts", "band.svg", "8", "80")).split("\n");
    const [left, right] = numbersIn(lines[1]).slice(-2);
    const gap = numbersIn(lines[2]).at(-1)!;
    expect(gap).toBeGreaterThan(3 * Math.max(left, right));
    expect(lines[4]).toBe("wrote band.svg");
    const svg = await readFile(join(folder, "band.svg"), "utf8");
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg.match(/<circle /g)).toHaveLength(40);
    expect(svg).not.toContain("NaN");
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

describe("examples/intents.ts", () => {
  test("knows its intents, and says so of what is none of them", async () => {
    const output = await runExample("intents.ts");
    expect(output).toMatch(/^714 sentences, 4 intents\nanswers \d+\.\d % of sentences like these\nat most/);
    expect(output).toMatch(/please play some jazz for me\n {2}music: .*\n {2}nearest: .*jazz/);
    expect(output).toMatch(
      /why is the sky blue at noon\n {2}I don't know: unfamiliar: .*nearest in training: “/,
    );
  });

  test("reads sentences of one's own", async () => {
    const folder = await temporaryFolder();
    const begin = ["", "please ", "now ", "would you "];
    const things = ["play a song", "turn up the music", "wake me at six", "set an alarm"];
    const lines = things.flatMap((thing, i) =>
      begin.flatMap((a) =>
        ["", " for me", " today", " thanks", " at home"].map(
          (b) => `${a}${thing}${b},${i < 2 ? "music" : "alarm"}`,
        ),
      ),
    );
    await writeFile(join(folder, "sentences.csv"), ["text,intent", ...lines].join("\n"));
    const asked = ["please play a song at home", "qqq zzz xxx"];
    const output = await runExampleIn(folder, "intents.ts", "sentences.csv", ...asked);
    expect(output).toMatch(/^80 sentences, 2 intents/);
    expect(output).toMatch(/qqq zzz xxx\n {2}I don't know/);
  });
});
