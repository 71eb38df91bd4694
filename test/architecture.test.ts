import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { root } from "./helpers/sources.js";

// A package imports from itself and from those that its package.json names.
const packages = ["core", "ppl", "report", "node", "server", "studio", "cli"];

// Inside `core`, a folder imports from itself and from those before it. The predictive is a record of numbers that a
// posterior's `predict` returns, so it stands before inference although the data reach it afterwards.
const order = [
  ...[
    "printable",
    "errors",
    "version",
    "validation",
    "arguments",
    "math",
    "data",
    "reading",
    "engine",
    "layers",
    "predictive",
    "prediction",
    "training",
    "posteriors",
  ],
  ...[
    "familiarity",
    "decision",
    "answer",
    "evaluation",
    "monitoring",
    "acquisition",
    "model",
    "build",
    "unchecked",
    "checked",
    "remote",
    "worker",
    "index",
    "internal",
  ],
];

// Its umbrella entry aside, the command line is a program of Node's, as the package of that name is.
const portable = ["core", "ppl", "report"];
const nodeGlobals = ["process", "Buffer", "require", "setImmediate", "global", "__dirname", "__filename"];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Source {
  readonly package: string;
  /** From the package's `src`, or the page's. */
  readonly path: string;
  /** Folder of it, or the file's name where it lies there itself. */
  readonly place: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const placeOf = (path: string) => path.split("/")[0].replace(/\.(ts|js)$/, "");

function sourcesIn(name: string, inPackage = "src"): Source[] {
  const folder = join(root, "packages", name, inPackage);
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.tsx?$/.test(path))
    .map((path): Source => {
      const text = readFileSync(join(folder, path), "utf8");
      const imports = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
      return { package: name, path, place: placeOf(path), text, imports };
    });
}

const sources = packages.flatMap((name) => sourcesIn(name));
/** The studio's page, which is bundled: its package needs nothing of what it is made of. */
const page = sourcesIn("studio", "page/src");

const manifests = new Map(
  packages.map((name) => {
    const text = readFileSync(join(root, "packages", name, "package.json"), "utf8");
    return [name, JSON.parse(text) as Manifest];
  }),
);

/** What the sources import that is not relative. */
const foreign = sources.flatMap(({ package: from, path, imports }) =>
  imports.filter((name) => !name.startsWith(".")).map((name) => ({ from, path, name })),
);
/** The package that a module belongs to. */
const packageOf = (name: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0];
const isNodes = (name: string): boolean => name.startsWith("node:") || builtinModules.includes(name);

test("there are sources, and all of the core's have their place in the order", () => {
  expect(sources.length).toBeGreaterThan(400);
  const core = sources.filter(({ package: name }) => name === "core");
  expect(core.filter(({ place }) => !order.includes(place)).map(({ path }) => path)).toEqual([]);
});

test("relative imports stay in their package, and in the core go to the left only", () => {
  const found = sources.flatMap(({ package: name, path, place, imports }) =>
    imports
      .filter((target) => target.startsWith("."))
      .map((target) => relative(root, join(root, dirname(path), target)).replaceAll("\\", "/"))
      .filter(
        (target) =>
          target.startsWith("..") ||
          (name === "core" && order.indexOf(placeOf(target)) > order.indexOf(place)),
      )
      .map((target) => `${name}: ${path} imports ${target}`),
  );
  expect(found).toEqual([]);
});

// Bundlers to one file keep all that such a module leads to, for every program, whether it is ever called or not.
test("what the core imports by import() imports nothing of it", () => {
  const core = sources.filter(({ package: name }) => name === "core");
  const later = new Set(
    core.flatMap(({ path, text }) =>
      [...text.matchAll(/\bimport\("(\.[^"]+)\.js"\)/g)].map(([, target]) =>
        `${join(dirname(path), target)}.ts`.replaceAll("\\", "/"),
      ),
    ),
  );
  const found = core.filter(({ path }) => later.has(path));
  expect(found.length).toBeGreaterThan(2);
  expect(found.filter(({ imports }) => imports.some((name) => name.startsWith(".")))).toEqual([]);
});

test("packages import what their package.json names, and all of that", () => {
  for (const [folder, { name, dependencies = {} }] of manifests) {
    const imported = foreign.filter(
      ({ from, name }) => from === folder && !isNodes(name) && name !== "#host",
    );
    const used = new Set(imported.map(({ name }) => packageOf(name)));
    // The build puts what it needs of these into the package.
    if (folder === "core") for (const name of ["ml-matrix", "zod"]) used.delete(name);
    expect([...used].sort(), name).toEqual(Object.keys(dependencies).sort());
  }
});

test("the packages' internal entries are imported by packages of this repository only as they stand", () => {
  const inner = foreign
    .filter(({ name }) => /^@?nescio/.test(name))
    .map(({ name }) => name.split("/").slice(2).join("/"));
  expect(new Set(inner)).toEqual(new Set(["", "internal", "worker"]));
});

describe("the studio's page", () => {
  const { devDependencies = {} } = manifests.get("studio")!;
  const imported = page.flatMap(({ path, imports }) => imports.map((name) => ({ path, name })));

  test("is made of what its package.json names for development", () => {
    const used = imported.map(({ name }) => name).filter((name) => !name.startsWith("."));
    expect(used.length).toBeGreaterThan(20);
    expect(used.map(packageOf).filter((name) => !(name in devDependencies))).toEqual([]);
  });

  test("takes of its package only what needs no Node", () => {
    const outside = imported
      .filter(({ name }) => name.startsWith("."))
      .map(({ path, name }) => join("page/src", dirname(path), name).replaceAll("\\", "/"))
      .filter((target) => !target.startsWith("page/src/"));
    const needNoNode = sources.filter(
      ({ package: name, imports }) => name === "studio" && !imports.some((name) => isNodes(name)),
    );
    const known = needNoNode.map(({ path }) => `src/${path.replace(/\.ts$/, ".js")}`);
    expect(outside.length).toBeGreaterThan(0);
    expect(outside.filter((target) => !known.includes(target))).toEqual([]);
  });

  // Nothing that computes is loaded, or runs, before what shows it.
  test("leaves the core to its workers: elsewhere, its types alone are imported", () => {
    const values = /^import (?!type\b)[^;]*? from "@nescio\/|\bimport\("@nescio\//m;
    const found = page.filter(({ place, text }) => place !== "engine" && values.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
    expect(page.some(({ place, text }) => place === "engine" && values.test(text))).toBe(true);
  });
});

describe("what runs in browsers", () => {
  const inBrowsers = [
    ...sources.filter(({ package: name, path }) => portable.includes(name) && path !== "engine/host.node.ts"),
    ...page,
  ];

  test("imports no module of Node", () => {
    const found = inBrowsers.flatMap(({ path, imports }) =>
      imports.filter(isNodes).map((name) => `${path} imports ${name}`),
    );
    expect(found).toEqual([]);
  });

  // So that what does without it is bundled without it.
  test("takes jax-js by one door", () => {
    const found = foreign.filter(({ from, name }) => from === "ppl" && name === "@jax-js/jax");
    expect(new Set(found.map(({ path }) => path))).toEqual(new Set(["jax/jax.ts"]));
  });

  test("uses no global of Node", () => {
    const found: string[] = [];
    for (const { path, text } of inBrowsers) {
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
