import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { onceSaved, saveTrained } from "../../packages/cli/src/actions/save-trained.js";
import { NescioError } from "../../packages/core/src/errors.js";
import { encodeIdxImages } from "../../packages/core/src/data/idx.js";
import { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import { denseNetwork } from "../../packages/core/src/layers/network.js";
import type { Model } from "../../packages/core/src/model/model.js";
import { loadModel, saveModel } from "../../packages/node/src/model-files.js";
import { runCli } from "../helpers/cli.js";
import { expectNescioError } from "../helpers/errors.js";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { hasPipes, makePipe } from "../helpers/pipe.js";
import { smallModel, tensorsFor } from "../model/models.js";

const network = denseNetwork([28, 28, 1], [4], 10);
const posterior = new MeanFieldPosterior(
  network,
  tensorsFor(network, (i, scale) => (scale ? 0.01 : ((i % 7) - 3) / 100)),
);

/** A model of digits that has learnt nothing, with something of its own. */
function modelWith({ training, ...own }: Partial<Model>): Model {
  const classes = Array.from({ length: 10 }, (_, i) => String(i));
  const trained = { ...smallModel().training!, ...training };
  return { ...smallModel(), network, posterior, classes, training: trained, ...own };
}

async function saved(own: Partial<Model>): Promise<string> {
  const path = join(await temporaryFolder(), "m.nescio");
  await saveModel(path, modelWith(own));
  return path;
}

const quick = ["--threads", "1", "--limit", "20"];
const evaluate = (...args: string[]) => runCli(["evaluate", ...args, ...quick, "--samples", "2"]);

async function pictureIn(folder: string, name = "p.png"): Promise<string> {
  const path = join(folder, name);
  await sharp({ create: { width: 28, height: 28, channels: 3, background: "black" } })
    .png()
    .toFile(path);
  return path;
}

describe("a model file chooses no path", () => {
  const training = (dataset: string) => ({
    ...smallModel().training!,
    dataset,
    data: [
      { name: dataset, sources: [{ file: `${dataset} (generated: train, seed 1)`, sha256: "0".repeat(64) }] },
    ],
  });

  test.each(["/dev/zero", "a\0b", "../../secret", "pictures"])("%j is not opened", async (dataset) => {
    const path = await saved({ training: training(dataset) });
    const report = join(await temporaryFolder(), "r.html");
    for (const run of [
      ["evaluate", path, "--report", report, ...quick],
      ["calibrate", path, "--max-error", "0.1", ...quick],
    ]) {
      const { code, stderr } = await runCli(run);
      expect(code, stderr).toBe(2);
      expect(stderr).toContain("--dataset: expected");
      expect(stderr).toContain("was trained on files of your own");
      expect(stderr).toContain("with --dataset");
    }
    // With data that the user names, all is as ever.
    const named = await evaluate(path, "--dataset", "glyphs", "--report", report);
    expect(named.code, named.stderr).toBe(0);
  });

  test("the user's word for the training images is looked at", async () => {
    const path = await saved({ training: training("pictures") });
    const report = join(await temporaryFolder(), "r.html");
    const other = await evaluate(path, "--dataset", "glyphs", "--report", report, "--training", "noise");
    expect(other.code, other.stderr).toBe(3);
    expect(other.stderr).toContain('the data that the model was trained on ("pictures")');
    const without = await evaluate(path, "--dataset", "glyphs", "--training", "noise");
    expect(without.code).toBe(2);
  });
});

test("a report of losses of any size is drawn", async () => {
  const lossPerImageByEpoch = [Number.MAX_VALUE, Number.MIN_VALUE];
  const path = await saved({ training: { ...smallModel().training!, lossPerImageByEpoch } });
  const report = join(await temporaryFolder(), "r.html");
  const { code, stderr } = await evaluate(path, "--dataset", "glyphs", "--report", report);
  expect(code, stderr).toBe(0);
  expect(await readFile(report, "utf8")).toContain("Loss per image by epoch: from 1.798e+308");
});

describe("names that a terminal would act upon are shown", () => {
  const classes = Array.from({ length: 10 }, (_, i) => `${i}\u001b[31m\u001b]0;PWNED\u0007\n\u202e\u009b1m`);
  /** Colours are off: there is nothing to act upon but line ends. */
  const harmless = (text: string): void => {
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(text).not.toMatch(/^[\u001b]?\]0;PWNED/m);
  };

  test.each([[[]], [["--json"]]])("of classes, in answers (%j)", async (options) => {
    const folder = await temporaryFolder();
    const path = await saved({ classes });
    const file = await pictureIn(folder, "p\u001b[2J\n.png");
    const { code, stdout, stderr } = await runCli([
      ...["predict", file, "--model", path, "--samples", "2", "--threads", "1", ...options],
      ...["--rule", "max-probability:0"],
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("PWNED");
    harmless(stdout);
  });

  test("of classes and files, in errors, which stay short", async () => {
    const folder = await temporaryFolder();
    const path = await saved({ classes: classes.map((name) => name + "x".repeat(5000)) });
    const { code, stderr } = await evaluate(path, "--dataset", "glyphs");
    expect(code).toBe(3);
    harmless(stderr);
    expect(Buffer.byteLength(stderr)).toBeLessThan(2100);
    const gone = await runCli(["predict", join(folder, "\u001b[2J.png"), "--json"]);
    expect(gone.code).toBe(4);
    harmless(gone.stderr);
  });
});

describe("outputs", () => {
  test("what a command reads is not written over", async () => {
    const path = await saved({});
    const folder = await temporaryFolder();
    const link = join(folder, "link");
    await symlink(path, link);
    const picture = await pictureIn(folder);
    const before = await readFile(path);
    for (const run of [
      ["evaluate", path, "--report", path],
      ["evaluate", path, "--json", link],
      ["compare", path, "--report", link],
      ["predict", picture, "--show", picture],
      ["predict", picture, "--model", path, "--show", link],
      ["train", "--out", join(folder, "m"), "--report", join(folder, "m")],
    ]) {
      const { code, stderr } = await runCli(run);
      expect(code, stderr).toBe(2);
      expect(stderr).toContain("expected a file of its own");
    }
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  test.skipIf(!hasPipes)("into a pipe that nobody reads are told of first", async () => {
    const folder = await temporaryFolder();
    const pipe = join(folder, "pipe");
    makePipe(pipe);
    for (const run of [
      ["evaluate", "no-such-model", "--report", pipe],
      ["compare", "no-such-model", "--json", pipe],
      ["predict", "no-such-picture", "--show", pipe],
    ]) {
      const { code, stderr } = await runCli(run);
      expect(code, stderr).toBe(8);
      expect(stderr).toContain("got a pipe that nobody reads");
    }
  });

  test("of training that cannot be written are told before it", async () => {
    const folder = await temporaryFolder();
    if (hasPipes) makePipe(join(folder, "pipe"));
    await mkdir(join(folder, "m.checkpoint"));
    await writeFile(join(folder, "m.checkpoint", "letters.txt"), "of mine");
    await writeFile(join(folder, "n.checkpoint"), "of mine");
    for (const [out, words, ...more] of [
      [folder, "a folder"],
      [join(folder, "x".repeat(256)), "ENAMETOOLONG"],
      ...(hasPipes ? [[join(folder, "pipe"), "got a pipe"]] : []),
      [join(folder, "n"), "n.checkpoint", "--checkpoint"],
    ] as const) {
      // A set that is not there would be told too, were it looked for.
      const { code, stderr } = await runCli(["train", "nothing-like-it", "--out", out, ...more]);
      expect(code, stderr).toBe(8);
      expect(stderr).toContain(words);
    }
    const tiny = ["--limit", "60", "--hidden", "2", "--epochs", "1", "--preset", "default", "--threads", "1"];
    const out = join(folder, "m");
    const { code, stderr } = await runCli(["train", "glyphs", "--out", out, "--checkpoint", ...tiny]);
    expect(code, stderr).toBe(0);
    expect(await filesIn(folder)).toEqual(["m", "m.checkpoint/letters.txt", "n.checkpoint"]);
  });
});

describe("what would end a training badly is told before it", () => {
  test.each([
    [["--samples", "100001"], "samples: expected a number of at most 100000"],
    [["--rule", "max-probability:0.5+familiarity:0.01"], "--rule: expected a rule without +familiarity"],
    [["--half", "--initial-scale", "70000"], "--half: expected an --initial-scale of at most 65504"],
    // The covariance of so wide a last layer has more numbers than all weights.
    [["--hidden", "17000", "--posterior", "laplace"], "model that would be trained: expected at most"],
    [["--preset", "auto", "--hidden", "60000"], "model that would be trained: expected at most"],
    [["--checkpoint", "--hidden", "60000,800"], "checkpoint that would be kept: expected at most"],
    // With validation images a checkpoint may hold the best epoch too.
    [
      ["--checkpoint", "--preset", "auto", "--posterior", "point", "--hidden", "60000"],
      "it is half as large",
    ],
    [["--preset", "auto", "--no-calibrate", "--rule", "entropy:1+familiarity:0.1"], "--rule"],
  ])("%j", async (options, words) => {
    const folder = await temporaryFolder();
    const run = ["train", "glyphs", "--limit", "200", "--out", join(folder, "m"), "--preset", "default"];
    const { code, stderr } = await runCli([...run, ...options]);
    expect(code, stderr).toBe(2);
    expect(stderr).toContain(words);
    expect(await filesIn(folder)).toEqual([]);
  });

  test.each([["auto"], ["default"]])(
    "images without labels, whatever is to be made of them (%s)",
    async (preset) => {
      const folder = await temporaryFolder();
      const images = encodeIdxImages({ count: 3, height: 4, width: 4, pixels: new Uint8Array(48) });
      await writeFile(join(folder, "train-images-idx3-ubyte"), images);
      const out = join(folder, "m.nescio");
      const { code, stderr } = await runCli(["train", folder, "--out", out, "--preset", preset]);
      expect(code, stderr).toBe(3);
      expect(stderr).toContain("expected labels to learn from, got images alone");
      expect(stderr).toContain("labels-idx1");
    },
  );
});

describe("saveTrained", () => {
  const signal = new AbortController().signal;

  test("what half precision does not hold is stored in single, and that is said", async () => {
    const path = join(await temporaryFolder(), "m.nescio");
    const large = tensorsFor(network, (i, scale) => (scale ? 0.01 : i === 0 ? 1e5 : 0));
    const model = modelWith({ posterior: new MeanFieldPosterior(network, large) });
    const { precision, note } = await saveTrained(path, model, { signal, half: true });
    expect(precision).toBe("single");
    expect(note).toContain("in single precision, as half does not hold it");
    expect((await loadModel(path)).posterior).toEqual(model.posterior);
    expect((await saveTrained(path, modelWith({}), { signal, half: true })).precision).toBe("half");
  });

  test("where the place is gone the model is put elsewhere, and the error says where", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "file"), "");
    const path = join(folder, "file", "m.nescio");
    const error = await expectNescioError(
      () => saveTrained(path, modelWith({}), { signal, half: false }),
      "inaccessible",
      "m.nescio",
    );
    const elsewhere = /^The model is in (.+)\.$/.exec(error.next!)![1];
    expect((await loadModel(elsewhere)).classes).toEqual(modelWith({}).classes);
  });
});

test("what goes wrong once a model is saved does not hide that it is", async () => {
  const failing = (next?: string) => () =>
    Promise.reject(
      new NescioError({
        code: "inaccessible",
        subject: "report.html",
        expected: "this",
        found: "that",
        next,
      }),
    );
  for (const [next, words] of [
    ["Name a file.", "got that. Name a file. The model is in m.nescio."],
    [undefined, "got that. The model is in m.nescio."],
  ] as const) {
    await expectNescioError(() => onceSaved("m.nescio", failing(next)), "inaccessible", "report.html", words);
  }
  expect(await onceSaved("m.nescio", () => Promise.resolve(3))).toBe(3);
});

describe("promises", () => {
  const rule = {
    kind: "max-probability",
    threshold: 0,
    sets: { method: "lac", threshold: 0.99, coverage: 0.9, images: 100 },
  } as unknown as Model["rule"];

  test("with another number of networks nothing is promised, which is said", async () => {
    const folder = await temporaryFolder();
    const path = await saved({ rule, samples: 5 });
    const run = ["predict", await pictureIn(folder), "--model", path, "--threads", "1"];
    const own = await runCli(run);
    expect(own.stdout, own.stderr).toContain("such sets hold the true class");
    const other = await runCli([...run, "--samples", "3"]);
    expect(other.code).toBe(0);
    expect(other.stdout).not.toContain("such sets hold the true class");
    expect(other.stderr).toContain(
      "found out with 5 networks for each image: with --samples 3 nothing is promised",
    );
    expect((await runCli([...run, "--samples", "5"])).stderr).toBe("");
  });

  test("a rule that asks for familiarity is refused before any image, where there is none", async () => {
    const folder = await temporaryFolder();
    const path = await saved({});
    const wanted = ["--rule", "max-probability:0.5+familiarity:0.01"];
    const pictures = [await pictureIn(folder, "a.png"), await pictureIn(folder, "b.png")];
    for (const run of [
      ["predict", ...pictures, "--model", path],
      ["evaluate", path, "--dataset", "nothing-like-it"],
      ["compare", path, "--dataset", "nothing-like-it"],
    ]) {
      const { code, stdout, stderr } = await runCli([...run, ...wanted]);
      expect(code, stderr).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toContain("rule: expected familiarity p-values");
    }
  });
});
