import {
  createDataset,
  NescioError,
  readPicture,
  type ImageDataset,
  type Picture,
  type Reading,
} from "@nescio/core";
import type { Stroke } from "../state/shown.js";
import { drawingPicture } from "./drawing.js";

/** An example that somebody gave of a class of their own. */
export type Example =
  | { readonly kind: "drawing"; readonly id: number; readonly strokes: readonly Stroke[] }
  | {
      readonly kind: "picture";
      readonly id: number;
      /** By which the training worker has it. */
      readonly picture: number;
    };

/** A class with its examples. */
export interface ExampleClass {
  readonly name: string;
  readonly examples: readonly Example[];
}

/** Examples of a class that are needed at least: one of three is kept aside. */
const leastExamples = 4;

/** Examples as images: all drawings as ink, set as digits of MNIST are; or, with a picture among them, all as photographs. */
export interface ExampleSet {
  readonly set: ImageDataset;
  readonly reading: Reading;
}

/**
 * A data set from examples.
 *
 * @param pictureOf A picture by its number.
 * @throws NescioError of a picture; `invalid-data` for fewer than two classes, classes of one name or of none, or too few examples.
 */
export async function exampleSet(
  classes: readonly ExampleClass[],
  pictureOf: (number: number) => Promise<Picture>,
): Promise<ExampleSet> {
  checkExamples(classes);
  const all = classes.flatMap(({ examples }, label) => examples.map((example) => ({ example, label })));
  const drawn = all.every(({ example }) => example.kind === "drawing");
  const shape = drawn ? { height: 28, width: 28, channels: 1 } : { height: 32, width: 32, channels: 3 };
  const reading: Reading = drawn ? { kind: "ink" } : { kind: "photo", fit: "crop" };
  const size = shape.height * shape.width * shape.channels;
  const pixels = new Uint8Array(all.length * size);
  for (const [i, { example }] of all.entries()) {
    const picture =
      example.kind === "drawing" ? drawingPicture(example.strokes) : await pictureOf(example.picture);
    pixels.set(readPicture(picture, shape, reading).pixels, i * size);
  }
  const set = createDataset({
    name: "own classes",
    count: all.length,
    ...shape,
    pixels,
    labels: Uint8Array.from(all, ({ label }) => label),
    classes: classes.map(({ name }) => name.trim()),
  });
  return { set, reading };
}

function checkExamples(classes: readonly ExampleClass[]): void {
  const wrong = (expected: string, found: string, next: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: "own classes", expected, found, next });
  if (classes.length < 2) {
    throw wrong("two classes at least", String(classes.length), "Add another class to tell this one from.");
  }
  checkNames(classes.map(({ name }) => name));
  const few = classes.find(({ examples }) => examples.length < leastExamples);
  if (few === undefined) return;
  throw wrong(
    `at least ${leastExamples} examples of each class`,
    `${few.examples.length} of “${few.name}”`,
    "Ten or so of each are better.",
  );
}

/** @throws NescioError `invalid-option` for names that are empty or not all different. */
export function checkNames(names: readonly string[]): void {
  const trimmed = names.map((name) => name.trim());
  const wrong = (found: string): NescioError =>
    new NescioError({
      code: "invalid-option",
      subject: "names of the classes",
      expected: "a name of its own for each class",
      found,
    });
  if (trimmed.includes("")) throw wrong("a class without one");
  const twice = trimmed.find((name, i) => trimmed.indexOf(name) < i);
  if (twice !== undefined) throw wrong(`“${twice}” twice`);
}
