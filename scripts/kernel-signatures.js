// What the kernels take, read from their sources: names, order and types of the parameters of all that
// `packages/core/kernels/index.ts` exports, as a TypeScript module. WebAssembly reads an argument that a call lacks as
// 0 without a word; with these types such a call does not compile.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** What the runner of programs passes to every kernel (packages/core/src/engine/program.ts). */
const given = ["scratch", "control"];

const parse = (file) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

/** The exported functions and constants of `folder`'s index, each with the file that declares it. */
function exportsOf(folder) {
  return parse(join(folder, "index.ts"))
    .statements.filter(ts.isExportDeclaration)
    .flatMap(({ moduleSpecifier, exportClause }) => {
      const source = parse(join(folder, `${moduleSpecifier.text}.ts`));
      return exportClause.elements.map(({ name }) => ({ name: name.text, source }));
    });
}

/** Name and type of each parameter; undefined for what is no function. */
function parametersOf({ name, source }) {
  const found = source.statements.find(
    (statement) => ts.isFunctionDeclaration(statement) && statement.name.text === name,
  );
  return found?.parameters.map((parameter) => ({
    name: parameter.name.text.replace(/^_/, ""),
    type: parameter.type.getText(),
  }));
}

/** The module's text. */
export function kernelSignatures(folder) {
  const exported = exportsOf(folder).map((entry) => ({ ...entry, parameters: parametersOf(entry) }));
  const members = exported.map(({ name, parameters }) => {
    if (parameters === undefined) return `  readonly ${name}: WebAssembly.Global;`;
    const list = parameters.map((parameter) => `\n    /** ${parameter.type} */ ${parameter.name}: number,`);
    return `  readonly ${name}: (${list.join("")}\n  ) => void;`;
  });
  const orders = exported
    .filter(({ parameters }) => given.every((name, i) => parameters?.[i + 1]?.name === name))
    .map(({ name, parameters }) => {
      const own = parameters.slice(1 + given.length).map((parameter) => parameter.name);
      return `  ${name}: ${JSON.stringify(own)},`;
    });
  return `// Made by scripts/kernel-signatures.js from packages/core/kernels.

/** The kernels' exports. */
export interface Kernels {
${members.join("\n")}
}

/** Of each kernel that programs run: what it takes after (unit, scratch, control), in its order. */
export const kernelParameters = {
${orders.join("\n")}
} as const;
`;
}
