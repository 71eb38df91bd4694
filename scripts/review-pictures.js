// The pictures of the studio's review in the documentation: a queue of what the model in the box refuses of drawn digits and letters.
//   node scripts/review-pictures.js        writes docs/review-*.png; CHROMIUM_PATH names another Chromium
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import sharp from "sharp";
import sirv from "sirv";
import { answer, glyphs } from "@nescio/core";
import { loadModel } from "@nescio/node";
import { newReviewId, openReviewStore } from "@nescio/server";
import { tellProblems } from "../packages/server/dist/http/problems.js";
import { reviewRoutes } from "../packages/server/dist/http/routes/reviews.js";
import { trainingImageRoutes } from "../packages/server/dist/http/routes/training-images.js";
import { trainingSetAtHand } from "../packages/server/dist/http/training-set.js";
import { launchChromium } from "./studio-figures/chromium.js";

const boxed = "packages/cli/models/mnist.nescio";
const model = await loadModel(boxed);
const digest = "0".repeat(64);

/** What the model refuses of a set: letters it has never seen, and of digits those that it cannot tell. */
async function refusalsOf(set) {
  const answers = await answer(model, set);
  const { nearest } = await model.familiarity.score(set);
  const refused = [...answers.entries()].filter(([, given]) => given.refused);
  return Promise.all(
    refused.map(async ([i, given]) => {
      const pixels = set.pixels.slice(784 * i, 784 * (i + 1));
      const raw = { width: 28, height: 28, channels: 1 };
      const bytes = new Uint8Array(await sharp(pixels, { raw }).png().toBuffer());
      const places = nearest?.indices.slice(i * nearest.each, (i + 1) * nearest.each) ?? [];
      return {
        ...{ id: newReviewId(), model: { name: "mnist", digest: "0".repeat(64) }, features: null },
        ...{ arrival: given.reason === "ambiguous" ? "ambiguous" : "refused", auditRate: null },
        input: { bytes, mediaType: "image/png", shape: [28, 28, 1] },
        decision: {
          ...{ decision: given.reason, refused: true, labels: [...given.labels], reason: given.explanation },
          probabilities: Object.fromEntries(model.classes.map((name, c) => [name, given.probabilities[c]])),
          ...{ familiarity: given.pValue ?? null, nearest: [...places], hints: [] },
        },
        ...{ mutualInformation: 0, familiarity: given.pValue ?? null, score: 1, labelsWanted: 2 },
        drawnAs: set.classes[set.labels[i]],
      };
    }),
  );
}

const folder = await mkdtemp(join(tmpdir(), "nescio-review-"));
const store = await openReviewStore(folder);
const digits = await refusalsOf(glyphs({ kind: "digits", count: 400, seed: 11 }));
for (const { drawnAs: _, ...review } of digits) await store.put([review]);
// Two have labelled all but the last; one of them is mistaken in some.
for (const [i, { id, drawnAs }] of digits.slice(0, -3).entries()) {
  await store.label(id, "Ann", drawnAs);
  await store.label(id, "Bea", i % 6 === 0 ? String((Number(drawnAs) + 3) % 10) : drawnAs);
}

const app = Fastify();
app.setValidatorCompiler(validatorCompiler);
app.setSerializerCompiler(serializerCompiler);
tellProblems(app);
reviewRoutes(app, { store });
const training = trainingSetAtHand(model);
trainingImageRoutes(app, { trainingSetOf: () => training });
await app.ready();
const files = sirv("packages/studio/dist/page", { dev: true });
const server = createServer((request, response) => {
  const { url } = request;
  if (url.startsWith("/v1/")) app.routing(request, response);
  else if (url === "/studio.json") response.end('{"model":"mnist.nescio","boxed":true,"service":true}');
  else if (url === "/mnist.nescio") readFile(boxed).then((bytes) => response.end(bytes));
  else files(request, response, () => response.writeHead(404).end());
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await launchChromium();

/** Opens the review, lets `show` bring it to where it is to be seen, and takes its picture. */
async function take(name, { colorScheme = "light", height = 860 }, show) {
  const context = await browser.newContext({ viewport: { width: 1120, height }, colorScheme });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/#view=review`);
  await page.getByLabel("Your name").fill("Cleo");
  await page.getByLabel("Your name").press("Enter");
  await show(page);
  await page.mouse.move(5, 5);
  await page.waitForTimeout(800);
  await page.screenshot({ path: `docs/review-${name}.png` });
  await context.close();
}

try {
  await take("queue", {}, async (page) => {
    await page.getByRole("img", { name: "The input to decide" }).waitFor();
    await page.waitForTimeout(4000);
  });
  await take("agreement", { colorScheme: "dark" }, async (page) => {
    await page.getByRole("button", { name: "Agreement and suspects" }).click();
    await page.getByText("Labels that may be wrong").waitFor();
  });
} finally {
  await browser.close();
  server.close();
  server.closeAllConnections();
  await app.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
}
