// Writes malformed requests of every kind to a service, and looks at what it answers: each has its right statuses, nothing is an error
// of the log's, and after every fifty the next good request is answered. A request is told by its kind, the seed and its number.
//   node scripts/fuzz-service.js [--seed 1] [--count 2500] [--from 0]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { startService } from "@nescio/server";
import { answersGood, cases, examineCase, limits, makeCase, token } from "./fuzz-service/index.js";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "2500" },
    from: { type: "string", default: "0" },
  },
});
const [seed, count, from] = [values.seed, values.count, values.from].map(Number);
if (![seed, count, from].every(Number.isSafeInteger)) throw new Error("expected whole numbers");

const errors = [];
const logger = pino(
  { level: "info" },
  { write: (line) => void (JSON.parse(line).level >= 50 && errors.push(line)) },
);
const file = join(dirname(fileURLToPath(import.meta.url)), "../packages/cli/models/mnist.nescio");
const database = await mkdtemp(join(tmpdir(), "nescio-fuzz-"));
const service = await startService({
  models: [{ name: "mnist", file }],
  ...{ database, port: 0, threads: 1, token, limits, logger },
});
let faults = 0;
const tell = (text) => {
  faults++;
  console.log(text);
};
const group = 50;
for (let start = from; start < from + count; start += group) {
  const some = Array.from({ length: Math.min(group, from + count - start) }, (_, i) => start + i);
  await Promise.all(
    some.map(async (index) => {
      const made = makeCase(seed, index);
      const fault = await examineCase(service.port, made);
      if (fault !== undefined) tell(`${made.name}, seed ${seed}, number ${index}: ${fault}`);
    }),
  );
  if (!(await answersGood(service.port)))
    tell(`after number ${start}: the next good request is not answered`);
}
for (const line of errors) tell(`log: ${line.trim()}`);
await service.close();
await rm(database, { recursive: true });
console.log(`${count} requests of ${cases.length} kinds, ${faults} faults`);
if (faults > 0) process.exitCode = 1;
