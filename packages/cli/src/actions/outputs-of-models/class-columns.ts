import { NescioError } from "@nescio/core";

/** Which columns of a table hold what a model said of each class, and what the classes are called. */
export interface ClassColumns {
  readonly columns: readonly string[];
  readonly classes: readonly string[];
}

/**
 * The columns that are named, or all but those that are for something else; the classes have the columns' names, without what all
 * of them begin with (`p_cat`, `p_dog`) where that ends in `_`, `.`, `:` or a space.
 *
 * @param file For errors.
 * @throws NescioError `invalid-data` where fewer than two are left, or one that is named is not there.
 */
export function classColumns(
  columns: readonly string[],
  {
    named,
    others,
    classes,
  }: {
    readonly named?: readonly string[] | undefined;
    readonly others: readonly string[];
    readonly classes?: readonly string[] | undefined;
  },
  file: string,
): ClassColumns {
  for (const name of [...(named ?? []), ...others]) {
    if (columns.includes(name)) continue;
    throw new NescioError({
      code: "invalid-data",
      subject: file,
      expected: `a column ${JSON.stringify(name)}`,
      found: listColumns(columns),
    });
  }
  const chosen = named ?? columns.filter((column) => !others.includes(column));
  if (chosen.length < 2) {
    throw new NescioError({
      code: "invalid-data",
      subject: file,
      expected: "a column of numbers for each of two classes or more",
      found: chosen.length === 0 ? "none" : `${JSON.stringify(chosen[0])} alone`,
      next: "For two classes give both probabilities.",
    });
  }
  if (classes !== undefined && classes.length !== chosen.length) {
    throw new NescioError({
      code: "invalid-option",
      subject: "--classes",
      expected: `${chosen.length} names, one for each column of ${file}`,
      found: `${classes.length}`,
    });
  }
  return { columns: chosen, classes: classes ?? withoutPrefix(chosen) };
}

function withoutPrefix(names: readonly string[]): readonly string[] {
  let length = 0;
  const [first] = names;
  while (length < first.length && names.every((name) => name[length] === first[length])) length++;
  const ends = /^.*[_.:\s]/s.exec(first.slice(0, length))?.[0].length ?? 0;
  const short = names.map((name) => name.slice(ends));
  return short.includes("") ? names : short;
}

/** The columns that a table has, the first of them by name, to follow "got". */
export function listColumns(columns: readonly string[]): string {
  const shown = columns.slice(0, 12).map((column) => JSON.stringify(column));
  return `the columns ${shown.join(", ")}${columns.length > shown.length ? ", …" : ""}`;
}
