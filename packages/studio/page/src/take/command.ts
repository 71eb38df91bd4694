import { linesOf, type TakenQuestion } from "./program.js";

/** A command that asks the same, for a POSIX shell; before it, where the picture is no file, what makes it one. */
export function commandOf({ input, rule, samples, model, each }: TakenQuestion): string {
  const file = input.kind === "picture" ? input.name : `${input.kind}.png`;
  const options = [
    ...(model.boxed ? [] : ["--model", quoted(model.name)]),
    // An input of the network is no picture to be read.
    ...(input.kind === "image" ? ["--reading", "as-is", "--no-invert"] : []),
    ...(each ? ["--split"] : []),
    ...(rule === undefined ? [] : ["--rule", rule]),
    ...(samples === undefined ? [] : ["--samples", String(samples)]),
  ];
  const command = ["npx nescio predict", quoted(file), ...options].join(" ");
  if (input.kind === "picture") return `${command}\n`;
  return [`base64 --decode > ${file} <<'END'`, ...linesOf(input.png), "END", command, ""].join("\n");
}

/** A file's name as a shell takes it, and as no option. */
export function quoted(name: string): string {
  const path = name.startsWith("-") ? `./${name}` : name;
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
