import { NescioError } from "../errors.js";

/**
 * The group of each image by the name of its file: `prefix:S` takes what stands before the first S (all of it where there is
 * none), `pattern:R` the first group of a regular expression, or all that it matches.
 *
 * @throws NescioError `invalid-option` for another text or no regular expression, `invalid-data` where images have no files, a
 * file does not match, or all are of one group.
 */
export function groupImages(
  { name, files }: { readonly name: string; readonly files?: readonly string[] | undefined },
  groupBy: string,
): string[] {
  if (files === undefined) {
    throw wrongSet(name, "images with files of their own, whose names tell their groups", "none");
  }
  const key = keyOf(groupBy);
  const groups = files.map((file) => {
    const group = key(file.slice(file.lastIndexOf("/") + 1));
    if (group !== undefined) return group;
    throw wrongSet(name, `file names that ${groupBy} tells a group of`, file);
  });
  if (new Set(groups).size > 1) return groups;
  throw wrongSet(name, `files of several groups by ${groupBy}`, `one group, "${groups[0]}"`);
}

function keyOf(groupBy: string): (file: string) => string | undefined {
  const at = groupBy.indexOf(":");
  const [kind, text] = [groupBy.slice(0, at), groupBy.slice(at + 1)];
  if (kind === "prefix" && text !== "") return (file) => file.split(text)[0];
  if (kind === "pattern" && text !== "") {
    const pattern = regularExpression(text);
    return (file) => {
      const match = pattern.exec(file);
      return match === null ? undefined : (match.at(1) ?? match[0]);
    };
  }
  throw new NescioError({
    code: "invalid-option",
    subject: "group-by",
    expected: "prefix:TEXT or pattern:REGULAR-EXPRESSION",
    found: JSON.stringify(groupBy),
    next: "For example prefix:_ for files named PERSON_12.png, or pattern:^(page\\d+).",
  });
}

function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    throw new NescioError({
      code: "invalid-option",
      subject: "group-by",
      expected: "a regular expression behind pattern:",
      found: cause instanceof Error ? cause.message : text,
      cause,
    });
  }
}

function wrongSet(name: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-data", subject: `data set "${name}"`, expected, found });
}
