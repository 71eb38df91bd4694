import { basename } from "node:path";
import { NescioError } from "@nescio/core";

/** A file's name without its folder, where no other file has it too. */
export function nameOf(path: string, all: readonly string[]): string {
  const name = basename(path);
  return all.filter((other) => basename(other) === name).length > 1 ? path : name;
}

/** Throws `invalid-option` where a file is named twice. */
export function checkDifferent(option: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: option,
    expected: "every file once",
    found: `"${twice}" twice`,
  });
}
