import { createHash } from "node:crypto";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { answer } from "../../packages/core/src/answer/answer.js";
import { Random } from "../../packages/core/src/math/random.js";
import { softmaxRegression } from "../../packages/core/src/build/rows/softmax-regression.js";
import { regressionOf } from "../../packages/core/src/build/rows/linear-training.js";
import { readTarget } from "../../packages/core/src/data/tables/target.js";
import { tableRows } from "../../packages/core/src/data/tables/table-rows.js";
import type { Model } from "../../packages/core/src/model/model.js";
import { loadModel, saveModel } from "../../packages/node/src/model-files.js";
import { readTable } from "../../packages/node/src/tables/read-table.js";
import { readRows } from "../../packages/server/src/prediction/read-inputs.js";
import { recordToJson } from "../../packages/server/src/reviews/exchange.js";
import { newReviewId } from "../../packages/server/src/reviews/review-id.js";
import { trafficSample } from "../../packages/server/src/reviews/traffic-sample.js";
import type { ReviewRecord } from "../../packages/server/src/reviews/review.js";
import { runCli } from "../helpers/cli.js";
import { temporaryFolder } from "../helpers/folder.js";
import { npy } from "../helpers/npy.js";
import { aReview } from "../helpers/reviews.js";

interface Fruit {
  readonly size: number;
  readonly weight: number;
  readonly colour: string;
}
type Sorted = readonly [cells: Fruit, kind: string];

const random = new Random(11);
const kinds = ["apple", "pear", "plum"];
const normal = (): number => random.normal();

/** Fruit whose kinds overlap, so that some are refused. */
function fruit(count: number): Sorted[] {
  return Array.from({ length: count }, (_, i) => {
    const k = i % 3;
    const cells = {
      size: [7, 6, 4][k] + normal(),
      weight: [150, 170, 60][k] + 20 * normal(),
      colour: random.uniform() < 0.8 ? ["red", "green", "blue"][k] : "green",
    };
    return [cells, kinds[k]];
  });
}

function csvOf(rows: readonly Sorted[]): string {
  const lines = rows.map(([{ size, weight, colour }, kind]) => [size, weight, colour, kind].join(","));
  return ["size,weight,colour,kind", ...lines].join("\n");
}

let folder: string;
let table: string;
let path: string;
let model: Model;
let traffic: Sorted[];
let reviews: ReviewRecord[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  table = join(folder, "fruit.csv");
  path = join(folder, "fruit.nescio");
  await writeFile(table, csvOf(fruit(90)));
  const { code } = await runCli(["train", table, "--target", "kind", "--out", path, "--threads", "1"]);
  expect(code).toBe(0);
  model = await loadModel(path);
  traffic = fruit(600);
  reviews = await reviewsBy(path);
}, 60_000);

async function reviewsBy(
  file: string,
  given: readonly unknown[] = traffic.map(([cells]) => cells),
): Promise<ReviewRecord[]> {
  const by = await loadModel(file);
  const digest = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  const drawn = new Random(5);
  const inputs = given.map((input) =>
    Array.isArray(input)
      ? { kind: "values" as const, values: input as number[] }
      : { kind: "row" as const, cells: input as Record<string, string> },
  );
  const answers = await answer(by, readRows(by, inputs), { threads: 1 });
  return answers.flatMap(({ refused, labels }, i) => {
    if (!refused && drawn.uniform() >= 0.4) return [];
    const review = aReview({
      ...{ model: { name: "fruit", digest }, features: null },
      ...{ arrival: refused ? "refused" : "audit", auditRate: refused ? null : 0.4 },
      input: {
        bytes: new TextEncoder().encode(JSON.stringify(given[i])),
        ...{ mediaType: "application/json", shape: [3] },
      },
      decision: { kind: refused ? "undecided" : "answer", labels: [...labels] },
    });
    return [{ ...review, verdicts: [{ reviewer: "ann", label: traffic[i][1], at: 1 }] }];
  });
}

async function teach(from: string, records: readonly ReviewRecord[], ...more: string[]) {
  const at = await temporaryFolder();
  const [file, out] = [join(at, "reviews.jsonl"), join(at, "taught.nescio")];
  await writeFile(file, records.map((record) => `${JSON.stringify(recordToJson(record))}\n`).join(""));
  const common = ["--threads", "1", "--out", out];
  return { ...(await runCli(["train", ...more, "--continue", from, "--with", file, ...common])), out };
}

/** The review's input with another one in its place. */
function withInput(review: ReviewRecord, input: unknown): ReviewRecord {
  return { ...review, input: { ...review.input, bytes: new TextEncoder().encode(JSON.stringify(input)) } };
}

const promise = ["--max-error", "0.2", "--confidence", "0.9"];

interface Told {
  readonly lessons: {
    readonly learned: number;
    readonly sample: number;
    readonly rate: number;
    readonly unseen: number;
    readonly ofOthers: number;
  };
  readonly withOwnData: boolean;
  readonly changes: readonly { readonly set: string; readonly inputs: number }[];
}

describe("nescio train --continue of rows", () => {
  test("a linear network is at the maximum of its table and the reviews together", async () => {
    const { code, stdout, stderr, out } = await teach(path, reviews, table, ...promise, "--json", "--quiet");
    expect([code, stderr]).toEqual([0, ""]);
    const { lessons, withOwnData, changes } = JSON.parse(stdout) as Told;
    expect([lessons.learned + lessons.sample, lessons.rate, withOwnData]).toEqual([
      reviews.length,
      0.4,
      true,
    ]);
    expect(lessons.learned).toBeGreaterThan(10);
    expect(changes).toMatchObject([{ set: "sample of the traffic, labelled", inputs: lessons.sample }]);
    const taught = await loadModel(out);
    expect(taught.rule.calibration).toMatchObject({
      contract: { maxError: 0.2, confidence: 0.9 },
      dataset: "sample of the traffic",
      images: lessons.sample,
    });
    expect(taught.training!.data.map(({ name }) => name)).toEqual([model.training!.dataset, "reviews"]);

    // By the same rows as one table, with the columns and the prior that the model has.
    const learned = trafficSample(reviews, reviews[0].model.digest).others.map(
      ({ input, verdicts }): Sorted => [
        JSON.parse(new TextDecoder().decode(input.bytes)) as Fruit,
        verdicts[0].label!,
      ],
    );
    expect(learned).toHaveLength(lessons.learned);
    const all = join(folder, "all.csv");
    await writeFile(
      all,
      `${await readFile(table, "utf8")}\n${csvOf(learned).split("\n").slice(1).join("\n")}`,
    );
    const cells = await readTable(all);
    const { classes } = model;
    const rows = tableRows(cells, model.table!, { target: readTarget(cells, "kind", { classes }) });
    const { prior } = model.training!.options as { prior: { scale: number } };
    const { weights } = softmaxRegression({ ...regressionOf(rows), precision: 1 / prior.scale ** 2 });
    const [drawn] = [taught.posterior.draw(1)];
    const width = rows.columns.length;
    const bias = classes.map((_, k) => weights[k * (width + 1) + width]);
    expect(Array.from(drawn.get("out.bias")!.data)).toEqual(bias.map((b) => expect.closeTo(b, 5) as number));
  });

  test("what another model of the same queue was asked is not learned from", async () => {
    const other = { name: "vegetables", digest: "cd".repeat(32) };
    const ofOther = reviews.map((review) => ({
      ...withInput(review, { length: 3 }),
      ...{ id: newReviewId(), model: other },
    }));
    const alone = await teach(path, reviews, table, ...promise, "--json");
    const mixed = await teach(path, [...ofOther, ...reviews], table, ...promise, "--json");
    expect(mixed.code, mixed.stderr).toBe(0);
    const { lessons, ...told } = JSON.parse(mixed.stdout) as Told;
    expect(lessons).toEqual({ ...(JSON.parse(alone.stdout) as Told).lessons, ofOthers: reviews.length });
    expect(told.changes).toHaveLength(1);
    // Which of them are its own, nothing says where none is of this file.
    const before = reviews.map((review) => ({ ...review, model: { ...review.model, digest: other.digest } }));
    expect((await teach(path, before, table, "--json")).code).toBe(0);
    const { code, stderr } = await teach(path, [...ofOther, ...before], table);
    expect([code, stderr]).toEqual([3, expect.stringContaining("reviews of vegetables, fruit")]);
  });

  test("needs its table, and no other one", async () => {
    const without = await teach(path, reviews);
    expect([without.code, without.stderr]).toEqual([6, expect.stringContaining("--dataset")]);
    const other = join(folder, "other.csv");
    await writeFile(other, csvOf(traffic));
    const { code, stderr } = await teach(path, reviews, "--dataset", other);
    expect([code, stderr]).toEqual([3, expect.stringContaining("one with another checksum")]);
    // A model of an earlier version does not say which it was: then its size tells.
    const [old, data] = [join(folder, "old.nescio"), [{ name: "fruit.csv", sources: [] }]];
    await saveModel(old, { ...model, training: { ...model.training!, data } });
    expect((await teach(old, reviews, other)).stderr).toContain("600 rows, where training had 90");
    expect((await teach(old, reviews, table)).code).toBe(0);
  });

  test("rows with cells of unknown kinds are not learned from, and nothing is promised of them", async () => {
    const odd = reviews.map((review, i) => {
      if (i % 4 > 0) return review;
      const cells = JSON.parse(new TextDecoder().decode(review.input.bytes)) as Fruit;
      return withInput(review, { ...cells, colour: "plaid" });
    });
    const { code, stdout } = await teach(path, odd, table, ...promise, "--json");
    expect(code).toBe(0);
    const { lessons, changes } = JSON.parse(stdout) as Told;
    expect(lessons.unseen).toBeGreaterThan(0);
    expect(changes[0].inputs).toBeLessThan(lessons.sample);
    const all = odd.map((review) => withInput(review, { size: 5, weight: 100, colour: "plaid" }));
    expect((await teach(path, all, table)).stderr).toContain("that all have others");
  });

  test("networks with steps go on, of an array with labels in a file of their own", async () => {
    const [rows, arrays] = [fruit(90), join(folder, "rows.npy")];
    const numbers = rows.flatMap(([{ size, weight }]) => [size, weight / 25]);
    await writeFile(arrays, npy("<f4", [90, 2], numbers));
    const labels = ["--labels", join(folder, "labels.csv")];
    await writeFile(labels[1], ["kind", ...rows.map(([, kind]) => kind)].join("\n"));
    const file = join(folder, "arrays.nescio");
    const how = ["--hidden", "8", "--posterior", "mean-field", "--epochs", "20", "--no-calibrate"];
    await runCli(["train", arrays, ...labels, ...how, "--threads", "1", "--out", file]);
    const others = await reviewsBy(
      file,
      traffic.map(([{ size, weight }]) => ({ c0: size, c1: weight / 25 })),
    );
    const beside = await teach(file, others, arrays, ...labels, "--epochs", "2");
    expect([beside.code, beside.stdout]).toEqual([
      0,
      expect.stringContaining("with the data of its training"),
    ]);
    expect((await loadModel(beside.out)).training).toMatchObject({ continued: { epochs: 20 }, epochs: 2 });
    // Without the table its posterior is the prior.
    const alone = await teach(file, others, "--epochs", "2");
    expect([alone.code, alone.stderr]).toEqual([0, expect.stringContaining("not at hand")]);
    expect(alone.stdout).toContain("reviews, alone");
  });

  test.each<[string, number, string, unknown]>([
    ["other columns", 3, "weight", { size: 4 }],
    ["other types", 3, "number", { size: "big", weight: 1, colour: "red" }],
    ["an array for a table", 3, "an object of the columns", [1, 2, 3]],
    ["other JSON", 3, "other JSON", { size: { of: 1 } }],
  ])("refuses %s, and names the review", async (_, expected, words, input) => {
    const place = reviews.findIndex(({ arrival }) => arrival === "refused");
    const bad = reviews.map((review, i) => (i === place ? withInput(review, input) : review));
    const { code, stderr } = await teach(path, bad, table);
    expect([code, stderr]).toEqual([expected, expect.stringContaining(words)]);
    expect(stderr).toContain(`review ${bad[place].id}`);
  });

  test("refuses what is said of steps, where none are taken", async () => {
    const { code, stderr } = await teach(path, reviews, table, "--epochs", "3");
    expect([code, stderr]).toEqual([2, expect.stringContaining("--epochs")]);
  });

  test("evaluate says so where the rows are those of the training", async () => {
    const { stderr } = await runCli(["evaluate", path, table, "--threads", "1"]);
    expect(stderr).toContain("fruit.csv holds the rows that the model was trained on");
  });
});
