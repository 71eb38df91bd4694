import { describe, expect, it } from "vitest";
import { answer, answerEach } from "../../packages/core/src/answer/answer.js";
import { answerRead } from "../../packages/core/src/answer/answer-read.js";
import { createDataset } from "../../packages/core/src/data/dataset.js";
import type { Read } from "../../packages/core/src/reading/kind.js";
import { fakeFamiliarity, fakePosterior } from "../evaluation/fake-posterior.js";
import { expectNescioError } from "../helpers/errors.js";
import { greyPicture } from "../helpers/pictures.js";

const posterior = fakePosterior();
const model = {
  posterior,
  network: posterior.network,
  familiarity: fakeFamiliarity,
  classes: ["dark", "bright"],
  rule: { kind: "max-probability", threshold: 0.9, alpha: 0.05 } as const,
  samples: 4,
};

/** An even input, with views of other shades. */
const readOf = (shade: number, views: readonly number[] = [], hints: Read["hints"] = []): Read => ({
  pixels: new Uint8Array(16).fill(shade),
  views: views.map((view) => new Uint8Array(16).fill(view)),
  hints,
  box: { left: 0, top: 0, width: 4, height: 4 },
});

describe("answer, of one picture", () => {
  it("takes pixels, arrays and what is decoded, and says the same of each", async () => {
    const image = greyPicture(8, 8, () => 250);
    const values = new Array<number>(16).fill(250);
    const inputs = [image, values, Float32Array.from(values), Uint8Array.from(values)];
    for (const input of inputs) {
      const { labels, refused, hints } = await answer(model, input);
      expect({ labels, refused, hints }).toEqual({ labels: ["bright"], refused: false, hints: [] });
    }
    const bytes = Uint8Array.from([0xff, 0xd8, 0xff, 0]);
    const decode = (encoded: unknown) => {
      expect(encoded).toBe(bytes);
      return Promise.resolve(image);
    };
    expect((await answer(model, bytes, { decode })).labels).toEqual(["bright"]);
    const [one] = await answer(model, createDataset({ ...dataset(250), classes: [] }));
    expect(one.labels).toEqual(["bright"]);
  });

  it("reads as the model says, or the options", async () => {
    const wide = greyPicture(4, 4, () => 250);
    const asIs = { ...model, reading: { kind: "as-is" } as const };
    expect((await answer(asIs, wide)).labels).toEqual(["bright"]);
    expect((await answer(asIs, wide, { invert: true })).labels).toEqual(["dark"]);
    const other = greyPicture(5, 5, () => 250);
    await expectNescioError(() => answer(asIs, other), "invalid-data", "picture", "5×5");
    expect((await answer(asIs, other, { reading: { kind: "photo", fit: "stretch" } })).refused).toBe(false);
  });

  it.each([
    ["too few", [1, 2, 3], "16 values"],
    ["not in range", new Array<number>(16).fill(256), "from 0 to 255"],
    ["not numbers", new Array<number>(16).fill(NaN), "from 0 to 255"],
    ["scaled to 1", new Float32Array(16).fill(0.9), "Multiply"],
    ["bytes of nothing", new Uint8Array(17), "16 values"],
  ])("refuses arrays: %s", async (_, input, part) => {
    await expectNescioError(() => answer(model, input), "invalid-data", "input", part);
  });

  it("says where bytes are decoded, where it cannot", async () => {
    const bytes = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
    await expectNescioError(() => answer(model, bytes), "unsupported", "picture", "nescio/node");
  });

  it("answerEach answers for the whole where the reading knows of no characters", async () => {
    const answers = await answerEach(
      model,
      greyPicture(8, 8, () => 3),
    );
    expect(answers.map(({ labels }) => labels)).toEqual([["dark"]]);
  });
});

describe("answerRead", () => {
  it("answers where all views say the same", async () => {
    expect(await answerRead(model, readOf(250, [245, 240]))).toMatchObject({
      refused: false,
      labels: ["bright"],
    });
  });

  it("refuses what a view refuses, and says that it is a view", async () => {
    const given = await answerRead(model, readOf(250, [245, 140]));
    expect(given).toMatchObject({ refused: true, reason: "unfamiliar", labels: [] });
    expect(given.explanation).toMatch(/^bright as it stands, but set a little differently: unfamiliar/);
  });

  it("is between the labels of views that differ", async () => {
    const given = await answerRead(model, readOf(250, [5]));
    expect(given).toMatchObject({ refused: true, reason: "ambiguous", labels: ["bright", "dark"] });
    expect(given.decision).toMatchObject({ kind: "ambiguous", refused: true, labels: [1, 0] });
  });

  it("never answers for what is empty or several, and says so", async () => {
    const empty = await answerRead(model, readOf(0, [], [{ kind: "empty" }]));
    expect(empty).toMatchObject({ refused: true, reason: "unfamiliar", labels: [] });
    expect(empty.explanation).toBe(
      "unfamiliar; the picture seems to be empty: nothing stands out of its ground",
    );
    const several = await answerRead(model, readOf(0, [], [{ kind: "several", count: 3 }]));
    expect(several.explanation).toContain("the picture seems to show 3 characters");
  });

  it("tells what the reading noticed of refusals only", async () => {
    const hints = [{ kind: "polarity" }, { kind: "low-contrast" }, { kind: "touches-border" }] as const;
    expect((await answerRead(model, readOf(250, [], hints))).explanation).not.toContain("invert");
    const { explanation } = await answerRead(model, readOf(140, [], hints));
    for (const words of ["invert it", "little contrast", "the picture's border"])
      expect(explanation).toContain(words);
  });
});

function dataset(shade: number) {
  const pixels = new Uint8Array(16).fill(shade);
  return { name: "one", count: 1, height: 4, width: 4, channels: 1, pixels };
}
