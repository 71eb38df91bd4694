import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleForBrowser, type Bundle } from "../helpers/bundle.js";

// Compressed size in kB (1000 bytes), as a server sends it; measured, and what it may grow to.
const entries = [
  // 220: kernels and worker 72, zod 29, ml-matrix 18 (only who imports `laplace` gets it), the library itself 96, of which
  // reading pictures 22 and building models of data 11.
  { entry: "nescio", budget: 255 },
  // 215: linkedom 107, Observable Plot with d3 86.
  { entry: "nescio/report", budget: 235 },
  // 320: jax-js 102, kernels and worker 66, the machine for programs 43, zod 28, the language and the rest 81.
  { entry: "nescio/ppl", budget: 345 },
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
