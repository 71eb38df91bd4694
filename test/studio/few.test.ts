import { answerRead, fitFamiliarity, meanWeights, Random, readPicture, trainPosterior } from "@nescio/core";
import { expect, test } from "vitest";
import { drawingPicture } from "../../packages/studio/page/src/engine/drawing.js";
import { exampleSet } from "../../packages/studio/page/src/engine/examples.js";
import { fewParts } from "../../packages/studio/page/src/engine/few.js";
import { recipeOf } from "../../packages/studio/page/src/engine/recipes.js";
import type { Stroke } from "../../packages/studio/page/src/state/shown.js";

type Point = readonly [x: number, y: number];
type Shape = readonly (readonly Point[])[];

const ring = (turns: number, reach: (share: number) => number): Point[] =>
  Array.from({ length: 25 }, (_, i) => {
    const angle = (2 * Math.PI * turns * i) / 24;
    return [0.5 + reach(i / 24) * Math.cos(angle), 0.5 + reach(i / 24) * Math.sin(angle)];
  });

const learned: Readonly<Record<string, Shape>> = {
  circle: [ring(1, () => 0.5)],
  triangle: [
    [
      [0.5, 0],
      [1, 0.9],
      [0, 0.9],
      [0.5, 0],
    ],
  ],
  cross: [
    [
      [0, 0],
      [1, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ],
};

/** The shape as a hand draws it, in units of the pad: turned, stretched, leaning, larger or smaller, elsewhere. */
function drawn(shape: Shape, random: Random): Stroke[] {
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const [turn, lean, wide, tall] = [
    between(-0.2, 0.2),
    between(-0.15, 0.15),
    between(0.85, 1.1),
    between(0.85, 1.1),
  ];
  const [size, left, top] = [between(110, 200), between(120, 160), between(120, 160)];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return shape.map((points) =>
    points.flatMap(([px, py]) => {
      const y = tall * (py - 0.5);
      const x = wide * (px - 0.5) + lean * y;
      return [left + size * (cos * x - sin * y), top + size * (sin * x + cos * y)].map((value) =>
        Math.round(Math.min(279, Math.max(1, value + 1.5 * random.normal()))),
      );
    }),
  );
}

/** Lines to and fro that are nothing. */
function scribbled(random: Random): Stroke[] {
  const points = Array.from({ length: 10 + random.integer(20) }, () => [random.uniform(), random.uniform()]);
  return [points.flatMap((point) => point.map((value) => Math.round(60 + 160 * value)))];
}

test("of ten examples each, new drawings are answered rightly and scribbles refused", async () => {
  const random = new Random(3);
  const classes = Object.entries(learned).map(([name, shape]) => ({
    name,
    examples: Array.from({ length: 10 }, (_, id) => ({
      kind: "drawing" as const,
      id,
      strokes: drawn(shape, random),
    })),
  }));
  const { set, reading } = await exampleSet(classes, () => {
    throw new Error("there are no pictures");
  });
  const { training, familiarity: aside } = fewParts(set, 5);
  const {
    network,
    posterior: kind,
    members,
    settings,
    preset,
    rule,
    alpha,
    ...recipe
  } = recipeOf("few", training, 5);
  const options = { ...settings, preset, posterior: kind, members };
  const { posterior } = await trainPosterior(network, training, options);
  const familiarity = await fitFamiliarity(network, meanWeights(posterior), training, aside, {
    kind: recipe.familiarity,
  });
  const model = { network, posterior, familiarity, classes: set.classes, rule: { ...rule, alpha }, reading };
  const shape = { height: 28, width: 28, channels: 1 };
  const says = async (strokes: Stroke[]): Promise<string | undefined> => {
    const read = readPicture(drawingPicture(strokes), shape, reading);
    const { refused, labels } = await answerRead(model, read, { samples: 9, threads: 1 });
    return refused ? undefined : labels[0];
  };
  let right = 0;
  for (const [name, each] of Object.entries(learned)) {
    for (let i = 0; i < 20; i++) if ((await says(drawn(each, random))) === name) right++;
  }
  let refused = 0;
  for (let i = 0; i < 60; i++) if ((await says(scribbled(random))) === undefined) refused++;
  expect(right / 60).toBeGreaterThanOrEqual(0.8);
  expect(refused / 60).toBeGreaterThanOrEqual(0.9);
}, 240_000);

test("one class, two of one name, and too few examples are errors that say so", async () => {
  const none = (): never => {
    throw new Error("there are no pictures");
  };
  const examples = Array.from({ length: 4 }, (_, id) => ({
    kind: "drawing" as const,
    id,
    strokes: [[20, 20, 200, 200 - id]],
  }));
  const open = (...classes: { name: string; examples: typeof examples }[]) => exampleSet(classes, none);
  await expect(open({ name: "a", examples })).rejects.toThrow(/two classes at least, got 1/);
  await expect(open({ name: "a", examples }, { name: " a", examples })).rejects.toThrow(/“a” twice/);
  await expect(open({ name: "a", examples }, { name: "b", examples: examples.slice(1) })).rejects.toThrow(
    /at least 4 examples of each class, got 3 of “b”/,
  );
});
