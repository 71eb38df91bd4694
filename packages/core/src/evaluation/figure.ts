import type { Interval } from "./bootstrap.js";

/** How a figure's interval comes about. */
export type IntervalMethod<Images> =
  | {
      readonly method: "bootstrap";
      /** The figure of a resample, where it is not to be computed as the figure itself is. NaN where it has none. */
      readonly resampled?: (images: Images) => number;
      /** For a share, how many images it is of: where it is 0 or 1 the far end is Clopper and Pearson's. */
      readonly shareOf?: (images: Images) => number;
    }
  | { readonly method: "closed-form"; readonly interval: (images: Images) => Interval };

/** What readers of a figure know of it: its name, what it means, and what it can be. */
export interface FigureFacts {
  /** Short, for the head of a row or column: "NLL". */
  readonly name: string;
  /** The head of its column in the table, where that is not the name. */
  readonly heading?: string;
  /** In full, where there is room: "Negative log-likelihood". */
  readonly title: string;
  /** What it says, to follow the number. */
  readonly meaning: string;
  /** Least and greatest value, both possible; the greatest may be Infinity. */
  readonly range: readonly [least: number, greatest: number];
  readonly better: "higher" | "lower";
  /** How it is written: a share as a percentage, an area under a curve such that only 1 is written as 1. */
  readonly scale: "share" | "area" | "number";
  /** What it is made of: the predicted probabilities, whatever the rule, or the rule's decisions. */
  readonly basis: "probabilities" | "decisions";
  /**
   * Where it is shown: `table`, the few figures of a set that `nescio evaluate` prints; `comparison`, models and rules
   * side by side; `details`, the report's list of all that there is to know about a set.
   */
  readonly shown: readonly ("table" | "comparison" | "details")[];
  /** Where an evaluation keeps it, if not in a field with its key: a field of a field. */
  readonly field?: readonly [string, string];
}

/**
 * One figure of an evaluation over images, all there is to say about it. `inDistributionFigures` and
 * `outOfDistributionFigures` are the tables of them.
 *
 * @typeParam Images What it is computed from: `InDistributionImages` or `OutOfDistributionImages`.
 * @typeParam Value null where some images have none.
 */
export interface Figure<Images, Value extends number | null = number | null> extends FigureFacts {
  /** The figure of some images, each with how often it counts. */
  readonly of: (images: Images) => Value;
  /** Not there: it has none. */
  readonly interval?: IntervalMethod<Images>;
}

/** Figures by the key under which an evaluation keeps them. */
export type Figures<Images> = Readonly<Record<string, Figure<Images>>>;

type ValueOf<Each extends Figure<never>> = ReturnType<Each["of"]>;

/** The fields of which some of a table's figures are fields. */
type OuterFields<Table extends Figures<never>> = {
  [Key in keyof Table]: Table[Key] extends { readonly field: readonly [infer Outer extends string, string] }
    ? Outer
    : never;
}[keyof Table];

/** The values of a table's figures, each where an evaluation keeps it. */
export type FigureValues<Table extends Figures<never>> = {
  readonly [Key in keyof Table as Table[Key] extends { readonly field: unknown } ? never : Key]: ValueOf<
    Table[Key]
  >;
} & {
  readonly [Outer in OuterFields<Table>]: {
    readonly [
      Key in keyof Table as Table[Key] extends {
        readonly field: readonly [Outer, infer Inner extends string];
      }
        ? Inner
        : never
    ]: ValueOf<Table[Key]>;
  };
};

/** The 95 % intervals of those of a table's figures that have one; null where the figure is. */
export type FigureIntervals<Table extends Figures<never>> = {
  readonly [Key in keyof Table as Table[Key] extends { readonly interval: unknown } ? Key : never]:
    Interval | Extract<ReturnType<Table[Key]["of"]>, null>;
};

/** Figures of probabilities first, which no rule changes, those of decisions after them, each in the order given. */
export function byBasis<Each>(
  all: readonly Each[],
  figureOf: (each: Each) => Pick<FigureFacts, "basis">,
): Each[] {
  const of = (basis: FigureFacts["basis"]): Each[] => all.filter((each) => figureOf(each).basis === basis);
  return [...of("probabilities"), ...of("decisions")];
}
