import { InvalidArgumentError } from "commander";
import { augmentation, NescioError, type Augmentation } from "@nescio/core";
import { parseFinite, parseList } from "./options.js";

type Outside = NonNullable<Augmentation["outside"]>;

/**
 * `shift=2,rotation=12,mirror,outside=255/255/255`: the fields of an augmentation, in which those that are not named are 0;
 * or `none`.
 */
export function parseAugmentation(text: string): Augmentation | "none" {
  if (text === "none") return text;
  const entries = parseList(text).map((item): [string, number | boolean | Outside] => {
    if (item === "mirror") return [item, true];
    const at = item.indexOf("=");
    if (at < 1)
      throw new InvalidArgumentError(
        `Expected none, or NAME=NUMBER or mirror, separated by commas, got ${JSON.stringify(text)}.`,
      );
    const [name, value] = [item.slice(0, at), item.slice(at + 1)];
    if (name !== "outside") return [name, parseFinite(value)];
    return [name, value === "edge" ? value : value.split("/").map(parseFinite)];
  });
  try {
    return augmentation(Object.fromEntries(entries));
  } catch (error) {
    if (!(error instanceof NescioError)) throw error;
    throw new InvalidArgumentError(`${error.subject}: expected ${error.expected}, got ${error.found}.`);
  }
}

/** The text that {@link parseAugmentation} reads back. */
export function formatAugmentation(given: Augmentation | "none"): string {
  if (given === "none") return given;
  const { mirror = false, outside, ...numbers } = given;
  const unsaid: Readonly<Record<string, unknown>> = augmentation({});
  const said = Object.entries(numbers).filter(([name, value]) => value !== unsaid[name]);
  const items = [
    ...said.map(([name, value]) => `${name}=${value}`),
    ...(mirror ? ["mirror"] : []),
    ...(outside === undefined ? [] : [`outside=${outside === "edge" ? outside : outside.join("/")}`]),
  ];
  return items.length === 0 ? "shift=0" : items.join(",");
}
