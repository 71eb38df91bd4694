// Builds everything that is not TypeScript's own work: the kernels (AssemblyScript → WebAssembly, once with plain
// and once with relaxed SIMD), the tape (once, with plain SIMD) and the worker's source, all embedded as strings so
// that the library needs no file beside its modules in Node, browsers and bundles; then the library itself.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(root);
const generated = "src/engine/generated";
const tapeGenerated = "src/ppl/tape/generated";
for (const folder of [generated, tapeGenerated]) mkdirSync(folder, { recursive: true });

const newest = (...paths) => Math.max(...paths.map((path) => statSync(path).mtimeMs));
const kernelSources = readdirSync("kernels", { recursive: true }).map((file) => join("kernels", file));

function outdated(file) {
  try {
    return statSync(file).mtimeMs < newest(...kernelSources, "scripts/build.js");
  } catch {
    return true; // Not built yet.
  }
}

/** The base64 of the WebAssembly that `entry` compiles to. */
async function compile(entry, ...flags) {
  const out = join(generated, "module.wasm");
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

const kernelsModule = join(generated, "kernels.ts");
if (outdated(kernelsModule)) {
  const variants = {};
  for (const [name, features] of [
    ["plain", "simd,threads"],
    ["relaxed", "simd,threads,relaxed-simd"],
  ]) {
    const memory = ["--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"];
    variants[name] = await compile("kernels/index.ts", ...memory, "--enable", features);
  }
  writeFileSync(
    kernelsModule,
    `/** The kernels' WebAssembly, base64. */\nexport const kernels = ${JSON.stringify(variants, null, 2)};\n`,
  );
}

const tapeModule = join(tapeGenerated, "tape.ts");
if (outdated(tapeModule)) {
  const tape = await compile("kernels/tape/index.ts", "--importTable", "--enable", "simd");
  writeFileSync(tapeModule, `/** The tape's WebAssembly, base64. */\nexport const tape = "${tape}";\n`);
}

const worker = await build({
  entryPoints: ["src/engine/worker.ts"],
  bundle: true,
  write: false,
  minify: true,
  format: "iife",
  target: "es2022",
});
writeFileSync(
  join(generated, "worker-source.ts"),
  `/** The worker's program; the host puts a line before it that defines \`port\`. */\nexport const workerSource = ${JSON.stringify(worker.outputFiles[0].text)};\n`,
);

const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
rmSync("dist", { recursive: true, force: true });
try {
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" });
} catch {
  process.exit(1); // The compiler has printed what is wrong.
}
