import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parameterSpecs, type Network } from "@nescio/core";
import { loadModel } from "@nescio/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { boxedModel } from "../../packages/cli/src/boxed-model.js";
import { runPeerBenchmark } from "../../packages/cli/src/bench/index.js";
import { blasOf, isReferenceBlas } from "../../packages/cli/src/bench/peer/blas.js";
import { matchesOf } from "../../packages/cli/src/bench/peer/matches.js";
import type { PeerSubject } from "../../packages/cli/src/bench/peer/peer-entrant.js";
import { PyTorch } from "../../packages/cli/src/bench/peer/pytorch.js";
import { benchProblem, colourProblem, convolutionProblem } from "../../packages/cli/src/bench/problem.js";
import { quickBench } from "../../packages/cli/src/bench/settings.js";
import { runCli } from "../helpers/cli.js";
import { temporaryFolder } from "../helpers/folder.js";
import { hasPipes } from "../helpers/pipe.js";
import { pythonWithTorch } from "../helpers/python.js";

const settings = { ...quickBench, images: 20 };

/** What the stand-in says of itself; its process's number is where PyTorch's version would be. */
const facts = `{
  python: "3", torch: String(process.pid), capability: null, mkldnn: true, mkl: false, openBlas: null,
  libraries: ["/usr/lib/blas/libblas.so.3"], keepsToOneThread: true,
}`;
const well = `
  if (request.do === "hello") return ${facts};
  if (request.do === "prepare") return { weights: 1, form: "as it is" };
  return { ms: new Array(request.times).fill(1000) };`;

/** A program in Python's place: the body of a function from a request to its answer. */
async function standIn(body: string): Promise<string> {
  const path = join(await temporaryFolder(), "python");
  const program = `#!${process.execPath}
const answer = (request) => {${body}};
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const given = answer(JSON.parse(line));
  if (given !== undefined) process.stdout.write((typeof given === "string" ? given : JSON.stringify(given)) + "\\n");
});
`;
  await writeFile(path, program);
  await chmod(path, 0o755);
  return path;
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.skipIf(!hasPipes)("a peer that fails", () => {
  const open: PyTorch[] = [];
  const start = async (body: string, patience?: number): Promise<PyTorch> => {
    const pyTorch = await PyTorch.start(await standIn(body), { patience });
    open.push(pyTorch);
    return pyTorch;
  };
  afterEach(async () => {
    for (const pyTorch of open.splice(0)) await pyTorch.close();
  });

  const install = expect.stringContaining("apt-get install python3-torch libopenblas0-pthread") as string;
  const prepares = (what: string): string => `if (request.do === "prepare") { ${what}; } ${well}`;

  test("because it is not there says what to install", async () => {
    const error = { code: "not-found", found: "ENOENT", next: install };
    await expect(PyTorch.start("/nonexistent/python3")).rejects.toMatchObject(error);
  });

  test.each([
    ["has no PyTorch", `return { error: "No module named 'torch'" };`, "an error: No module named 'torch'"],
    [
      "ends at once",
      `process.stderr.write("what?"); process.exit(2);`,
      "its end with status 2; it says: what?",
    ],
    ["greets in words", `return "Hello!";`, `"Hello!"`],
  ])("because it %s says what to install", async (_, body, found) => {
    const error = { code: "not-found", expected: "a Python with PyTorch", found, next: install };
    await expect(start(body)).rejects.toMatchObject(error);
  });

  test.each([
    ["an error", `return { error: "out of memory" }`, "an error: out of memory"],
    ["a line that is no JSON", `return "Segmentation"`, `expected a line of JSON, got "Segmentation"`],
    ["its end", `process.exit(3)`, "its end with status 3"],
    ["a signal", `process.kill(process.pid, "SIGSEGV")`, "its end by SIGSEGV"],
    ["a line without an end", `process.stdout.write("x".repeat(2e6)); return`, "a line without an end"],
    ["another form", `return { weights: "many", form: "" }`, "weights: expected a number"],
  ])("in the middle by %s is told", async (_, what, message) => {
    const pyTorch = await start(prepares(what));
    await expect(pyTorch.prepare("step", 1, settings)).rejects.toThrow(message);
  });

  test("to keep to one answer is told at the next question", async () => {
    const pyTorch = await start(prepares(`return '{ "weights": 1, "form": "" }\\n{}'`));
    await pyTorch.prepare("step", 1, settings);
    await expect(pyTorch.prepare("step", 1, settings)).rejects.toThrow(
      "an answer for each question, got one more",
    );
  });

  test("to answer in time is told, and ended", async () => {
    const pyTorch = await start(prepares("return undefined"), 1000);
    const error = { code: "unsupported", expected: "an answer within 1 s", found: "none" };
    await expect(pyTorch.prepare("step", 1, settings)).rejects.toMatchObject(error);
    await expect(pyTorch.prepare("step", 1, settings)).rejects.toMatchObject(error);
    await pyTorch.close();
    expect(isRunning(Number(pyTorch.facts.torch))).toBe(false);
  });

  test.each([
    ["too few", "[1]"],
    ["what is no time", `[1, "2"]`],
    ["less than nothing", "[1, -1]"],
  ])("to tell the times, by %s, is told", async (_, ms) => {
    const pyTorch = await start(`if (request.do === "run") return { ms: ${ms} }; ${well}`);
    const prepared = await pyTorch.prepare("step", 1, settings);
    await expect(pyTorch.run(prepared, 2)).rejects.toMatchObject({ code: "invalid-option" });
  });

  test("to end by itself is ended when the work is stopped", async () => {
    const controller = new AbortController();
    const pyTorch = await start(prepares("return undefined"));
    setTimeout(() => controller.abort(), 100);
    const stopped = pyTorch.prepare("step", 1, settings, controller.signal);
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
    await pyTorch.close();
    expect(isRunning(Number(pyTorch.facts.torch))).toBe(false);
  });
});

describe.skipIf(!hasPipes)("against a peer that takes a second for everything", () => {
  test("rows have both sides, and ratios by the least times", async () => {
    const program = await standIn(well);
    const result = await runPeerBenchmark({ settings, program, threads: 2 });
    const shown = (subject: PeerSubject): string[] =>
      result.rows
        .filter((row) => row.subject === subject)
        .map(({ runner, threads }) => `${runner} ${threads}`);
    const both = ["nescio 1", "pytorch 1", "nescio 2", "pytorch 2"];
    for (const subject of ["product", "step", "convolution", "colour", "prediction"] as const) {
      expect(shown(subject)).toEqual(both);
    }
    expect(shown("image")).toEqual(["nescio 1", "pytorch 1"]);
    const find = (subject: PeerSubject, runner: string) =>
      result.rows.find((row) => row.subject === subject && row.runner === runner)!;
    for (const { runner, ms, ratio, form, variant } of result.rows) {
      expect(ms.min).toBeGreaterThan(0);
      expect(ratio).toBe(runner === "nescio" ? 1000 / ms.min : null);
      expect([form, variant === null]).toEqual(runner === "nescio" ? [null, false] : ["as it is", true]);
    }
    const product = find("product", "nescio").ms.min;
    const { images, samples, batch } = settings;
    const step = find("step", "nescio");
    expect(step.timesProducts).toBeCloseTo(step.ms.min / (2 * product), 10);
    const prediction = find("prediction", "nescio");
    const batches = images / batch;
    expect(prediction.timesProducts).toBeCloseTo(prediction.ms.min / (2 * batches * product), 10);
    expect(find("prediction", "pytorch").timesProducts).toBeCloseTo(1 / (samples * batches), 10);
    expect(find("image", "nescio").timesProducts).toBeNull();
    expect(find("image", "nescio").ms.runs).toBe(5 * settings.calls);
    expect(result).toMatchObject({
      settings: { ...settings, rounds: 5 },
      peer: { program, blas: "the reference BLAS" },
      warnings: [expect.stringContaining("apt-get install")],
    });
  });

  test("the command prints its table and its warnings", async () => {
    const program = await standIn(well);
    const { code, stdout, stderr } = await runCli([
      "bench",
      "--quick",
      "--images",
      "20",
      "--threads",
      "1",
      "--peer",
      program,
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^WHAT +BY +LEAST +MEDIAN +99 % +× PYTORCH +× PRODUCTS\n/);
    expect(stdout).toMatch(/^product 16×784×32 +1 thread, \w+ +[\d.]+ ms +[\d.]+ ms +[\d.]+$/m);
    expect(stdout.match(/^ +PyTorch, 1 thread +1\.00 s +1\.00 s/gm)).toHaveLength(6);
    expect(stdout).toMatch(/^Warning: PyTorch has only the reference BLAS here/m);
    expect(stdout).not.toMatch(/NaN|undefined|Infinity|null/);
    expect(stderr).toMatch(/^colour: /m);
  });

  test("stops when asked to, and leaves nothing running", async () => {
    const controller = new AbortController();
    const folder = await temporaryFolder();
    const program = await standIn(
      `require("node:fs").writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(process.pid)); ${well}`,
    );
    const onProgress = (stage: string): void => {
      if (stage === "step") controller.abort();
    };
    const stopped = runPeerBenchmark({
      settings,
      program,
      threads: 1,
      signal: controller.signal,
      onProgress,
    });
    await expect(stopped).rejects.toMatchObject({ code: "aborted" });
    expect(isRunning(Number(await readFile(join(folder, "pid"), "utf8")))).toBe(false);
  });
});

describe("the library behind PyTorch's products", () => {
  const none = { openBlas: null, mkl: false, libraries: [] };
  test.each([
    [{ ...none, openBlas: "OpenBLAS 0.3.21 Haswell" }, "OpenBLAS 0.3.21 Haswell", false],
    [{ ...none, mkl: true }, "MKL", false],
    [{ ...none, libraries: ["/usr/lib/x86_64-linux-gnu/blas/libblas.so.3"] }, "the reference BLAS", true],
    [{ ...none, libraries: ["/usr/lib/atlas/libblas.so.3"] }, "/usr/lib/atlas/libblas.so.3", false],
    [none, "a library of its own", false],
  ])("%o", (loaded, name, isSlow) => {
    expect([blasOf(loaded), isReferenceBlas(loaded)]).toEqual([name, isSlow]);
  });
});

describe.skipIf(pythonWithTorch === undefined)("hand-written PyTorch (needs a Python with PyTorch)", () => {
  let pyTorch: PyTorch;
  beforeAll(async () => {
    pyTorch = await PyTorch.start(pythonWithTorch!);
  });
  afterAll(() => pyTorch.close());

  test("says what it is", () => {
    expect(pyTorch.facts.torch).toMatch(/^\d+\.\d+/);
    expect(pyTorch.facts.python).toMatch(/^3\.\d+/);
  });

  const other = { ...settings, hidden: [12, 7], channels: [3, 4, 5], colourChannels: [2, 3, 4, 5, 2] };
  const weightsOf = (network: Network): number =>
    parameterSpecs(network).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

  describe.each([settings, other])("of sizes %#", (sizes) => {
    test.each([
      ["step", benchProblem(sizes).network],
      ["convolution", convolutionProblem(sizes).network],
      ["colour", colourProblem(sizes).network],
      ["prediction", benchProblem(sizes).network],
    ] as const)("%s is of a network with as many weights, and takes its time", async (subject, network) => {
      const prepared = await pyTorch.prepare(subject, 1, sizes);
      expect(prepared.weights).toBe(weightsOf(network));
      expect(await pyTorch.run(prepared, 2)).toHaveLength(2);
    });
  });

  test("the product is of as many numbers", async () => {
    const prepared = await pyTorch.prepare("product", 2, settings);
    expect(prepared.weights).toBe(784 * settings.hidden[0]);
    expect(await pyTorch.run(prepared, 3)).toHaveLength(3);
  });

  test("one image goes through networks like those in the box", async () => {
    const model = await loadModel(boxedModel);
    const work = matchesOf(settings, model).at(-1)!.pyTorch;
    expect(work).toMatchObject({ subject: "image", settings: { samples: model.samples } });
    const prepared = await pyTorch.prepare("image", 1, work.settings);
    expect(prepared.weights).toBe(weightsOf(model.network));
    expect(await pyTorch.run(prepared, 2)).toHaveLength(2);
  });

  test("a mistake is told in its words", async () => {
    const wrong = { ...settings, hidden: [] };
    await expect(pyTorch.prepare("product", 1, wrong)).rejects.toThrow("IndexError: list index out of range");
  });
});
