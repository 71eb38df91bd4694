import type { Cell, Picture } from "@nescio/core";

/** What a model is asked about. */
export type Input =
  /** A decoded picture, which is read as the model reads pictures. */
  | { readonly kind: "picture"; readonly picture: Picture }
  /** Numbers that are taken as they are: an image's pixels from 0 to 255, or a row of a model without named columns. */
  | { readonly kind: "values"; readonly values: readonly number[] }
  /** A row of a table by its columns. */
  | { readonly kind: "row"; readonly cells: Readonly<Record<string, Cell>> };

/** Inputs of one request that are predicted in one batch. */
export interface Part {
  readonly inputs: readonly Input[];
  /** Place of the first in the request. */
  readonly from: number;
}

/**
 * A request's inputs as the parts that batches are made of: each picture by itself, rows together, as they say together whether
 * their columns are in the units of training.
 */
export function partsOf(inputs: readonly Input[]): Part[] {
  if (inputs.every(({ kind }) => kind === "row")) return [{ inputs, from: 0 }];
  return inputs.map((input, from) => ({ inputs: [input], from }));
}

/** Pixels that are worked on for an input: its own, or the numbers that it has. */
export function pixelsOf(input: Input): number {
  switch (input.kind) {
    case "picture":
      return input.picture.width * input.picture.height;
    case "values":
      return input.values.length;
    case "row":
      return Object.keys(input.cells).length;
  }
}
