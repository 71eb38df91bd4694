// Builds all packages. First what is not TypeScript's own work: the kernels of `core` (AssemblyScript → WebAssembly, once with
// plain and once with relaxed SIMD, a module each), those that read pictures and those of `ppl` (once, with plain SIMD) and the
// worker's source, all embedded as strings so that the libraries need no file beside their modules in Node, browsers and
// bundles; then the libraries.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import asc from "assemblyscript/asc";
import { build } from "esbuild";
import { build as buildPage } from "vite";
import { embedLibraries, pruneTypes } from "./embed-libraries.js";
import { kernelInterface, kernelSignatures } from "./kernel-signatures.js";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));
const require = createRequire(import.meta.url);

// In the order in which they build on each other.
const packages = ["core", "ppl", "report", "node", "server", "studio", "cli"];

/** The generated modules' files. */
const generated = new Set();

const newest = (...paths) => Math.max(...paths.map((path) => statSync(path).mtimeMs));

/** Writes a generated module where it is older than what it is made of. */
async function generate(file, folders, contents) {
  generated.add(file);
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
  );
  const changed = newest("scripts/build.js", "scripts/kernel-signatures.js", ...sources);
  if (statSync(file, { throwIfNoEntry: false })?.mtimeMs > changed) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await contents());
}

/** The WebAssembly that `entry` compiles to. */
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
  const wasm = readFileSync(out);
  rmSync(out);
  return wasm;
}

const core = "packages/core/src/engine/generated";
for (const [variant, features] of [
  ["plain", "simd,threads"],
  ["relaxed", "simd,threads,relaxed-simd"],
]) {
  await generate(`${core}/${variant}-kernels.ts`, ["packages/core/kernels"], async () => {
    const memory = ["--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"];
    // A sixth smaller, and as fast: what counts in them is written to be inlined. Those for pictures would be slower.
    const flags = [...memory, "--shrinkLevel", "1", "--enable", features];
    const wasm = await compile("packages/core/kernels/index.ts", ...flags);
    // A server's compression makes little of base64.
    const text = deflateSync(wasm, { level: 9 }).toString("base64");
    return `/** The kernels' WebAssembly with ${variant} SIMD, deflated (zlib's format), base64. */\nexport const kernels = "${text}";\n`;
  });
}
await generate(`${core}/kernel-signatures.ts`, ["packages/core/kernels"], () =>
  kernelSignatures("packages/core/kernels"),
);
const pictures = "packages/core/kernels/pictures";
await generate("packages/core/src/reading/generated/picture-kernels.ts", [pictures], async () => {
  const wasm = await compile(`${pictures}/index.ts`, "--enable", "simd");
  return `${kernelInterface(pictures, "PictureKernels")}
/** Their WebAssembly, base64. */
export const pictureKernels = "${wasm.toString("base64")}";
`;
});
const kernels = ["packages/core/kernels", "packages/ppl/kernels"];
await generate("packages/ppl/src/tape/generated/tape.ts", kernels, async () => {
  const tape = await compile("packages/ppl/kernels/index.ts", "--importTable", "--enable", "simd");
  return `/** The tape's WebAssembly, base64. */\nexport const tape = "${tape.toString("base64")}";\n`;
});

const worker = await build({
  entryPoints: ["packages/core/src/engine/worker.ts"],
  ...{ bundle: true, write: false, minify: true, format: "iife", target: "es2022" },
});
const workerSource = `${core}/worker-source.ts`;
generated.add(workerSource);
writeFileSync(
  workerSource,
  `/** The worker's program; the host puts a line before it that defines \`port\`. */\nexport const workerSource = ${JSON.stringify(worker.outputFiles[0].text)};\n`,
);

// What an earlier build made and this one does not would be compiled with the rest.
for (const folder of new Set([...generated].map((file) => dirname(file)))) {
  for (const name of readdirSync(folder)) {
    if (!generated.has(`${folder}/${name}`)) rmSync(join(folder, name));
  }
}

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

// The page takes the core as it was just compiled.
await buildPage({ configFile: "packages/studio/vite.config.ts", logLevel: "warn" });
