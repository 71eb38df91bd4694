import { describe, expect, it } from "vitest";
import {
  acquisitionOrder,
  type AcquisitionItem,
} from "../../packages/core/src/acquisition/acquisition-order.js";
import { reviewFeatures } from "../../packages/core/src/acquisition/review-features.js";
import { Random } from "../../packages/core/src/math/random.js";
import { expectNescioError } from "../helpers/errors.js";

/** What sampled networks say of an input: `[samples][classes]`, probabilities. */
type Said = readonly (readonly number[])[];

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const entropy = (probs: readonly number[]): number =>
  probs.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);

/** Of the labels of some inputs together and the networks, from every combination of labels: what BatchBALD is. */
function jointInformation(batch: readonly Said[]): number {
  const samples = batch[0].length;
  let combinations: number[][] = [new Array<number>(samples).fill(1)];
  for (const said of batch) {
    combinations = combinations.flatMap((given) =>
      said[0].map((_, c) => given.map((p, s) => p * said[s][c])),
    );
  }
  const given = batch.reduce((sum, said) => sum + mean(said.map(entropy)), 0);
  return entropy(combinations.map(mean)) - given;
}

function itemOf(id: string, said: Said): AcquisitionItem {
  const logProbs = Float32Array.from(said.flat(), Math.log);
  const features = reviewFeatures(logProbs, said.length, said[0].length);
  return { id, mutualInformation: jointInformation([said]), features };
}

/** Linear networks' probabilities of an input, far apart by `spread`. */
function softmaxes(random: Random, samples: number, classes: number, spread: number, inputs: number): Said[] {
  const weights = Array.from({ length: samples * classes * 3 }, () => random.normal());
  return Array.from({ length: inputs }, () => {
    const x = [0, 1, 2].map(() => spread * random.normal());
    return Array.from({ length: samples }, (_, s) => {
      const scores = Array.from({ length: classes }, (_, c) =>
        Math.exp(x.reduce((sum, value, d) => sum + value * weights[(s * classes + c) * 3 + d], 0)),
      );
      const total = scores.reduce((a, b) => a + b, 0);
      return scores.map((score) => score / total);
    });
  });
}

const exact = { tolerance: 0 };
const ids = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);

/** Networks of which half are sure of the one class, half of the other; `which` says of each which. */
const sure = (which: readonly number[], doubt = 0): Said =>
  which.map((c) => (c === 0 ? [1 - doubt, doubt] : [doubt, 1 - doubt]));

describe("the order in which labels teach most", () => {
  it("begins with the most mutual information, and its score is that", () => {
    const said = softmaxes(new Random(1), 12, 4, 1, 20);
    const order = acquisitionOrder(said.map((one, i) => itemOf(`i${i}`, one)));
    const information = said.map((one) => jointInformation([one]));
    const best = information.indexOf(Math.max(...information));
    expect(order[0].id).toBe(`i${best}`);
    expect(order[0].score).toBeCloseTo(information[best], 5);
  });

  it("has BatchBALD's joint information where the networks differ a little: what is left out shrinks faster than what is taken off", () => {
    const errors = [0.8, 0.4, 0.2].map((spread) => {
      const shares = Array.from({ length: 20 }, (_, seed) => {
        const said = softmaxes(new Random(seed), 10, 3, spread, 3);
        const items = said.map((one, i) => itemOf(`i${i}`, one));
        const total = acquisitionOrder(items, exact).reduce((sum, { score }) => sum + score, 0);
        const joint = jointInformation(said);
        const takenOff = said.reduce((sum, one) => sum + jointInformation([one]), 0) - joint;
        expect(takenOff).toBeGreaterThan(0);
        return Math.abs(total - joint) / takenOff;
      });
      return mean(shares);
    });
    expect(errors[2]).toBeLessThan(0.1);
    expect(errors[1]).toBeLessThan(errors[0]);
    expect(errors[2]).toBeLessThan(errors[1]);
  });

  it("takes pairs and triples with nearly all of the information of the best ones, where the networks differ much", () => {
    const shares: number[] = [];
    for (let seed = 1; seed <= 30; seed++) {
      const said = softmaxes(new Random(seed), 10, 3, 1.5, 6);
      const order = acquisitionOrder(
        said.map((one, i) => itemOf(String(i), one)),
        exact,
      );
      const chosen = (count: number): Said[] => order.slice(0, count).map(({ id }) => said[Number(id)]);
      let [pair, triple] = [0, 0];
      for (let i = 0; i < 6; i++)
        for (let j = 0; j < i; j++) {
          pair = Math.max(pair, jointInformation([said[i], said[j]]));
          for (let k = 0; k < j; k++)
            triple = Math.max(triple, jointInformation([said[i], said[j], said[k]]));
        }
      shares.push(jointInformation(chosen(2)) / pair, jointInformation(chosen(3)) / triple);
    }
    expect(Math.min(...shares)).toBeGreaterThan(0.9);
    expect(mean(shares)).toBeGreaterThan(0.98);
  });

  it("puts a copy of what is taken behind what tells something else, though that has less information", () => {
    const one = sure([0, 0, 0, 0, 1, 1, 1, 1]);
    const other = sure([0, 1, 0, 1, 0, 1, 0, 1], 0.08);
    const items = [itemOf("a", one), itemOf("copy", one), itemOf("other", other)];
    expect(items[2].mutualInformation).toBeLessThan(items[1].mutualInformation);
    expect(ids(acquisitionOrder(items, exact))).toEqual(["a", "other", "copy"]);
    const alone = ids(acquisitionOrder(items.map((item) => ({ ...item, features: null }))));
    expect(alone).toEqual(["a", "copy", "other"]);
  });

  it("is the same however the items come, and sorting by score is the order", () => {
    const random = new Random(3);
    const items = softmaxes(random, 20, 5, 1, 60).map((said, i) => itemOf(`i${i}`, said));
    const order = acquisitionOrder(items, { places: 25 });
    expect(order).toHaveLength(60);
    for (let i = 0; i < 5; i++) {
      const shuffled = Array.from(random.permutation(60), (at) => items[at]);
      expect(acquisitionOrder(shuffled, { places: 25 })).toEqual(order);
    }
    expect(ids(order.toSorted((a, b) => b.score - a.score))).toEqual(ids(order));
    expect(new Set(order.map(({ score }) => score)).size).toBe(60);
  });

  it("with a tolerance keeps nearly all of the information", () => {
    const items = softmaxes(new Random(4), 20, 5, 1, 80).map((said, i) => itemOf(`i${i}`, said));
    const total = (tolerance: number): number =>
      acquisitionOrder(items, { tolerance, places: 10 })
        .slice(0, 10)
        .reduce((sum, { score }) => sum + score, 0);
    expect(total(0.05)).toBeGreaterThan(0.97 * total(0));
  });

  it("puts what nothing is to be learned of last, and what has no features by its information alone", () => {
    const certain = Array.from({ length: 4 }, () => [0.3, 0.7]);
    const order = acquisitionOrder([
      itemOf("b-same", certain),
      itemOf("a-same", certain),
      { id: "unknown", mutualInformation: 0.2, features: null },
      itemOf("split", sure([0, 1, 0, 1])),
    ]);
    expect(ids(order)).toEqual(["split", "unknown", "a-same", "b-same"]);
    expect(order[1].score).toBe(0.2);
    expect(order.slice(2).map(({ score }) => score)).toEqual([0, 0]);
    expect(acquisitionOrder([])).toEqual([]);
  });

  it("keeps networks of other numbers apart", () => {
    const items = [itemOf("two", sure([0, 1])), itemOf("four", sure([0, 1, 0, 1]))];
    for (const { score } of acquisitionOrder(items)) expect(score).toBeCloseTo(Math.LN2, 5);
  });

  it.each([
    ["information that is NaN", { mutualInformation: NaN }, "mutualInformation"],
    ["features that are NaN", { features: Float32Array.of(2, 0.5, NaN) }, "features"],
    ["features of no whole column", { features: Float32Array.of(2, 0.5) }, "features"],
    ["no features at all", { features: new Float32Array(0) }, "features"],
    ["an id that is there already", { id: "first" }, "id"],
  ])("refuses %s", async (_, wrong, subject) => {
    const good = { id: "first", mutualInformation: 0.1, features: null };
    await expectNescioError(
      () => acquisitionOrder([good, { ...good, id: "second", ...wrong }]),
      "invalid-data",
      subject,
    );
  });

  it("refuses a number of places, and a tolerance, that are none", async () => {
    await expectNescioError(() => acquisitionOrder([], { places: -1 }), "invalid-option");
    await expectNescioError(() => acquisitionOrder([], { tolerance: 1 }), "invalid-option");
  });
});

describe("an input's features", () => {
  it("are few numbers, however many networks and classes there are", () => {
    const [said] = softmaxes(new Random(5), 300, 200, 1, 1);
    const { features } = itemOf("a", said);
    expect(features!.length).toBeLessThanOrEqual(1 + 128 * 15);
    const [{ score }] = acquisitionOrder([{ id: "a", mutualInformation: 0, features }]);
    expect(score).toBeCloseTo(jointInformation([said.slice(0, 128)]), 3);
  });

  it("of networks that agree there are none", () => {
    expect(reviewFeatures(Float32Array.from([0.3, 0.7, 0.3, 0.7], Math.log), 2, 2)).toEqual(
      Float32Array.of(2),
    );
    expect(reviewFeatures(Float32Array.of(0, 0), 2, 1)).toEqual(Float32Array.of(2));
  });

  it("know the impossible", () => {
    const features = reviewFeatures(Float32Array.of(0, -Infinity, -Infinity, 0), 2, 2);
    const [{ score }] = acquisitionOrder([{ id: "a", mutualInformation: 0, features }]);
    expect(score).toBeCloseTo(Math.LN2, 6);
  });

  it("are refused where there are no log-probabilities", async () => {
    await expectNescioError(() => reviewFeatures(Float32Array.of(NaN, 0), 1, 2), "invalid-data");
    await expectNescioError(() => reviewFeatures(Float32Array.of(0, 0, 0), 2, 2), "invalid-data");
  });
});
