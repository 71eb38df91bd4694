import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answer, loadModel } from "@nescio/node";
import { batchEncoder } from "@nescio/node/internal";
import type { Cell, Model, PictureAnswer } from "@nescio/core";
import type { RunningService } from "../../../packages/server/src/start-service.js";
import { temporaryFolder } from "../../helpers/folder.js";
import { animalCsv, animalRows, trainAnimals } from "../../helpers/row-models.js";
import {
  boxedModel,
  formOf,
  pictureFile,
  pixelsOfDigit,
  postJson,
  saveSmallModel,
  serviceOf,
} from "../../helpers/service.js";
import { writeFile } from "node:fs/promises";

interface Told {
  readonly model: { readonly name: string; readonly digest: string };
  readonly predictions: readonly {
    readonly decision: string;
    readonly refused: boolean;
    readonly labels: readonly string[];
    readonly reason: string;
    readonly probabilities: Readonly<Record<string, number>>;
    readonly familiarity: number | null;
    readonly set: readonly string[] | null;
    readonly review: string | null;
  }[];
}

async function told(response: Response): Promise<Told> {
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return JSON.parse(text) as Told;
}

/** What the library says, as the service tells it. */
function expected(
  { classes }: Model,
  { refused, labels, explanation, probabilities, decision, set }: Omit<PictureAnswer, "hints" | "box">,
) {
  return {
    ...{ refused, labels, reason: explanation, decision: decision.kind, set: set ?? null },
    probabilities: Object.fromEntries(classes.map((name, c) => [name, probabilities[c]])),
  };
}

const path = "v1/models/mnist/predict";

const post = ({ address }: RunningService, body: BodyInit, type?: string, query = ""): Promise<Response> =>
  fetch(new URL(path + query, address), {
    ...{ method: "POST", body },
    headers: type === undefined ? {} : { "Content-Type": type },
  });

describe("what is answered", () => {
  test("is what the library says of the file, however it is sent", async () => {
    const service = await serviceOf();
    const model = await loadModel(boxedModel);
    for (const format of ["png", "jpeg", "webp", "gif", "tiff"] as const) {
      const bytes = await pictureFile(3, format);
      const own = expected(model, await answer(model, bytes));
      const image = bytes.toString("base64");
      const ways = [
        post(service, formOf(bytes)),
        post(service, new Uint8Array(bytes), `image/${format}`),
        post(service, new Uint8Array(bytes), "image/any"),
        postJson(service, path, { inputs: [{ image }] }),
      ];
      for (const way of ways) {
        const { predictions, model: served } = await told(await way);
        expect(predictions).toHaveLength(1);
        expect(predictions[0]).toMatchObject(own);
        expect(predictions[0].review).toBeNull();
        const digest = createHash("sha256")
          .update(await readFile(boxedModel))
          .digest("hex");
        expect(served).toEqual({ name: "mnist", digest });
      }
    }
    await model.familiarity!.close();
  });

  test("numbers are taken as they are, flat or in rows of pixels", async () => {
    const service = await serviceOf();
    const model = await loadModel(boxedModel);
    const pixels = Array.from(pixelsOfDigit(5));
    const rows = Array.from({ length: 28 }, (_, y) => pixels.slice(28 * y, 28 * (y + 1)));
    const inputs = [pixels, rows, rows.map((row) => row.map((value) => [value]))];
    const { predictions } = await told(await postJson(service, path, { inputs }));
    const own = expected(model, await answer(model, pixels));
    expect(predictions).toHaveLength(3);
    for (const prediction of predictions) expect(prediction).toMatchObject(own);
    await model.familiarity!.close();
  });

  // The boxed model's networks are the same for every input; those of dense mean-field layers are drawn by place.
  test.each(["boxed", "mean-field", "dropout", "ensemble"] as const)(
    "does not depend on what it comes with (%s)",
    async (kind) => {
      const file = kind === "boxed" ? boxedModel : join(await temporaryFolder(), "small.nescio");
      if (kind !== "boxed") await saveSmallModel(file, kind);
      const model = await loadModel(file);
      const service = await serviceOf({ models: [{ name: "mnist", file }] });
      const files = await Promise.all(Array.from({ length: 12 }, (_, i) => pictureFile(i)));
      const own: object[] = [];
      for (const bytes of files) own.push(expected(model, await answer(model, bytes)));
      const together = await told(await post(service, formOf(...files)));
      expect(together.predictions).toMatchObject(own);
      // Requests that wait at the same time are predicted together.
      const apart = await Promise.all(
        files.map(async (_, i) => {
          const some = [files[i], files[(i + 5) % 12]];
          return told(await post(service, formOf(...some)));
        }),
      );
      apart.forEach(({ predictions }, i) => {
        expect(predictions).toMatchObject([own[i], own[(i + 5) % 12]]);
        expect(predictions[0]).toEqual(together.predictions[i]);
      });
      const metrics = await (await fetch(new URL("metrics", service.address))).text();
      const [, sum, count] = /batch_inputs_sum (\d+)\s+nescio_batch_inputs_count (\d+)/.exec(metrics)!;
      expect(Number(sum)).toBe(36);
      expect(Number(count)).toBeLessThan(14);
      await model.familiarity?.close();
    },
  );

  test.each(["mean-field", "ensemble"] as const)(
    "rows, also with missing and unseen cells (%s)",
    async (posterior) => {
      const folder = await temporaryFolder();
      const csv = join(folder, "animals.csv");
      await writeFile(csv, animalCsv(animalRows(150, 1)));
      const file = join(folder, "animals.nescio");
      await trainAnimals(csv, file, { posterior });
      const model = await loadModel(file);
      const service = await serviceOf({ models: [{ name: "animals", file }] });
      const rows: Readonly<Record<string, Cell>>[] = [
        { weight: 4, length: 50, coat: "short" },
        { weight: 20.5, length: "90", coat: "long" },
        { weight: 1, length: 30, coat: null },
        { weight: null, length: 33, coat: "feathers" },
        { weight: 21, length: 88, coat: "" },
      ];
      const alone = await Promise.all(
        rows.map(async (row) => {
          const encode = batchEncoder(model, { name: "inputs", columns: Object.keys(row) });
          const [own] = await answer(model, encode([{ number: 1, cells: Object.values(row) }]));
          return expected(model, own);
        }),
      );
      const predict = "v1/models/animals/predict";
      const each = await Promise.all(
        rows.map(async (row) => told(await postJson(service, predict, { inputs: [{ row }] }))),
      );
      expect(each.map(({ predictions: [one] }) => one)).toMatchObject(alone);
      const together = await told(await postJson(service, predict, { inputs: rows.map((row) => ({ row })) }));
      expect(together.predictions).toMatchObject(alone);
      // Each has the columns itself, or is told.
      const wrong = [{ wing: 1 }, { weight: "heavy", length: 1, coat: "short" }];
      for (const row of wrong) {
        const inputs = [{ row: rows[0] }, { row }];
        const refused = await postJson(service, predict, { inputs });
        const problem = (await refused.json()) as Record<string, unknown>;
        expect(refused.status).toBe(422);
        expect(problem.subject).toMatch(/^inputs(?:\[1\]$|, row 2)/);
      }
    },
  );

  test("one bad input of several refuses them all, and is named", async () => {
    const service = await serviceOf();
    const good = await pictureFile(1);
    const cases: [Promise<Response>, number, string][] = [
      [post(service, formOf(good, Buffer.from("no picture"), good)), 422, "inputs[1]"],
      [post(service, formOf(good, good, good.subarray(0, 200))), 422, "inputs[2]"],
      [postJson(service, path, { inputs: [Array.from(pixelsOfDigit(1)), [1, 2, 3]] }), 422, "inputs[1]"],
      [
        postJson(service, path, { inputs: [Array.from(pixelsOfDigit(1)), { row: { a: 1 } }] }),
        422,
        "inputs[1]",
      ],
    ];
    for (const [asked, status, subject] of cases) {
      const response = await asked;
      expect(response.status).toBe(status);
      expect(response.headers.get("Content-Type")).toMatch(/^application\/problem\+json/);
      const problem = (await response.json()) as Record<string, unknown>;
      expect(problem).toMatchObject({ status, subject });
      expect(String(problem.detail)).toContain(`${subject}: expected`);
    }
  });
});
