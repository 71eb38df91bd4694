// Builds all packages. First what is not TypeScript's own work: the kernels of `core` (AssemblyScript → WebAssembly, once with
// plain and once with relaxed SIMD), those of `ppl` (once, with plain SIMD) and the worker's source, all embedded as
// strings so that the libraries need no file beside their modules in Node, browsers and bundles; then the libraries.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { build } from "esbuild";
import { embedLibraries, pruneTypes } from "./embed-libraries.js";
import { kernelSignatures } from "./kernel-signatures.js";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));
const require = createRequire(import.meta.url);

// In the order in which they build on each other.
const packages = ["core", "ppl", "report", "node", "cli"];

const newest = (...paths) => Math.max(...paths.map((path) => statSync(path).mtimeMs));

/** Writes a generated module where it is older than what it is made of. */
async function generate(file, folders, contents) {
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
  );
  const changed = newest("scripts/build.js", "scripts/kernel-signatures.js", ...sources);
  if (statSync(file, { throwIfNoEntry: false })?.mtimeMs > changed) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await contents());
}

/** The base64 of the WebAssembly that `entry` compiles to. */
async function compile(entry, ...flags) {
  const out = join(dirname(entry), "../module.wasm");
  const { error, stderr } = await asc.main([
    ...[entry, "-O3", "--noAssert", "--runtime", "stub", "--importMemory", "-o", out],
    ...flags,
  ]);
  if (error) {
    process.stderr.write(stderr.toString());
    throw error;
  }
  const base64 = readFileSync(out).toString("base64");
  rmSync(out);
  return base64;
}

const core = "packages/core/src/engine/generated";
await generate(`${core}/kernels.ts`, ["packages/core/kernels"], async () => {
  const memory = ["--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"];
  const variant = (features) => compile("packages/core/kernels/index.ts", ...memory, "--enable", features);
  const variants = {
    plain: await variant("simd,threads"),
    relaxed: await variant("simd,threads,relaxed-simd"),
  };
  return `/** The kernels' WebAssembly, base64. */\nexport const kernels = ${JSON.stringify(variants, null, 2)};\n`;
});
await generate(`${core}/kernel-signatures.ts`, ["packages/core/kernels"], () =>
  kernelSignatures("packages/core/kernels"),
);
const kernels = ["packages/core/kernels", "packages/ppl/kernels"];
await generate("packages/ppl/src/tape/generated/tape.ts", kernels, async () => {
  const tape = await compile("packages/ppl/kernels/index.ts", "--importTable", "--enable", "simd");
  return `/** The tape's WebAssembly, base64. */\nexport const tape = "${tape}";\n`;
});

const worker = await build({
  entryPoints: ["packages/core/src/engine/worker.ts"],
  ...{ bundle: true, write: false, minify: true, format: "iife", target: "es2022" },
});
writeFileSync(
  `${core}/worker-source.ts`,
  `/** The worker's program; the host puts a line before it that defines \`port\`. */\nexport const workerSource = ${JSON.stringify(worker.outputFiles[0].text)};\n`,
);

const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
for (const name of packages) {
  rmSync(`packages/${name}/dist`, { recursive: true, force: true });
  try {
    execFileSync(process.execPath, [tsc, "-p", `packages/${name}`], { stdio: "inherit" });
  } catch {
    process.exit(1); // The compiler has printed what is wrong.
  }
  if (name === "core") {
    await embedLibraries("packages/core/dist", ["packages/ppl", "packages/cli"]);
    pruneTypes("packages/core/dist", [
      "index.d.ts",
      "internal.d.ts",
      "worker.d.ts",
      "engine/host.node.d.ts",
      "engine/host.web.d.ts",
    ]);
  }
}
