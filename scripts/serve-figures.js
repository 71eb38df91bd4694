// How fast the service is, with load from this process on a service in another one: images a second at so many clients, batched, without
// batches, and as a program that answers one after the other; how long answers take at half that load; what `nescio predict` reaches
// on a folder of the same pictures; memory under load. On a quiet machine:
//   node scripts/serve-figures.js
//   node scripts/serve-figures.js --only memory --minutes 10
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import autocannon from "autocannon";
import { glyphs, Random } from "@nescio/core";
import { grayPng } from "./serve-figures/gray-png.js";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "throughput,latency,folder,memory" },
    clients: { type: "string", default: "16" },
    seconds: { type: "string", default: "10" },
    minutes: { type: "string", default: "1" },
    pictures: { type: "string", default: "400" },
    side: { type: "string", default: "112" },
    limit: { type: "string", multiple: true, default: [] },
  },
});
const [clients, seconds, minutes, count, side] = ["clients", "seconds", "minutes", "pictures", "side"].map(
  (name) => Number(values[name]),
);
const parts = values.only.split(",");
const cli = fileURLToPath(new URL("../packages/cli/bin/nescio.js", import.meta.url));
const naive = fileURLToPath(new URL("serve-figures/one-by-one.js", import.meta.url));

/** Pictures of digits, dark on light, as files. */
async function pictures() {
  const { pixels, width, height } = glyphs({ count, seed: 11, kind: "digits" });
  const size = width * height;
  return Promise.all(
    Array.from({ length: count }, (_, i) =>
      grayPng(pixels.subarray(i * size, (i + 1) * size), width, height, side),
    ),
  );
}

/** Runs a program that prints its address, and ends it after the work. */
async function served(args, work) {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    let text = "";
    for await (const part of child.stdout) {
      text += part;
      if (text.includes("\n")) break;
    }
    return await work(/http:\/\/[^\s"]+?\/(?=[\s"])/.exec(text)[0], child);
  } finally {
    child.kill("SIGTERM");
    if (child.exitCode === null) await once(child, "exit");
  }
}

const serveArgs = (...more) => [
  ...[
    cli,
    "serve",
    "--port",
    "0",
    "--database",
    "none",
    "--no-page",
    "--log",
    "error",
    "--limit",
    "rate=0",
    "--json",
  ],
  ...values.limit.flatMap((limit) => ["--limit", limit]),
  ...more,
];

function load(address, files, options) {
  let next = 0;
  return autocannon({
    url: `${address}v1/models/mnist/predict`,
    connections: clients,
    requests: [
      {
        method: "POST",
        headers: { "content-type": "image/png" },
        setupRequest: (request) => ({ ...request, body: files[next++ % files.length] }),
      },
    ],
    ...options,
  });
}

/** Milliseconds that each of so many requests took, in increasing order; they arrive by chance, whatever became of those before. */
async function arriving(address, files, { rate, count }) {
  const random = new Random(5);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const one = async (body) => {
    const since = performance.now();
    const asked = request(`${address}v1/models/mnist/predict`, {
      ...{ agent, method: "POST", headers: { "content-type": "image/png", "content-length": body.length } },
    });
    asked.end(body);
    const [response] = await once(asked, "response");
    await response.resume().toArray();
    if (response.statusCode !== 200) throw new Error(`answered ${response.statusCode}`);
    return performance.now() - since;
  };
  const all = [];
  let next = performance.now();
  for (let i = 0; i < count; i++) {
    next += (-1000 * Math.log(1 - random.uniform())) / rate;
    await setTimeout(Math.max(0, next - performance.now()));
    all.push(one(files[i % files.length]));
  }
  const took = await Promise.all(all);
  agent.destroy();
  return took.sort((a, b) => a - b);
}

/** Images a second, after a moment to warm up. */
async function rate(args, files) {
  return served(args, async (address) => {
    await load(address, files, { duration: 3 });
    const { requests, latency, non2xx, errors } = await load(address, files, { duration: seconds });
    if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests failed`);
    return { "images a second": requests.average, "p50 (ms)": latency.p50, "p99 (ms)": latency.p99 };
  });
}

async function folderRate(files) {
  const folder = await mkdtemp(join(tmpdir(), "nescio-serve-figures-"));
  try {
    const run = async (some) => {
      const names = some.map((_, i) => join(folder, `${String(i).padStart(5, "0")}.png`));
      await Promise.all(some.map((bytes, i) => writeFile(names[i], bytes)));
      const since = performance.now();
      const child = spawn(process.execPath, [cli, "predict", ...names, "--quiet", "--csv"], {
        stdio: "ignore",
      });
      const [code] = await once(child, "exit");
      if (code !== 0) throw new Error(`nescio predict ended with ${code}`);
      return (performance.now() - since) / 1000;
    };
    // What starting takes is no part of it.
    const one = await run(files.slice(0, 1));
    return (files.length - 1) / ((await run(files)) - one);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const files = await pictures();
if (parts.includes("throughput")) {
  const rows = {
    "one by one, a program with `answer`": await rate([naive], files),
    "service, batches of one input": await rate(serveArgs("--limit", "batchItems=1"), files),
    service: await rate(serveArgs(), files),
  };
  console.log(`${clients} clients, pictures of ${side} × ${side}`);
  console.table(rows);
}
if (parts.includes("folder")) {
  console.log("nescio predict on a folder, images a second:", +(await folderRate(files)).toFixed(1));
}
if (parts.includes("latency")) {
  await served(serveArgs(), async (address) => {
    await load(address, files, { duration: 3 });
    const { requests } = await load(address, files, { duration: seconds });
    const rate = requests.average / 2;
    const took = await arriving(address, files, { rate, count: Math.ceil(rate * 2 * seconds) });
    const at = (share) => +took[Math.floor(share * (took.length - 1))].toFixed(1);
    console.log(`at half of ${requests.average} a second, arriving at random, ms:`, {
      p50: at(0.5),
      p90: at(0.9),
      p99: at(0.99),
    });
  });
}
if (parts.includes("memory")) {
  await served(serveArgs(), async (address) => {
    const memory = async () => {
      const text = await (await fetch(`${address}metrics`)).text();
      return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)[1]) / 2 ** 20;
    };
    await load(address, files, { duration: 10 });
    const found = [await memory()];
    for (let minute = 0; minute < minutes; minute++) {
      await load(address, files, { duration: 60 });
      found.push(await memory());
      console.log(`resident after ${minute + 1} min: ${found.at(-1).toFixed(0)} MiB`);
    }
    console.log("at first, MiB:", +found[0].toFixed(0));
  });
}
