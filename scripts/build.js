// Builds everything that is not TypeScript's own work: the kernels (AssemblyScript → WebAssembly, once with plain
// and once with relaxed SIMD), the tape (the same, with plain SIMD only) and the worker's source, all embedded as
// strings so that the library needs no file beside its modules in Node, browsers and bundles; then the library itself.
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
const generatedTape = "src/ppl/tape/generated";
mkdirSync(generated, { recursive: true });
mkdirSync(generatedTape, { recursive: true });

/** When a file was last written; 0 where there is none. */
const written = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const kernelSources = readdirSync("kernels", { recursive: true }).map((file) => join("kernels", file));
const sourcesWritten = Math.max(...[...kernelSources, "scripts/build.js"].map(written));

/** A program in AssemblyScript as WebAssembly over a memory that is given to it, base64. */
async function compile(entry, features, options, out) {
  const { error, stderr } = await asc.main([
    ...[entry, "-O3", "--noAssert", "--runtime", "stub", "--importMemory"],
    ...[...options, "--enable", features, "-o", out],
  ]);
  if (error) {
    process.stderr.write(stderr.toString());
    throw error;
  }
  const encoded = readFileSync(out).toString("base64");
  rmSync(out);
  return encoded;
}

const kernelsModule = join(generated, "kernels.ts");
if (written(kernelsModule) < sourcesWritten) {
  const memory = ["--sharedMemory", "--initialMemory", "1", "--maximumMemory", "65536"];
  const variants = {};
  for (const [name, features] of [
    ["plain", "simd,threads"],
    ["relaxed", "simd,threads,relaxed-simd"],
  ]) {
    variants[name] = await compile("kernels/index.ts", features, memory, join(generated, `${name}.wasm`));
  }
  writeFileSync(
    kernelsModule,
    `/** The kernels' WebAssembly, base64. */\nexport const kernels = ${JSON.stringify(variants, null, 2)};\n`,
  );
}

const tapeModule = join(generatedTape, "tape.ts");
if (written(tapeModule) < sourcesWritten) {
  const tape = await compile("kernels/tape/index.ts", "simd", [], join(generatedTape, "tape.wasm"));
  writeFileSync(
    tapeModule,
    `/** The tape's WebAssembly, base64. */\nexport const tape = ${JSON.stringify(tape)};\n`,
  );
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
