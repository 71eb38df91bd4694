import { EventEmitter } from "node:events";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { answer } from "../../packages/core/src/answer/answer.js";
import { Random } from "../../packages/core/src/math/random.js";
import { decodePicture } from "../../packages/node/src/decode-image.js";
import { loadModel } from "../../packages/node/src/model-files.js";
import { runCli } from "../helpers/cli.js";
import { filesIn } from "../helpers/folder.js";

let folder: string;
let inverted: string;
let plain: string;

/** Bars on a transparent ground, upright in one class and lying in the other. */
async function bars(into: string, each: number, seed: number): Promise<void> {
  const random = new Random(seed);
  for (const name of ["lying", "upright"]) {
    await mkdir(join(into, name), { recursive: true });
    for (let i = 0; i < each; i++) {
      const pixels = new Uint8Array(64 * 4);
      const place = 1 + random.integer(6);
      for (let k = 1; k < 7; k++) {
        const value = 90 + random.integer(40);
        pixels.set([value, value, value, 255], 4 * (name === "upright" ? k * 8 + place : place * 8 + k));
      }
      const image = sharp(pixels, { raw: { width: 8, height: 8, channels: 4 } });
      await image
        .toColourspace("b-w")
        .png()
        .toFile(join(into, name, `${i}.png`));
    }
  }
}

const tiny = ["--epochs", "3", "--hidden", "6", "--hold-out", "40", "--threads", "1", "--quiet"];
const train = ["train", "--preset", "default", ...tiny];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  await bars(join(folder, "bars"), 60, 1);
  await bars(join(folder, "test"), 20, 2);
  [inverted, plain] = ["inverted.nescio", "plain.nescio"].map((name) => join(folder, name));
  for (const [out, ...options] of [[inverted, "--invert", "--background", "black"], [plain]]) {
    const { code, stderr } = await runCli([...train, join(folder, "bars"), "--out", out, ...options]);
    expect(code, stderr).toBe(0);
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const quick = ["--samples", "8", "--threads", "1", "--quiet"];

/** What a command says of a model's pictures: as training read them, with that said again, and otherwise. */
async function threeWays(run: (...options: string[]) => Promise<string>): Promise<[string, string, string]> {
  const asTrained = await run();
  const said = await run("--invert", "--background", "black");
  return [asTrained, said, await run("--no-invert", "--background", "white")];
}

describe("a model trained on inverted pictures", () => {
  test("says so in its file; a model of others says nothing", async () => {
    expect(await loadModel(inverted)).toMatchObject({ invert: true, background: "black" });
    const other = await loadModel(plain);
    expect(["invert" in other, "background" in other, "reading" in other]).toEqual([false, false, false]);
  });

  test("is evaluated on pictures read in the same way", async () => {
    const [asTrained, said, otherwise] = await threeWays(async (...options) => {
      const argv = ["evaluate", inverted, "--dataset", join(folder, "test"), "--ood", join(folder, "bars")];
      const { code, stderr } = await runCli([
        ...argv,
        ...quick,
        "--json",
        join(folder, "f.json"),
        ...options,
      ]);
      expect(code, stderr).toBe(0);
      return (await readFile(join(folder, "f.json"), "utf8")).replace(/"seconds": .*/g, "");
    });
    expect(asTrained).toBe(said);
    expect(otherwise).not.toBe(said);
  });

  test("is calibrated on them; what is calibrated on others says how those were read", async () => {
    const out = join(folder, "calibrated.nescio");
    const [asTrained, said, otherwise] = await threeWays(async (...options) => {
      const argv = [
        "calibrate",
        inverted,
        "--dataset",
        join(folder, "bars"),
        "--coverage",
        "0.8",
        "--out",
        out,
      ];
      const { code, stderr } = await runCli([...argv, "--familiarity", "none", ...quick, ...options]);
      expect(code, stderr).toBe(0);
      return (await readFile(out)).toString("latin1");
    });
    expect(asTrained).toBe(said);
    expect(otherwise).not.toBe(said);
    expect(await loadModel(out)).toMatchObject({ invert: false, background: "white" });
  });

  test("answers for them, on the command line and in code", async () => {
    const file = join(folder, "test", "upright", "0.png");
    const [asTrained, said, otherwise] = await threeWays(async (...options) => {
      const { code, stdout, stderr } = await runCli([
        "predict",
        file,
        "--model",
        inverted,
        "--json",
        ...options,
      ]);
      expect(code, stderr).toBe(0);
      return stdout;
    });
    expect(asTrained).toBe(said);
    const probabilities = (text: string): number[] =>
      (JSON.parse(text) as { images: { probabilities: { mean: number }[] }[] }).images[0].probabilities.map(
        ({ mean }) => mean,
      );
    expect(probabilities(otherwise)).not.toEqual(probabilities(said));
    const [model, picture] = [await loadModel(inverted), await decodePicture(file)];
    const options = { samples: 100, threads: 1 };
    expect(Array.from((await answer(model, picture, options)).probabilities)).toEqual(probabilities(said));
    const plainly = await answer(model, picture, { ...options, invert: false, background: "white" });
    expect(Array.from(plainly.probabilities)).toEqual(probabilities(otherwise));
  });

  test("is advised against inverting, where that makes a picture dark on light", async () => {
    const file = join(folder, "test", "upright", "0.png");
    const run = ["predict", file, "--rule", "max-probability:1", "--samples", "8"];
    const { stdout } = await runCli([...run, "--model", inverted]);
    expect(stdout).toContain("(--no-invert)");
    expect((await runCli([...run, "--model", plain])).stdout).toContain("(--invert)");
  });

  test("is compared with one of other pictures only with a word about it", async () => {
    const argv = ["compare", plain, inverted, "--dataset", join(folder, "test"), "--samples", "4"];
    expect((await runCli(argv)).stderr).toContain(`trained on pictures read otherwise: ${inverted}`);
  });
});

test("a training does not go on from the checkpoint of one that read other pictures", async () => {
  const argv = [...train, join(folder, "bars"), "--out", join(folder, "long.nescio"), "--checkpoint"];
  const signals = new EventEmitter();
  const long = [...argv, "--epochs", "3000"];
  const interrupted = runCli(long, { signals });
  await vi.waitFor(
    async () => expect((await filesIn(`${folder}/long.nescio.checkpoint`)).join()).toContain("member-0"),
    { timeout: 10_000 },
  );
  signals.emit("SIGINT");
  expect((await interrupted).code).toBe(130);
  const { code, stderr } = await runCli([...long, "--invert"]);
  expect(code, stderr).toBe(2);
  expect(stderr).toContain("expected a checkpoint of this training");
});
