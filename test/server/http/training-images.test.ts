import Fastify from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { glyphs } from "../../../packages/core/src/data/glyphs.js";
import type { ImageDataset } from "../../../packages/core/src/data/dataset.js";
import { loadModel } from "../../../packages/node/src/index.js";
import { boxedModel } from "../../../packages/cli/src/boxed-model.js";
import type { Problem } from "../../../packages/server/src/http/problem.js";
import { tellProblems } from "../../../packages/server/src/http/problems.js";
import { trainingImageRoutes } from "../../../packages/server/src/http/routes/training-images.js";
import { trainingSetAtHand } from "../../../packages/server/src/http/training-set.js";
import { temporaryFolder } from "../../helpers/folder.js";
import { realData } from "../../helpers/shared-data.js";

const set = glyphs({ kind: "digits", count: 5, seed: 1 });

function appOf(trainingSetOf: (name: string) => Promise<ImageDataset | undefined>) {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  tellProblems(app);
  trainingImageRoutes(app, { trainingSetOf });
  onTestFinished(() => app.close());
  return (place: string, name = "digits") => app.inject(`/v1/models/${name}/training-images/${place}`);
}

test("a training image comes as its pixels", async () => {
  const ask = appOf(() => Promise.resolve(set));
  const { headers, rawPayload } = await ask("3");
  expect(headers["content-type"]).toBe("image/png");
  const { data, info } = await sharp(rawPayload)
    .toColourspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 28, height: 28, channels: 1 });
  expect(new Uint8Array(data)).toEqual(set.pixels.slice(3 * 784, 4 * 784));
});

test("a set is loaded once for all requests, and again after a failure", async () => {
  let asked = 0;
  const ask = appOf(() => {
    asked++;
    return asked === 1 ? Promise.reject(new Error("no room")) : Promise.resolve(set);
  });
  expect((await ask("0")).statusCode).toBe(500);
  const codes = await Promise.all(["0", "1", "2"].map(async (place) => (await ask(place)).statusCode));
  expect([codes, asked]).toEqual([[200, 200, 200], 2]);
});

test("says why there is no image", async () => {
  const ask = appOf((name) => Promise.resolve(name === "digits" ? set : undefined));
  const missing = await ask("0", "other");
  expect([missing.statusCode, missing.json<Problem>().type]).toEqual([
    404,
    "urn:nescio:problem:no-training-set",
  ]);
  const beyond = await ask("5");
  expect([beyond.statusCode, beyond.json<Problem>().detail]).toEqual([
    404,
    "The model was trained on 5 images, numbered from 0.",
  ]);
  for (const place of ["-1", "1.5", "x", "1e300", "9007199254740993"]) {
    expect((await ask(place)).statusCode, place).toBe(400);
  }
  expect((await ask("0", "%00")).statusCode).toBe(400);
});

test.skipIf(realData === undefined)(
  "the boxed model's training set is found here, and not elsewhere",
  async () => {
    const model = await loadModel(boxedModel);
    const images = await trainingSetAtHand(model, realData);
    expect(images?.count).toBeGreaterThan(40_000);
  },
);

test("a path that a model names is not opened", async () => {
  const model = await loadModel(boxedModel);
  const training = { ...model.training!, dataset: await temporaryFolder() };
  expect(await trainingSetAtHand({ ...model, training })).toBeUndefined();
  expect(await trainingSetAtHand({ ...model, training: undefined })).toBeUndefined();
});
