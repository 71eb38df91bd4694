import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleForBrowser, bundleInChunks, type Bundle } from "../helpers/bundle.js";

// Compressed size in kB (1000 bytes), as a server sends it; measured, and what it may grow to.
const entries = [
  // 228: kernels 54, zod 21, ml-matrix 18, the library itself 135.
  { entry: "nescio", budget: 240 },
  // 234: linkedom 107, Observable Plot with d3 86.
  { entry: "nescio/report", budget: 235 },
  // 301: jax-js 102, kernels 53, the machine for programs 43, zod 21, the language and the rest 82.
  { entry: "nescio/ppl", budget: 315 },
];

const nodeOnly = ["cli-progress", "cli-table3", "commander", "env-paths", "picocolors", "sharp"];

describe.each(entries)("$entry bundled for browsers", ({ entry, budget }) => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleForBrowser(`export * from ${JSON.stringify(entry)};`);
  });

  test("is complete in itself and needs nothing of Node", () => {
    expect(bundle.external).toEqual([]);
    const files = Object.keys(bundle.inputs);
    // esbuild would put an empty module for what a package says to leave out in browsers.
    expect(files.filter((file) => file.includes("(disabled)"))).toEqual([]);
    const packages = files.map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
    expect(packages.filter((name) => name !== undefined && nodeOnly.includes(name))).toEqual([]);
    expect(
      files.filter((file) =>
        /^packages\/(node|cli)\/dist\/(?!index\.js|ppl\.js|report\.js)|\.node\.js$/.test(file),
      ),
    ).toEqual([]);
    expect(bundle.code).not.toMatch(/["'`]node:/);
  });

  test(`stays under ${budget} kB, compressed`, () => {
    const size = gzipSync(bundle.code, { level: 9 }).length;
    expect(size / 1000).toBeLessThan(budget);
    // A floor as well: a bundle that lost its contents would pass every other test here.
    expect(size / 1000).toBeGreaterThan(budget / 2);
  });

  test("leaves out zod's translations", () => {
    const locales = Object.entries(bundle.inputs)
      .filter(([file, { bytesInOutput }]) => file.includes("/locales/") && bytesInOutput > 0)
      .map(([file]) => file.replace(/.*\//, ""));
    // English is zod's default. The others come in where a module says `import { z }` instead of `import * as z`.
    expect(locales.filter((file) => file !== "en.js")).toEqual([]);
  });
});

test("who imports one function gets the code of that function only", async () => {
  const { code, inputs } = await bundleForBrowser(`export { auroc } from "nescio";`);
  expect(gzipSync(code).length).toBeLessThan(3000);
  expect(
    Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0 && file.includes("node_modules")),
  ).toEqual([]);
});

// All that answers, trains and calibrates, and reads data sets: the worker of a page where people make models.
const worker = `
  export {
    answer, answerEach, answerRead, decodeModel, encodeModel, createModel, trainPosterior, fitFamiliarity, calibrateRule,
    selectiveRisk, glyphs, noise, decide, explainDecision, splitImages, heldOutImages, trainingImages, selectImages,
    createDataset, readPicture, meanProbs, mutualInformation, predictiveEntropy, denseNetwork, convNetwork, buildModel,
  } from "@nescio/core";
  export { parseIdxImages, parseIdxLabels } from "@nescio/core/internal";
`;

describe("what a worker of a page loads first, where a bundler makes chunks", () => {
  const kernelsOf = (names: readonly string[], variant: string): string[] =>
    names.filter((name) => name.startsWith(`${variant}-kernels`));

  // With the kernels that run. 146: these 23, zod 21, the library itself 102.
  test("stays under 150 kB, compressed", async () => {
    const { files, first } = await bundleInChunks(worker);
    const [kernels] = kernelsOf([...files.keys()], "relaxed");
    const size = [...first, kernels].reduce(
      (sum, name) => sum + gzipSync(files.get(name)!, { level: 9 }).length,
      0,
    );
    expect(size / 1000).toBeLessThan(150);
    expect(size / 1000).toBeGreaterThan(75);
  });

  test("has no kernels in it, which come one variant by itself", async () => {
    const { files, first } = await bundleInChunks(`import "@nescio/core/worker";`);
    for (const variant of ["plain", "relaxed"]) {
      expect(kernelsOf([...files.keys()], variant)).toHaveLength(1);
      expect(kernelsOf(first, variant)).toEqual([]);
    }
    // Of the longest run of base64 that is no kernel there is little.
    for (const name of first) expect(files.get(name)).not.toMatch(/[A-Za-z0-9+/]{10000}/);
  });
});
