import type { Taken, TakenInput } from "../engine/taken.js";

/** What a program asks, of which model. */
export interface TakenQuestion extends Taken {
  readonly model: {
    /** Its file's name. */
    readonly name: string;
    /** Whether it comes with nescio. */
    readonly boxed: boolean;
  };
  /** Whether each character is answered for. */
  readonly each: boolean;
}

/** A program for Node that asks the same, as TypeScript that is JavaScript, too. */
export function programOf(question: TakenQuestion): string {
  const { input, rule, samples, model, each } = question;
  const ask = each ? "answerEach" : "answer";
  const options = [
    ...(rule === undefined ? [] : [`rule: parseRule(${JSON.stringify(rule)})`]),
    ...(samples === undefined ? [] : [`samples: ${samples}`]),
  ];
  const call = `await ${ask}(model, picture${options.length === 0 ? "" : `, { ${options.join(", ")} }`})`;
  const said = "{ refused, labels, explanation }";
  const print = [
    'console.log(refused ? "I don\'t know" : labels.join(" or "));',
    "console.log(explanation);",
  ];
  return [
    "// What the Nescio studio showed. In a folder with nescio in it (npm install nescio): node ask.mjs",
    ...(model.boxed ? ['import { fileURLToPath } from "node:url";'] : []),
    ...(rule === undefined ? [] : ['import { parseRule } from "nescio";']),
    `import { ${ask}, loadModel } from "nescio/node";`,
    "",
    ...modelLines(model),
    "",
    ...inputLines(input),
    "",
    ...(each
      ? [`for (const ${said} of ${call}) {`, ...print.map((line) => `  ${line}`), "}"]
      : [`const ${said} = ${call};`, ...print]),
    "",
    "await model.familiarity?.close();",
    "",
  ].join("\n");
}

function modelLines({ name, boxed }: TakenQuestion["model"]): string[] {
  if (boxed) {
    const file = 'import.meta.resolve("nescio/models/mnist.nescio")';
    return [`const model = await loadModel(fileURLToPath(${file}));`];
  }
  return [
    "// The model's file, which has to lie beside this program.",
    `const model = await loadModel(${JSON.stringify(name)});`,
  ];
}

function inputLines(input: TakenInput): string[] {
  switch (input.kind) {
    case "drawing":
      return ["// The drawing, as a PNG.", ...bytesLines("picture", input.png)];
    case "image":
      return [
        "// The network's input as it is, row by row, a byte for each value.",
        ...bytesLines("bytes", input.values),
        "const picture = Uint8ClampedArray.from(bytes);",
      ];
    case "picture":
      return ["// It has to lie beside this program.", `const picture = ${JSON.stringify(input.name)};`];
  }
}

function bytesLines(name: string, base64: string): string[] {
  const lines = linesOf(base64).map((line) => `    ${line}`);
  return [`const ${name} = Buffer.from(`, "  `", ...lines, "  `,", '  "base64",', ");"];
}

/** A long text in lines. */
export function linesOf(base64: string): string[] {
  return base64.match(/.{1,76}/g) ?? [];
}
