// Changes small valid inputs at random and reads them as a user would: each has to be taken, or refused by a NescioError, within
// five seconds and a gigabyte. Prints how many came out how; a mutant is told by its kind, the seed and its number.
//   node scripts/fuzz.js --kind models --count 1000 --seed 1 [--from 0] [--keep FOLDER]
// Without --kind: that many of each.
import { fork } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { examine, kindNames, mostBytes, mostSeconds } from "./fuzz/index.js";

const part = 500;
/** From one mutant to the next; then the process has come to a stop. */
const mostSilence = 60_000;

async function work({ kind, seed, from, to, keep }) {
  const [{ createProgram }, { runProgram }] = await Promise.all([
    import("../packages/cli/dist/main.js"),
    import("../packages/cli/dist/run-command.js"),
  ]);
  for (let index = from; index < to; index++) {
    process.send({ starts: index });
    const { outcome, seconds, bytes, files } = await examine(kind, seed, index, {
      createProgram,
      runProgram,
    });
    const failed = faultOf(kind, outcome, seconds, bytes);
    if (failed !== undefined && keep !== undefined) {
      for (const [name, content] of Object.entries(files)) {
        const path = join(keep, `${kind}-${seed}-${index}`, name);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, content);
      }
    }
    process.send({ index, outcome: failed ?? outcome });
  }
  process.disconnect();
}

function faultOf(kind, outcome, seconds, bytes) {
  if (outcome.startsWith("FAILED")) return outcome;
  if (seconds > mostSeconds(kind)) return `FAILED: ${seconds.toFixed(1)} s`;
  return bytes > mostBytes ? `FAILED: ${(bytes / 1e9).toFixed(1)} GB` : undefined;
}

/** Runs a part in a process of its own, and goes on behind a mutant that ends it. */
async function runPart(task, tell) {
  for (let from = task.from; from < task.to; from++) {
    from = await new Promise((resolve) => {
      const child = fork(fileURLToPath(import.meta.url), [], {
        env: { ...process.env, NESCIO_FUZZ: JSON.stringify({ ...task, from }) },
      });
      let at = from;
      let silence;
      const listen = () => {
        clearTimeout(silence);
        silence = setTimeout(() => child.kill("SIGKILL"), mostSilence);
      };
      listen();
      child.on("message", (message) => {
        listen();
        if (message.starts === undefined) tell(message);
        else at = message.starts;
      });
      child.on("exit", (code, signal) => {
        clearTimeout(silence);
        if (code === 0) return resolve(task.to);
        tell({ index: at, outcome: `FAILED: the process ended (${signal ?? code})` });
        return resolve(at);
      });
    });
  }
}

if (process.env.NESCIO_FUZZ !== undefined) await work(JSON.parse(process.env.NESCIO_FUZZ));
else {
  const { values } = parseArgs({
    options: {
      kind: { type: "string" },
      count: { type: "string", default: "1000" },
      seed: { type: "string", default: "1" },
      from: { type: "string", default: "0" },
      keep: { type: "string" },
    },
  });
  const [count, seed, first] = [values.count, values.seed, values.from].map(Number);
  const chosen = values.kind === undefined ? kindNames : [values.kind];
  if (
    !chosen.every((kind) => kindNames.includes(kind)) ||
    ![count, seed, first].every(Number.isSafeInteger)
  ) {
    throw new Error(`expected whole numbers, and a kind of ${kindNames.join(", ")}`);
  }
  const table = {};
  for (const kind of chosen) {
    table[kind] = {};
    for (let from = first; from < first + count; from += part) {
      const to = Math.min(from + part, first + count);
      await runPart({ kind, seed, from, to, keep: values.keep }, ({ index, outcome }) => {
        const failed = outcome.startsWith("FAILED");
        if (failed) console.log(`${kind}, seed ${seed}, number ${index}: ${outcome}`);
        const column = failed ? "FAILED" : outcome;
        table[kind][column] = (table[kind][column] ?? 0) + 1;
      });
    }
  }
  console.table(table);
  if (Object.values(table).some((row) => row.FAILED !== undefined)) process.exitCode = 1;
}
