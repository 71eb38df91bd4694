import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../src", import.meta.url));

// A folder imports from itself and from those before it. The predictive is a record of numbers that a posterior's
// `predict` returns, so it stands before inference although the data reach it afterwards.
const order = [
  ...[
    "errors",
    "version",
    "validation",
    "math",
    "data",
    "network",
    "engine",
    "predictive",
    "inference",
    "ppl",
    "familiarity",
    "decision",
  ],
  ...["evaluation", "model", "report", "index", "node", "bench", "cli"],
];

// What runs in browsers too may use these packages, and "#host" for what differs between platforms.
const portable = new Map([["report", ["@observablehq/plot", "linkedom/worker", "fast-png"]]]);
const portableEverywhere = ["zod", "ml-matrix", "#host"];
const nodeFolders = ["node", "bench", "cli"];
const nodeGlobals = ["process", "Buffer", "require", "setImmediate", "global", "__dirname", "__filename"];

interface Source {
  readonly path: string;
  /** Folder of src, or the file's name where it lies in src itself. */
  readonly place: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const placeOf = (path: string) => path.split("/")[0].replace(/\.ts$/, "");

const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts"))
  .map((path): Source => {
    const text = readFileSync(join(root, path), "utf8");
    const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
    return { path, place: placeOf(path), text, imports };
  });

const core = sources.filter(
  ({ path, place }) => !nodeFolders.includes(place) && path !== "engine/host.node.ts",
);

test("there are sources, and every one has its place in the order", () => {
  expect(core.length).toBeGreaterThan(40);
  expect(sources.filter(({ place }) => !order.includes(place)).map(({ path }) => path)).toEqual([]);
});

test("imports go to the left only", () => {
  const backwards = sources.flatMap(({ path, place, imports }) =>
    imports
      .filter((target) => target.startsWith("."))
      .map((target) => relative(root, join(root, dirname(path), target)).replaceAll("\\", "/"))
      .filter((target) => order.indexOf(placeOf(target.replace(/\.js$/, ".ts"))) > order.indexOf(place))
      .map((target) => `${path} imports ${target}`),
  );
  expect(backwards).toEqual([]);
});

describe("what runs in browsers", () => {
  test("imports no module of Node", () => {
    const found = core.flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith("node:") || builtinModules.includes(name))
        .map((name) => `${path} imports ${name}`),
    );
    expect(found).toEqual([]);
  });

  test("imports only packages that run there", () => {
    const found = core.flatMap(({ path, place, imports }) =>
      imports
        .filter((name) => !name.startsWith("."))
        .filter((name) => ![...portableEverywhere, ...(portable.get(place) ?? [])].includes(name))
        // jax-js comes in by one door, so that what does without it is bundled without it.
        .filter((name) => name !== "@jax-js/jax" || path !== "engine/jax/jax.ts")
        .map((name) => `${path} imports ${name}`),
    );
    expect(found).toEqual([]);
  });

  test("uses no global of Node", () => {
    const found: string[] = [];
    for (const { path, text } of core) {
      const visit = (node: ts.Node): void => {
        if (ts.isIdentifier(node) && nodeGlobals.includes(node.text) && !isName(node)) {
          found.push(`${path} uses ${node.text}`);
        }
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
    }
    expect(found).toEqual([]);
  });
});

/** Whether the identifier names a member of something else. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) ||
      ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isPropertyDeclaration(parent)) &&
    parent.name === node
  );
}
