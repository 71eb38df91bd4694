// What kernels take, read from their sources: names, order and types of the parameters of all that a folder's `index.ts`
// exports, in TypeScript. WebAssembly reads an argument that a call lacks as 0 without a word; with these types such a call
// does not compile.
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

/** Name and type of each parameter, and whether there is a result; undefined for what is no function. */
function signatureOf({ name, source }) {
  const found = source.statements.find(
    (statement) => ts.isFunctionDeclaration(statement) && statement.name.text === name,
  );
  return (
    found && {
      parameters: found.parameters.map((parameter) => ({
        name: parameter.name.text.replace(/^_/, ""),
        type: parameter.type.getText(),
      })),
      result: found.type.getText() === "void" ? "void" : "number",
    }
  );
}

const signaturesOf = (folder) =>
  exportsOf(folder).map((entry) => ({ name: entry.name, ...signatureOf(entry) }));

/** The interface of a folder's exports. */
export function kernelInterface(folder, interfaceName) {
  const members = signaturesOf(folder).map(({ name, parameters, result }) => {
    if (parameters === undefined) return `  readonly ${name}: WebAssembly.Global;`;
    const list = parameters.map((parameter) => `\n    /** ${parameter.type} */ ${parameter.name}: number,`);
    return `  readonly ${name}: (${list.join("")}\n  ) => ${result};`;
  });
  return `/** Made by scripts/kernel-signatures.js from ${folder}. */
export interface ${interfaceName} {
${members.join("\n")}
}
`;
}

/** The module with the interface of the engine's kernels, and the order of their arguments. */
export function kernelSignatures(folder) {
  const orders = signaturesOf(folder)
    .filter(({ parameters }) => given.every((name, i) => parameters?.[i + 1]?.name === name))
    .map(({ name, parameters }) => {
      const own = parameters.slice(1 + given.length).map((parameter) => parameter.name);
      return `  ${name}: ${JSON.stringify(own)},`;
    });
  return `${kernelInterface(folder, "Kernels")}
/** Of each kernel that programs run: what it takes after (unit, scratch, control), in its order. */
export const kernelParameters = {
${orders.join("\n")}
} as const;
`;
}
