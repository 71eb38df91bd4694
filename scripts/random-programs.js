// Holds random programs, compiled, against the same ones uncompiled and against finite differences, and prints each that
// differs, as small as it could be made. A program is told by the seed and its number.
//   node scripts/random-programs.js --count 20000 --seed 1 --from 0 --kind arrays
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
// jax-js keeps every kernel that it has compiled: a process of its own for each part keeps memory below a gigabyte.
const part = 1000;

/** The number of an option. */
function whole(text, name) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`--${name}: expected a whole number, at least 0, got ${text}`);
}

/** Bundles the tests' module, which is TypeScript; returns where it lies. */
async function bundle(folder) {
  const outfile = join(folder, "random-programs.mjs");
  const contents = `export { examine } from "./test/ppl/tape/random-programs.ts";
    export { compile } from "./packages/ppl/src/tape/compile.ts";
    export { jit } from "./packages/ppl/src/jax.ts";`;
  await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    ...{ outfile, bundle: true, format: "esm", platform: "node", target: "node20", logLevel: "error" },
  });
  return outfile;
}

/** Examines a part of the programs, in a process of its own, and tells the parent of each. */
async function work({ module, seed, from, count, kind, under }) {
  const { examine, compile, jit } = await import(pathToFileURL(module).href);
  const compilers = {
    compile: { compile, exact: true },
    jit: { compile: jit, exact: false },
    none: { compile: (f) => f, exact: false },
  };
  for (let index = from; index < from + count; index++) {
    const { outcome, report } = examine(compilers[under], seed, index, kind);
    process.send({ index, outcome, report: report() });
  }
  process.disconnect();
}

/** Runs a part elsewhere; `tell` hears of each program. */
function runPart(task, tell) {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [], {
      env: { ...process.env, RANDOM_PROGRAMS: JSON.stringify(task) },
    });
    let next = task.from;
    child.on("message", (message) => {
      next = message.index + 1;
      tell(message);
    });
    child.on("exit", (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`program ${next}: its process ended with ${code ?? signal}`)),
    );
  });
}

function printTable(counts) {
  for (const [words, count] of [...counts].sort(([, a], [, b]) => b - a)) console.log(`${count}  ${words}`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "20000" },
      seed: { type: "string", default: "1" },
      from: { type: "string", default: "0" },
      kind: { type: "string" },
      under: { type: "string", default: "compile" },
    },
  });
  const [count, seed, from] = ["count", "seed", "from"].map((name) => whole(values[name], name));
  const folder = mkdtempSync(join(tmpdir(), "random-programs-"));
  const counts = new Map();
  let failures = 0;
  const tell = ({ index, outcome, report }) => {
    const words = outcome.fault ?? outcome.reason ?? outcome.kind;
    counts.set(words, (counts.get(words) ?? 0) + 1);
    if (outcome.kind === "failed") {
      failures++;
      console.log(`\n// seed ${seed}, program ${index}\n${report}`);
    }
    if ((index + 1 - from) % 100 === 0)
      process.stderr.write(`${index + 1 - from} of ${count}, ${failures} failed\r`);
  };
  try {
    const module = await bundle(folder);
    for (let done = 0; done < count; done += part) {
      const size = Math.min(part, count - done);
      await runPart(
        { module, seed, from: from + done, count: size, kind: values.kind, under: values.under },
        tell,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log();
  printTable(counts);
  if (failures > 0) process.exitCode = 1;
}

await (process.env.RANDOM_PROGRAMS === undefined ? main() : work(JSON.parse(process.env.RANDOM_PROGRAMS)));
