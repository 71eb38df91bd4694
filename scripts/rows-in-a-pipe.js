// How long `nescio predict` takes for rows that come in a pipe, and how much memory: of any number of rows it is to be the same.
//   node scripts/rows-in-a-pipe.js --rows 10000,100000,1000000
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { rows: { type: "string", default: "10000,100000" }, seed: { type: "string", default: "1" } },
});
const program = fileURLToPath(new URL("../packages/cli/bin/nescio.js", import.meta.url));
const head = "x,y,colour,kind\n";

/** Rows of two kinds, by a generator that needs nothing else. */
function* rows(count, seed) {
  let state = seed;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  yield head;
  for (let i = 0; i < count; i += 500) {
    let text = "";
    for (let j = i; j < Math.min(count, i + 500); j++) {
      const kind = uniform() < 0.5 ? 0 : 1;
      const [x, y] = [kind + uniform() * 1.2, 3 * kind - uniform() * 4];
      text += `${x.toFixed(4)},${y.toFixed(4)},${uniform() < 0.3 + 0.4 * kind ? "red" : "blue"},${"ab"[kind]}\n`;
    }
    yield text;
  }
}

/** Runs the command line, its output counted and thrown away; `input` goes into its standard input. */
async function run(args, input) {
  const report = `process.on("exit",()=>require("fs").writeSync(2,"\\nKB "+process.resourceUsage().maxRSS+"\\n"))`;
  const began = performance.now();
  const child = spawn(process.execPath, [
    "--import",
    `data:text/javascript,import{createRequire}from"module";const require=createRequire("/");${report}`,
    program,
    ...args,
  ]);
  let [lines, said] = [0, ""];
  child.stdout.on("data", (part) => part.forEach((byte) => (lines += byte === 10 ? 1 : 0)));
  child.stderr.on("data", (part) => (said += part));
  await Promise.all([pipeline(Readable.from(input), child.stdin), once(child, "close")]);
  if (child.exitCode !== 0) throw new Error(said);
  return {
    lines,
    seconds: (performance.now() - began) / 1000,
    megabytes: Number(/KB (\d+)/.exec(said)[1]) / 1024,
  };
}

const folder = await mkdtemp(join(tmpdir(), "nescio-rows-"));
try {
  const [table, model] = [join(folder, "train.csv"), join(folder, "m.nescio")];
  await writeFile(table, [...rows(2000, 7)].join(""));
  await run(["train", table, "--target", "kind", "--out", model, "--no-report", "--quiet"], []);
  for (const count of values.rows.split(",").map(Number)) {
    const found = await run(["predict", "-", "--model", model, "--quiet"], rows(count, Number(values.seed)));
    if (found.lines !== count + 1) throw new Error(`${found.lines} lines for ${count} rows`);
    console.log(`${count} rows: ${found.seconds.toFixed(1)} s, at most ${found.megabytes.toFixed(0)} MB`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
