import { describe, expect, it } from "vitest";
import { createDataset } from "../../packages/core/src/data/dataset.js";
import type { Decision } from "../../packages/core/src/decision/rule.js";
import { galleryOf, type GalleryOptions } from "../../packages/report/src/gallery-of.js";
import type { Gallery } from "../../packages/report/src/report-data.js";
import { verdictOf } from "../../packages/report/src/verdict.js";

const classes = Array.from({ length: 10 }, (_, c) => `class ${c}`);

/** Of each class in turn so many images, as folders have them; `refused` and `wrong` say what becomes of the i-th. */
function setOf(
  perClass: number,
  refused: (i: number) => boolean = () => false,
  wrong: (i: number) => boolean = () => false,
) {
  const count = perClass * classes.length;
  const labels = Uint8Array.from({ length: count }, (_, i) => Math.floor(i / perClass));
  const dataset = createDataset({
    name: "folder",
    count,
    height: 1,
    width: 1,
    channels: 1,
    pixels: Uint8Array.from({ length: count }, (_, i) => i),
    labels,
    classes,
  });
  const decisions = Array.from({ length: count }, (_, i): Decision => {
    const best = wrong(i) ? (labels[i] + 1) % 10 : labels[i];
    const probabilities = new Float32Array(10);
    const facts = { best, probabilities, score: 1 + i };
    return refused(i)
      ? { ...facts, kind: "uncertain", refused: true, labels: [] }
      : { ...facts, kind: "answer", refused: false, labels: [best] };
  });
  const logProbs = new Float32Array(count * 10);
  const predictive = { images: count, samples: 1, classes: 10, logProbs };
  return {
    of: (options: Partial<GalleryOptions> = {}) =>
      galleryOf(dataset, predictive, decisions, { inDistribution: true, ...options }),
    dataset,
  };
}

const outcomes = (gallery: Gallery) => gallery.items.map((item) => verdictOf(item, gallery, classes).outcome);

describe("the images of a gallery", () => {
  it("are of every class alike, though the data come sorted by class", () => {
    const gallery = setOf(1000).of();
    expect(gallery.items).toHaveLength(100);
    const counts = classes.map((_, c) => gallery.items.filter(({ label }) => label === c).length);
    expect(counts).toEqual(counts.map(() => 10));
    expect(gallery.chosenFrom).toEqual({ images: 10_000, wrong: 0 });
  });

  it("have in the sample the shares of the set, refused ones too, wherever they lie", () => {
    // Three in a hundred refused, the last ones of each class.
    const gallery = setOf(1000, (i) => i % 1000 >= 970).of();
    const refused = outcomes(gallery).filter((outcome) => outcome === "refused").length;
    expect(refused).toBe(3);
  });

  it("are each as probable as any other", () => {
    const drawn = new Float64Array(500);
    for (let seed = 0; seed < 300; seed++) {
      for (const { index } of setOf(50, (i) => i % 50 < 5).of({ seed }).items) drawn[index]++;
    }
    // Binomial with 300 draws at 1/5: 60 ± 7.
    expect(Math.min(...drawn)).toBeGreaterThan(60 - 5 * 7);
    expect(Math.max(...drawn)).toBeLessThan(60 + 5 * 7);
  });

  it("are first all wrong answers, the most trusted at the top", () => {
    const gallery = setOf(100, undefined, (i) => i % 90 === 7).of();
    const wrong = Array.from({ length: 12 }, (_, k) => 7 + 90 * k).filter((i) => i < 1000);
    expect(gallery.items.slice(0, wrong.length).map(({ index }) => index)).toEqual(wrong.toReversed());
    expect(outcomes(gallery).filter((outcome) => outcome === "wrong")).toHaveLength(wrong.length);
    expect(gallery.items).toHaveLength(100);
    expect(new Set(gallery.items.map(({ index }) => index)).size).toBe(100);
    expect(gallery.chosenFrom!.wrong).toBe(wrong.length);
  });

  it("are bounded where very many are wrong, and still have a sample", () => {
    const gallery = setOf(100, undefined, (i) => i % 2 === 0).of();
    const found = outcomes(gallery);
    expect(found.filter((outcome) => outcome === "wrong")).toHaveLength(200);
    expect(found.filter((outcome) => outcome === "right")).toHaveLength(50);
    expect(gallery.items[0].index).toBe(998);
    expect(gallery.chosenFrom).toEqual({ images: 1000, wrong: 500 });
  });

  it("are the same for the same seed, and others for another", () => {
    const set = setOf(100);
    const indices = (seed?: number) => set.of({ seed }).items.map(({ index }) => index);
    expect(indices(5)).toEqual(indices(5));
    expect(indices(5)).not.toEqual(indices(6));
  });

  it("are all there are, where there are few; of another kind each answer is wrong", () => {
    expect(
      setOf(5)
        .of()
        .items.map(({ index }) => index),
    ).toEqual(Array.from({ length: 50 }, (_, i) => i));
    const other = setOf(5, (i) => i > 2).of({ inDistribution: false });
    expect(outcomes(other).slice(0, 4)).toEqual(["wrong", "wrong", "wrong", "refused"]);
    expect(other.items.some((item) => "label" in item)).toBe(false);
  });
});

describe("nearest training images", () => {
  const set = setOf(2, undefined, (i) => i === 3);
  const nearest = { indices: Uint32Array.from({ length: 40 }, (_, i) => i % 20), each: 2 };

  it("come with wrong answers, where the training images are at hand", () => {
    const { items } = set.of({ scores: { nearest }, training: set.dataset });
    expect(items.filter((item) => item.neighbours !== undefined).map(({ index }) => index)).toEqual([3]);
    expect(items[0].neighbours).toEqual([
      { index: 6, label: 3, pixels: Uint8Array.of(6) },
      { index: 7, label: 3, pixels: Uint8Array.of(7) },
    ]);
  });

  it("are left out where there is nothing to show of them", () => {
    for (const options of [
      { scores: { nearest } },
      { scores: {}, training: set.dataset },
      { training: set.dataset },
    ]) {
      expect(set.of(options).items.every((item) => item.neighbours === undefined)).toBe(true);
    }
  });
});
