import * as z from "zod";
import { NescioError } from "../errors.js";
import { checked } from "../validation.js";
import { asIs } from "./as-is.js";
import { checkInputShape } from "./channels.js";
import { ink } from "./ink.js";
import type { InputShape, Read, ReadingKind, ReadOptions } from "./kind.js";
import { photo } from "./photo.js";
import { checkPicture, type Picture } from "./picture.js";

/** The kinds of readings, in the order of the help. All else that depends on the kind reads this table. */
export const readingKinds = [asIs, ink, photo] as const;

type ReadingOf<K> = K extends ReadingKind<infer R> ? R : never;

/** How a picture becomes an input of a network: a plain record that JSON can hold. */
export type Reading = ReadingOf<(typeof readingKinds)[number]>;

/** How pictures are read where neither the model nor anybody says. */
export const defaultReading: Reading = { kind: "photo", fit: "letterbox" };

/** A reading of any kind in the table. */
export const readingSchema: z.ZodType<Reading> = z.union([asIs.schema, ink.schema, photo.schema]);

/** How pictures are read for a model, or how somebody says that they should be. */
export interface PictureReading extends ReadOptions {
  /** Not there: whole, scaled to fit inside the input, on black. */
  readonly reading?: Reading | undefined;
}

/** What is said, and of what is not, how the model has it: pictures read otherwise than in training are others. */
export function readingFor(
  { reading, invert, background }: PictureReading,
  given: PictureReading = {},
): PictureReading {
  return {
    reading: given.reading ?? reading,
    invert: given.invert ?? invert,
    background: given.background ?? background,
  };
}

/** The texts that `parseReading` takes. */
export const readingForms: readonly string[] = readingKinds.flatMap(({ forms }) => forms);

/** The entry of a reading. */
function kindOf({ kind }: Reading): ReadingKind<Reading> {
  // The table's entry of a kind is typed by the readings of that kind.
  return readingKinds.find((entry) => entry.kind === kind) as unknown as ReadingKind<Reading>;
}

/** Validates a reading from anywhere, defaults filled in. Throws `invalid-option`. */
export function checkReading(value: unknown): Reading {
  return checked(readingSchema, value, (path) => (path === "" ? "reading" : `reading, ${path}`));
}

/** A reading from its text, as on the command line: `as-is`, `ink`, `photo:crop`, … Throws `invalid-option`. */
export function parseReading(text: string): Reading {
  const [name, ...parts] = text.split(":");
  const entry = readingKinds.find(({ kind }) => kind === name);
  const parsed = entry?.schema.safeParse(entry.parse(parts));
  if (parsed?.success === true) return parsed.data;
  const expected = `one of ${readingForms.join(", ")}`;
  throw new NescioError({
    code: "invalid-option",
    subject: "reading",
    expected,
    found: JSON.stringify(text),
  });
}

/** The text of a reading, which `parseReading` reads back. */
export function formatReading(reading: Reading): string {
  return kindOf(reading).format(reading);
}

/**
 * A picture as an input of a network.
 *
 * @param reading Default: the whole picture, scaled to fit inside, on black.
 * @throws NescioError `invalid-data` for a picture that is none, or for `as-is` of another size; `invalid-option`.
 */
export function readPicture(
  picture: Picture,
  shape: InputShape,
  reading: Reading = defaultReading,
  options: ReadOptions = {},
): Read {
  checkInputShape(shape);
  checkPicture(picture);
  return kindOf(reading).read(picture, reading, shape, options);
}

/**
 * Each character of a picture as an input, from left to right and line by line; where there is none, or the reading
 * knows of no characters, the picture as one.
 *
 * @throws NescioError as `readPicture`.
 */
export function readCharacters(
  picture: Picture,
  shape: InputShape,
  reading: Reading = defaultReading,
  options: ReadOptions = {},
): Read[] {
  const entry = kindOf(reading);
  if (entry.readEach === undefined) return [readPicture(picture, shape, reading, options)];
  checkInputShape(shape);
  checkPicture(picture);
  return entry.readEach(picture, reading, shape, options);
}
