import { NescioError } from "@nescio/core";

/** Which columns of a table hold what a model said of each class, and what the classes are called. */
export interface ClassColumns {
  /** A column for each class, or of several members for each member's, one member's behind the other's. */
  readonly columns: readonly string[];
  readonly classes: readonly string[];
  /** How many members say something of each row. */
  readonly samples: number;
}

/** A column, and its place among all of a table's. */
export interface NamedColumn {
  readonly name: string;
  readonly place: number;
}

/** What is said of a table's columns. */
export interface ColumnOptions {
  /** Columns of classes. Default: all that are for nothing else. */
  readonly named?: readonly string[] | undefined;
  /** Columns that are for something else. */
  readonly others: readonly string[];
  readonly classes?: readonly string[] | undefined;
  /** What the columns of each member of an ensemble begin with. Default: there is one model. */
  readonly members?: readonly string[] | undefined;
}

/**
 * The columns that are named, or all but those that are for something else; the classes have the columns' names, without what all
 * of them begin with (`p_cat`, `p_dog`) where that ends in `_`, `.`, `:` or a space.
 *
 * @param file For errors.
 * @throws NescioError `invalid-data` where fewer than two are left, one that is named is not there, or members have not the same
 * classes.
 */
export function classColumns(
  columns: readonly string[],
  { named, others, classes, members }: ColumnOptions,
  file: string,
): ClassColumns {
  for (const name of [...(named ?? []), ...others]) {
    if (columns.includes(name)) continue;
    throw wrong(file, `a column ${JSON.stringify(name)}`, listColumns(columns));
  }
  const twice = named?.find((name, i) => named.indexOf(name) < i);
  if (twice !== undefined) throw wrong("--columns", "each column once", `${JSON.stringify(twice)} twice`);
  const chosen = named ?? columns.filter((column) => !others.includes(column));
  const found = members === undefined ? { columns: chosen, of: chosen } : ofMembers(chosen, members, file);
  const { length } = found.of;
  if (length < 2) {
    const alone = length === 0 ? "none" : `${JSON.stringify(found.of[0])} alone`;
    throw wrong(
      file,
      "a column of numbers for each of two classes or more",
      alone,
      "For two classes give both probabilities.",
    );
  }
  if (classes !== undefined && classes.length !== length) {
    throw new NescioError({
      code: "invalid-option",
      subject: "--classes",
      expected: `${length} names, one for each class of ${file}`,
      found: `${classes.length}`,
    });
  }
  return {
    columns: found.columns,
    classes: classes ?? withoutPrefix(found.of),
    samples: members?.length ?? 1,
  };
}

/** The columns by members, and what they are of: their names without what the member's begin with. */
function ofMembers(
  columns: readonly string[],
  members: readonly string[],
  file: string,
): { readonly columns: readonly string[]; readonly of: readonly string[] } {
  const twice = members.find((name, i) => members.indexOf(name) < i);
  if (twice !== undefined) throw wrong("--members", "each member once", `${twice} twice`);
  // Of m1 and m10 the longer one.
  const memberOf = (column: string): string | undefined =>
    members.filter((each) => column.startsWith(each)).toSorted((a, b) => b.length - a.length)[0];
  const stray = columns.find((column) => memberOf(column) === undefined);
  if (stray !== undefined) {
    const next = "Columns that are of no class are named with --drop.";
    throw wrong(file, `columns that begin with ${members.join(" or ")}`, JSON.stringify(stray), next);
  }
  const byMember = members.map((member) => columns.filter((column) => memberOf(column) === member));
  const ofEach = byMember.map((own, m) => own.map((column) => column.slice(members[m].length)));
  const [first] = ofEach;
  const places = ofEach.map((own) => first.map((name) => own.indexOf(name)));
  const other = ofEach.findIndex((own, m) => own.length !== first.length || places[m].includes(-1));
  if (other >= 0) {
    const those = first.map((name) => JSON.stringify(members[other] + name)).slice(0, 12);
    throw wrong(
      file,
      `the columns ${those.join(", ")}, as ${members[0]} has them`,
      listColumns(byMember[other]),
    );
  }
  return { columns: byMember.flatMap((own, m) => places[m].map((place) => own[place])), of: first };
}

function wrong(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-data", subject, expected, found, next });
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
