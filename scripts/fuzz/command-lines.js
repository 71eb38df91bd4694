// Command lines: some options of a command, in any order, with values that make sense and values that do not.
import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { modelFiles } from "./models.js";
import { idxImages, idxLabels, pictures } from "./inputs.js";
import { pick } from "./mutate.js";

/** Stands for the sandbox folder, which has another name each time. */
const here = "@";

/** A start of each command that does something, in little time; what comes behind it counts in its place. */
const starts = {
  demo: ["--dataset", "glyphs", "--preset", "default", "--limit", "60", "--epochs", "1", "--out", "@/demo"],
  train: ["@/s-images-idx3-ubyte", "--epochs", "1", "--out", "@/out.nescio"],
  calibrate: ["@/m.nescio", "--dataset", "@/s-images-idx3-ubyte", "--out", "@/out.nescio"],
  evaluate: ["@/m.nescio", "--dataset", "@/s-images-idx3-ubyte", "--samples", "4"],
  compare: ["@/m.nescio", "@/n.nescio", "--dataset", "@/s-images-idx3-ubyte", "--samples", "4"],
  predict: ["@/folder/a/1.png", "--model", "@/m.nescio"],
  bench: ["--quick"],
};
/** Beside them: an option that many runs need to get anywhere. */
const often = {
  train: [["--preset", "default"], ["--preset", "tutorial"], ["--no-calibrate"]],
  calibrate: [
    ["--max-refusal", "0.5"],
    ["--max-error", "0.5"],
    ["--coverage", "0.5"],
  ],
};

const paths = [
  ...["m.nescio", "n.nescio", "s-images-idx3-ubyte", "folder", "folder/a", "folder/a/1.png", "network.json"],
  ...["missing", "missing/deep/x.html", "pipe", "null", "full", "loop", "m.nescio/x", "folder/", "**/*", "["],
  ...["a,b", "\u001b[2J", "\u202e", "x".repeat(300), `${"deep/".repeat(300)}x`, "new.html", "new.json"],
].map((path) => `${here}/${path}`);
const names = ["glyphs", "noise", "glyphs-letters", "@/folder,noise", "noise,noise", ",", "", "__proto__"];
const numbers = [
  ...[
    "1",
    "2",
    "3",
    "5",
    "10",
    "20",
    "100",
    "0.5",
    "0.01",
    "0.1",
    "0.9",
    "0.999",
    "-1",
    "0",
    "1.5",
    "NaN",
    "Infinity",
    "1e309",
    "-1e309",
  ],
  ...["1e-320", "9007199254740991", "9007199254740993", "4294967295", "4294967296", "1000000", "0x10", " 1"],
  ...["1,2", "8,4", "1e3", "+1", "٣", "1_000", "10000,10000,10000", "1,".repeat(400) + "1"],
];
const texts = {
  rule: [
    ...["quantile:0.5:0.2", "max-probability:0.9+familiarity:0.1", "entropy:0.5", "quantile:NaN:1"],
    ...[
      "entropy:-1",
      ":::",
      "margin:1e309",
      "quantile:0.5:0.2,entropy:0.1",
      "max-probability:0.9+familiarity:0",
    ],
  ],
  reading: ["ink", "ink:0:0", "ink:1e9:1", "ink:4:1", "photo:crop", "photo:x", "as-is", "as-is:x"],
  augment: [
    ...[
      "shift=2,rotation=12",
      "shift=1e308",
      "rotation=NaN",
      "shift=2,shift=2",
      "mirror",
      "outside=edge",
      "none",
    ],
    ...["outside=1/2/300", "elastic=1e9", "scale=-1", "scale=0.99", "=", "shift"],
  ],
  "group-by": ["prefix:_", "prefix:", "pattern:(", "pattern:(a+)+$", "pattern:\\d", "suffix:x", "pattern:"],
};
const hostile = ["", "x".repeat(5000), "\u001b[2J\u0007", "--", "-", "constructor", "../..", "😀", "null"];

/** Where a name without a folder would be written into. */
const outputs = new Set(["out", "report", "show", "json"]);

/** A command line, with `@` for the sandbox. */
export function makeCommandLine(random, { createProgram }) {
  const command = pick(random, createProgram().commands.flatMap(leaves));
  const words = namesOf(command);
  const start = starts[words[0]] ?? [];
  const mended = often[words[0]] !== undefined && random.integer(4) > 0 ? pick(random, often[words[0]]) : [];
  const argv = [...words, ...(random.integer(8) > 0 ? start : []), ...mended];
  // Without a word of it, a set would be fetched.
  if (words[0] === "demo" && !argv.includes("--dataset")) argv.push("--dataset", "glyphs", "--limit", "60");
  if (words[0] === "train" && !argv.includes(start[0])) argv.push("noise", "--limit", "40");
  for (let times = random.integer(5); times > 0; times--) argv.push(...optionOf(random, words[0], command));
  if (random.integer(6) === 0)
    argv.push(pick(random, words[1] === "fetch" ? hostile : [...paths, ...hostile]));
  if (random.integer(30) === 0) argv.push("--unknown");
  return argv;
}

function leaves(command) {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function namesOf(command) {
  return command.parent === null ? [] : [...namesOf(command.parent), command.name()];
}

function optionOf(random, name, command) {
  const option = pick(random, command.options);
  const bare = option.name();
  if (option.isBoolean() || (option.optional && random.integer(2) === 0)) return [option.long];
  return [option.long, pick(random, valuesOf(random, name, bare, option))];
}

function valuesOf(random, command, bare, { argChoices, flags }) {
  if (outputs.has(bare)) return [...paths, ""];
  // One in eight is anything at all; MNIST would be fetched.
  if (command === "demo" && bare === "dataset") return ["glyphs", ...hostile];
  if (random.integer(8) === 0) return [...hostile, ...numbers];
  if (argChoices !== undefined) return argChoices;
  if (texts[bare] !== undefined) return texts[bare];
  if (/<(file|dir)>/.test(flags)) return paths;
  return /<(name\|path|list)>/.test(flags) ? [...paths, ...names] : numbers;
}

/** A folder with what the command lines name: models, images, a pipe that nobody reads, devices, a link to itself. */
export async function makeSandbox(folder) {
  const models = await modelFiles();
  const [first] = await pictures();
  const network = {
    input: [6, 6, 1],
    layers: [{ type: "flatten" }, { type: "dense", name: "d", outputs: 2 }],
  };
  const files = {
    "m.nescio": models.at(-2),
    "n.nescio": models[0],
    "s-images-idx3-ubyte": idxImages,
    "s-labels-idx1-ubyte": idxLabels,
    "folder/a/1.png": first,
    "folder/b/2.png": first,
    "network.json": JSON.stringify(network),
  };
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  await symlink("loop", join(folder, "loop"));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  await device(join(folder, "null"), 3);
  await device(join(folder, "full"), 7);
}

/** A memory device of its own: one of the system's could be lost. Where that is not allowed, nothing. */
async function device(path, minor) {
  try {
    execFileSync("mknod", [path, "c", "1", String(minor)], { stdio: "ignore" });
  } catch {
    await writeFile(path, "");
  }
}

/** The command line with the sandbox's folder in the place of `@`. */
export const placed = (argv, folder) => argv.map((word) => word.replaceAll(`${here}/`, `${folder}/`));
