import { NescioError, type Cell } from "@nescio/core";

/** The class that a cell names; `place` says where it is, for errors. */
export type LabelReader = (cell: Cell, place: () => string) => number;

/**
 * Reads labels by the classes' names; what is none of them by its number, from 0.
 * @returns It throws NescioError `invalid-data` where a cell is neither.
 */
export function labelReader(classes: readonly string[]): LabelReader {
  const places = new Map(classes.map((name, place) => [name, place]));
  return (cell, place) => {
    const text = cell === null ? "" : String(cell).trim();
    const named = places.get(text);
    if (named !== undefined) return named;
    const number = text === "" ? NaN : Number(text);
    if (Number.isInteger(number) && number >= 0 && number < classes.length) return number;
    const shown = classes.slice(0, 8).map((name) => JSON.stringify(name));
    throw new NescioError({
      code: "invalid-data",
      subject: place(),
      expected: `one of the classes ${shown.join(", ")}${classes.length > 8 ? ", …" : ""}, or its number from 0`,
      found: text === "" ? "nothing" : JSON.stringify(text.slice(0, 60)),
      next: "Classes are called as their columns are; --classes gives them other names.",
    });
  };
}
