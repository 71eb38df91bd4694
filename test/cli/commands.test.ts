import { EventEmitter } from "node:events";
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Evaluation } from "../../packages/core/src/evaluation/evaluation.js";
import { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import type { Model } from "../../packages/core/src/model/model.js";
import { loadModel } from "../../packages/node/src/model-files.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { runCli } from "../helpers/cli.js";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { serveFiles, startMirror } from "../helpers/mirror.js";
import { realData } from "../helpers/shared-data.js";

const tiny = ["--hidden", "24", "--limit", "600", "--epochs", "30", "--threads", "1"];

const digits = "0123456789".split("");

let shared: string;
let model: string;

beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), "nescio-test-"));
  model = join(shared, "model.nescio");
  const { code, stderr } = await runCli([
    "train",
    "--preset",
    "default",
    "--dataset",
    "glyphs",
    "--out",
    model,
    ...tiny,
  ]);
  expect(code, stderr).toBe(0);
});

/** The Gaussians of a model that `train` made. */
function tensorsOf({ posterior }: Model): MeanFieldPosterior["tensors"] {
  if (posterior instanceof MeanFieldPosterior) return posterior.tensors;
  return expect.fail(`a ${posterior.kind} posterior`);
}

/** A picture of one glyph, enlarged, as a person would have it. */
async function glyphPng(label: number, path: string, negative = false): Promise<void> {
  const set = glyphs({ count: 50, seed: 77, kind: "digits" });
  const at = set.labels!.indexOf(label);
  const pixels = set.pixels.slice(at * 784, (at + 1) * 784);
  const image = sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } }).resize(112, 112);
  await (negative ? image.negate() : image).png().toFile(path);
}

describe("nescio train", () => {
  test("writes a model that says how it was made", async () => {
    const { training, rule, classes, network } = await loadModel(model);
    expect(classes).toEqual(digits);
    expect(network.layers.filter(({ type }) => type === "dense")).toHaveLength(2);
    expect(rule).toEqual({ kind: "quantile", q: 0.1, threshold: 0.5 });
    expect(training).toMatchObject({ preset: "default", dataset: "glyphs", epochs: 30, threads: 1, seed: 3 });
    const losses = training!.lossPerImageByEpoch;
    expect(losses).toHaveLength(30);
    expect(losses[29]).toBeLessThan(losses[0]);
  });

  test("the same seed writes the same posterior on two threads", async () => {
    const out = join(await temporaryFolder(), "again.nescio");
    const { code } = await runCli([
      "train",
      "--preset",
      "default",
      "--dataset",
      "glyphs",
      "--out",
      out,
      ...tiny,
      "--threads",
      "2",
    ]);
    expect(code).toBe(0);
    const [first, second] = await Promise.all([loadModel(model), loadModel(out)]);
    expect(tensorsOf(second)).toEqual(tensorsOf(first));
  });

  test("takes a network from a file, and options over the preset's", async () => {
    const folder = await temporaryFolder();
    const network = {
      input: [28, 28, 1],
      layers: [
        { type: "flatten" },
        { type: "dense", name: "first", outputs: 8 },
        { type: "relu" },
        { type: "dense", name: "second", outputs: 10 },
      ],
    };
    const file = join(folder, "network.json");
    const out = join(folder, "model.nescio");
    await writeFile(file, JSON.stringify(network));
    const changes = [
      "--kl-weight",
      "0.5",
      "--learning-rate",
      "0.01",
      "--prior-scale",
      "2",
      "--estimator",
      "weights",
    ];
    const run = ["train", "--preset", "tutorial", "--dataset", "glyphs", "--network", file, "--out", out];
    const { code, stdout } = await runCli([...run, ...changes, "--limit", "100", "--epochs", "1", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      network: "784-8-10",
      training: {
        options: {
          klWeight: 0.5,
          learningRate: 0.01,
          prior: { loc: 0, scale: 2 },
          kl: "monte-carlo",
          batchSize: 128,
        },
      },
    });
    expect([...tensorsOf(await loadModel(out)).keys()]).toContain("second.bias");
  });

  test("builds convolutions, whose model file predicts as any other's", async () => {
    const out = join(await temporaryFolder(), "conv.nescio");
    const shape = ["--channels", "4,6", "--kernel", "3", "--hidden", "12", "--dropout", "0.1"];
    const run = [
      "train",
      "--preset",
      "default",
      "--dataset",
      "glyphs",
      "--out",
      out,
      ...shape,
      "--limit",
      "200",
      "--epochs",
      "1",
    ];
    const { code, stdout, stderr } = await runCli([...run, "--threads", "1", "--json"]);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ network: "784-4c3-6c3-12-10" });
    const saved = await loadModel(out);
    expect(saved.network.layers[0]).toEqual({
      ...{ type: "conv2d", name: "conv1", outputs: 4, kernel: 3, stride: 1, padding: 0 },
    });
    expect(tensorsOf(saved).get("conv2.weight")!.shape).toEqual([6, 4, 3, 3]);
    const image = join(await temporaryFolder(), "seven.png");
    await glyphPng(7, image);
    const answer = await runCli(["predict", image, "--model", out, "--threads", "1"]);
    expect(answer.code, answer.stderr).toBe(0);
  });

  test.each([
    [["--network", "nowhere.json"], 4, "network file nowhere.json"],
    [["--network", "."], 8, "network file .: expected a readable JSON file, got a folder"],
    [["--kernel", "3"], 2, "option --kernel: expected --channels beside it"],
    [["--dropout", "0.5"], 2, "option --dropout: expected --channels beside it"],
    [["--channels", "4", "--dropout", "1"], 3, "rate"],
    [["--channels", "4,4,4,4", "--kernel", "5"], 3, "an image of at least 5×5"],
    [["--channels", "4", "--network", "some.json"], 2, "--network"],
    [["--rule", "quantile:2:0.5"], 2, "quantile"],
    [["--epochs", "0"], 2, "positive integer"],
    [["--dataset", "nothing-like-it"], 4, "nothing-like-it"],
    [["--batch-size", "100000"], 2, "batchSize"],
    [["--threads", "1000"], 2, "threads"],
    [
      ["--posterior", "ensemble", "--members", "90", "--hidden", "9000"],
      2,
      "model that would be trained: expected at most 1006",
    ],
    [["--learning-rate", "1e30"], 7, "learning rate"],
    [["--preset", "best"], 2, "preset"],
  ])("%j ends with exit code %i", async (options, expected, words) => {
    const folder = await temporaryFolder();
    const out = join(folder, "model.nescio");
    const base = options.includes("--network") ? [] : tiny;
    const run = ["train", "--preset", "default", "--dataset", "glyphs", "--out", out, ...base, ...options];
    const { code, stderr } = await runCli(run);
    expect(code, stderr).toBe(expected);
    expect(stderr).toContain(words);
    expect(await filesIn(folder)).toEqual([]);
  });

  test("Ctrl-C during training leaves nothing behind", async () => {
    const folder = await temporaryFolder();
    const signals = new EventEmitter();
    setTimeout(() => signals.emit("SIGINT"), 1500);
    const run = runCli(
      [
        "train",
        "--preset",
        "default",
        "--dataset",
        "glyphs",
        "--limit",
        "5000",
        "--epochs",
        "1000",
        "--out",
        join(folder, "model.nescio"),
      ],
      {
        signals,
      },
    );
    expect((await run).code).toBe(130);
    expect(await filesIn(folder)).toEqual([]);
  });
});

describe("nescio evaluate", () => {
  test("prints the figures as JSON, and writes a report", async () => {
    const report = join(await temporaryFolder(), "new", "report.html");
    const run = [
      "evaluate",
      model,
      "--ood",
      "noise,glyphs-letters",
      "--limit",
      "300",
      "--report",
      report,
      "--json",
    ];
    const { code, stdout, stderr } = await runCli(run);
    expect(code, stderr).toBe(0);
    const figures = JSON.parse(stdout) as Evaluation;
    expect(figures).toMatchObject({
      seed: 3,
      samples: 100,
      rule: { kind: "quantile", q: 0.1, threshold: 0.5 },
      training: { preset: "default", epochs: 30 },
      inDistribution: { dataset: "glyphs", images: 300 },
      outOfDistribution: [
        { dataset: "noise", images: 300 },
        { dataset: "glyphs-letters", images: 300 },
      ],
      prediction: { images: 900 },
    });
    const { forcedAccuracy, nll, refused, accuracyOnAccepted } = figures.inDistribution;
    expect(forcedAccuracy).toBeGreaterThan(0.6);
    expect(nll).toBeLessThan(1.5);
    expect(refused).toBeGreaterThan(0);
    expect(accuracyOnAccepted).toBeGreaterThan(forcedAccuracy);
    expect(figures.outOfDistribution[1].auroc).toBeGreaterThan(0.5);
    expect(await readFile(report, "utf8")).toMatch(/^<!doctype html>/);
  });

  test("writes JSON to a file and the table to stdout; another rule and number of samples", async () => {
    const file = join(await temporaryFolder(), "figures.json");
    const run = [
      "evaluate",
      model,
      "--limit",
      "200",
      "--samples",
      "20",
      "--rule",
      "quantile:0.5:0.2",
      "--json",
      file,
    ];
    const { code, stdout } = await runCli(run);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^IMAGES .*AUROC\nglyphs +200 /);
    // Each class has a row; their images are those of the set.
    const [, classTable] = stdout.split(/^(?=CLASS )/m);
    const rows = classTable.split("\n").filter((line) => /^\d /.test(line));
    expect(rows).toHaveLength(10);
    expect(rows.reduce((sum, row) => sum + Number(row.split(/ +/)[1]), 0)).toBe(200);
    const figures = JSON.parse(await readFile(file, "utf8")) as Evaluation;
    expect(figures.inDistribution.byClass.confusion).toHaveLength(10);
    expect(figures.inDistribution.byClass.classes[3].name).toBe("3");
    expect(figures).toMatchObject({ samples: 20, rule: { q: 0.5, threshold: 0.2 } });
  });

  test("takes IDX files and folders of images", async () => {
    const folder = await temporaryFolder();
    for (const label of [3, 8]) {
      await mkdir(join(folder, String(label)));
      await glyphPng(label, join(folder, String(label), "one.png"));
    }
    const { code, stdout, stderr } = await runCli([
      "evaluate",
      model,
      "--dataset",
      folder,
      "--ood",
      folder,
      "--json",
    ]);
    expect(code, stderr).toBe(0);
    const figures = JSON.parse(stdout) as Evaluation;
    expect(figures.inDistribution.images).toBe(2);
    expect(figures.outOfDistribution[0].images).toBe(2);
  });

  test.each([
    [["nowhere.nescio"], 4, "nowhere.nescio"],
    [["MODEL", "--ood", "noise,,mnist"], 2, "commas"],
    [["MODEL", "--ood", "no-such-set"], 4, "no-such-set"],
    [["MODEL", "--rule", "median"], 2, "quantile:Q:T"],
    [["MODEL", "--dataset", "noise"], 3, "labels"],
    [["MODEL", "--dataset", "glyphs-letters"], 3, "classes"],
    [["MODEL", "--samples", "0"], 2, "positive integer"],
    [["MODEL", "--samples", "90000", "--limit", "10000"], 6, "fewer samples"],
    [["MODEL", "--ood", "noise,noise"], 2, "twice"],
    [["MODEL", "--report", "."], 8, "a folder"],
  ])("%j ends with exit code %i", async ([first, ...options], expected, words) => {
    const path = first === "MODEL" ? model : first;
    const { code, stderr } = await runCli(["evaluate", path, "--limit", "10", ...options]);
    expect(code, stderr).toBe(expected);
    expect(stderr).toContain(words);
  });

  test("images of other classes are no test set, and a model of one's own files has no default one", async () => {
    const folder = await temporaryFolder();
    for (const name of ["up", "down"]) {
      await mkdir(join(folder, "glyphs", name), { recursive: true });
      await glyphPng(name === "up" ? 1 : 7, join(folder, "glyphs", name, "one.png"));
    }
    const images = join(folder, "glyphs");
    const wrong = await runCli(["evaluate", model, "--dataset", images]);
    expect(wrong.code).toBe(3);
    const own = join(folder, "own.nescio");
    const train = [
      "train",
      "--preset",
      "default",
      "--dataset",
      images,
      "--out",
      own,
      "--hidden",
      "4",
      "--epochs",
      "1",
    ];
    expect((await runCli(train)).code).toBe(0);
    const unnamed = await runCli(["evaluate", own]);
    expect(unnamed.code).toBe(2);
    expect(unnamed.stderr).toContain("--dataset");
    const seen = await runCli(["evaluate", own, "--dataset", images]);
    expect(seen.code, seen.stderr).toBe(0);
    expect(seen.stderr).toContain("trained on");
  });

  test("a damaged model is refused by the name of what is wrong", async () => {
    const path = join(await temporaryFolder(), "cut.nescio");
    await copyFile(model, path);
    await writeFile(path, (await readFile(model)).subarray(0, 5000));
    const { code, stderr } = await runCli(["evaluate", path]);
    expect(code).toBe(3);
    expect(stderr).toContain("cut.nescio");
  });
});

describe("nescio predict", () => {
  test("answers pictures, light on dark or inverted, with every class's probability", async () => {
    const folder = await temporaryFolder();
    const light = join(folder, "light.png");
    const dark = join(folder, "dark.png");
    await glyphPng(0, light);
    await glyphPng(0, dark, true);
    const ask = async (...options: string[]): Promise<Answers> => {
      const { code, stdout, stderr } = await runCli([
        "predict",
        "--model",
        model,
        "--json",
        "--seed",
        "5",
        ...options,
      ]);
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout) as Answers;
    };
    const [plain] = (await ask(light)).images;
    const [inverted] = (await ask(dark, "--invert")).images;
    const { file: _, ...rest } = inverted;
    expect(plain).toEqual({ ...rest, file: light });
    expect(plain.probabilities.map(({ class: name }) => name)).toEqual(digits);
    const sum = plain.probabilities.reduce((total, { mean }) => total + mean, 0);
    expect(sum).toBeCloseTo(1, 4);
    const most = plain.probabilities.reduce((a, b) => (b.mean > a.mean ? b : a));
    expect(most.class).toBe("0");
  });

  test("says in words what it makes of an image and why", async () => {
    const image = join(await temporaryFolder(), "noise.png");
    const pixels = Uint8Array.from({ length: 784 }, (_, i) => (i * 7919) % 256);
    await sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
      .png()
      .toFile(image);
    const { code, stdout } = await runCli([
      "predict",
      image,
      "--model",
      model,
      "--rule",
      "quantile:0.1:0.99",
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `${image}: I don't know  no class gets more than 0.99 from 90 % of the sampled networks`,
    );
    expect(stdout).toMatch(/CLASS +0 +1 +2 .*\nq0.1 .*\nmean /);
  });

  test.each([
    [["nowhere.png"], 4, "nowhere.png"],
    [["package.json"], 3, "package.json"],
    [["--model", "nowhere.nescio", "x.png"], 4, "nowhere.nescio"],
    [[], 2, "inputs"],
  ])("%j ends with exit code %i", async (options, expected, words) => {
    const { code, stderr } = await runCli(["predict", "--model", model, ...options]);
    expect(code, stderr).toBe(expected);
    expect(stderr).toContain(words);
  });

  interface Answers {
    readonly images: readonly {
      readonly file: string;
      readonly answer: string | null;
      readonly probabilities: readonly { readonly class: string; readonly mean: number }[];
    }[];
  }
});

describe("nescio demo", () => {
  test("goes from data to a model, figures and a report", async () => {
    const out = join(await temporaryFolder(), "demo");
    const json = join(out, "figures.json");
    const { code, stdout, stderr } = await runCli([
      "demo",
      "--preset",
      "default",
      "--dataset",
      "glyphs",
      "--out",
      out,
      "--json",
      json,
      ...tiny,
    ]);
    expect(code, stderr).toBe(0);
    expect(await filesIn(out)).toEqual(["figures.json", "model.nescio", "report.html"]);
    const figures = JSON.parse(await readFile(json, "utf8")) as Evaluation;
    expect(figures.outOfDistribution.map(({ dataset }) => dataset)).toEqual(["noise", "glyphs-letters"]);
    expect(figures.training!.lossPerImageByEpoch).toHaveLength(30);
    expect(stdout).toContain("report.html");
    expect(stdout).toContain(`nescio studio ${join(out, "model.nescio")}\n`);
  });

  test("the report names the command that made it", async () => {
    const out = await temporaryFolder();
    const run = [
      "demo",
      "--preset",
      "default",
      "--dataset",
      "glyphs",
      "--out",
      out,
      "--limit",
      "60",
      "--hidden",
      "4",
      "--epochs",
      "1",
    ];
    expect((await runCli(run)).code).toBe(0);
    const html = await readFile(join(out, "report.html"), "utf8");
    expect(html).toContain(
      "nescio demo --dataset glyphs --preset default --epochs 1 --hidden 4 --limit 60 --seed 3",
    );
  });

  test.each([
    [["--ood", "no-such-set"], 4],
    [["--out", "package.json"], 8],
  ])("%j is found out before the training", async (options, expected) => {
    const folder = await temporaryFolder();
    const run = [
      "demo",
      "--preset",
      "default",
      "--dataset",
      "glyphs",
      "--out",
      folder,
      "--limit",
      "60",
      "--epochs",
      "100000",
      ...options,
    ];
    const { code, stderr } = await runCli(run);
    expect(code, stderr).toBe(expected);
    expect(await filesIn(folder)).toEqual([]);
  });

  test("the tutorial's preset decides by the tutorial's rule", async () => {
    const out = await temporaryFolder();
    const run = [
      "demo",
      "--preset",
      "tutorial",
      "--dataset",
      "glyphs",
      "--out",
      out,
      "--json",
      ...tiny,
      "--epochs",
      "1",
    ];
    const { stdout } = await runCli(run);
    expect(JSON.parse(stdout)).toMatchObject({
      training: { preset: "tutorial" },
      rule: { kind: "quantile", q: 0.5, threshold: 0.2 },
    });
  });

  test("without MNIST and without a network, auto draws its own digits and says so", async () => {
    const empty = await temporaryFolder();
    const before = { ...process.env };
    Object.assign(process.env, { NESCIO_DATA: empty, NESCIO_CACHE: empty });
    const realFetch = globalThis.fetch;
    globalThis.fetch = () => Promise.reject(new TypeError("fetch failed"));
    try {
      const run = ["demo", "--preset", "default", "--out", join(empty, "out"), ...tiny, "--epochs", "1"];
      const { code, stderr } = await runCli(run);
      expect(code, stderr).toBe(0);
      expect(stderr).toContain("nescio data fetch mnist");
      expect(await filesIn(empty)).toEqual(["out/model.nescio", "out/report.html"]);
    } finally {
      globalThis.fetch = realFetch;
      process.env = before;
    }
  });

  test.skipIf(realData === undefined)(
    "MNIST: a cache that cannot be written to is told as that, not as a missing network",
    async () => {
      const folder = await temporaryFolder();
      await writeFile(join(folder, "file"), "");
      const name = "mnist/train-images-idx3-ubyte.gz";
      const bytes = await readFile(join(realData!, name));
      vi.stubEnv("NESCIO_DATA", "");
      vi.stubEnv("NESCIO_CACHE", join(folder, "file"));
      vi.stubEnv("NESCIO_MIRROR", await startMirror(serveFiles({ [name]: bytes })));
      const { code, stderr } = await runCli(["demo", "--out", join(folder, "out"), ...tiny]);
      vi.unstubAllEnvs();
      expect(code, stderr).toBe(8);
      expect(stderr).not.toContain("glyphs");
    },
  );

  test.skipIf(realData === undefined)(
    "MNIST: learns digits in one small epoch and refuses noise",
    async () => {
      const out = await temporaryFolder();
      const run = [
        "demo",
        "--data-dir",
        realData!,
        "--out",
        out,
        "--json",
        "--limit",
        "6000",
        "--hidden",
        "128",
      ];
      const { code, stdout, stderr } = await runCli([
        ...run,
        "--epochs",
        "4",
        "--ood",
        "noise,notmnist-tutorial",
      ]);
      expect(code, stderr).toBe(0);
      const figures = JSON.parse(stdout) as Evaluation;
      expect(figures.inDistribution).toMatchObject({ dataset: "mnist", images: 6000 });
      expect(figures.inDistribution.forcedAccuracy).toBeGreaterThan(0.85);
      expect(figures.outOfDistribution[0].refused).toBeGreaterThan(0.5);
    },
  );
});
