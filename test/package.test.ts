import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "../src/version.js";

interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly imports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(fs.readFileSync(join(root, "package.json"), "utf8")) as Manifest;
const entries = Object.keys(manifest.exports).filter((entry) => entry !== "./package.json");
const nameOf = (entry: string) => `nescio${entry.slice(1)}`;

// --ignore-scripts: packing would otherwise build again, under the hands of other tests.
function pack(...args: string[]): string {
  const npm = process.env.npm_execpath;
  const options = ["pack", "--json", "--ignore-scripts", ...args];
  const [program, all] = npm === undefined ? ["npm", options] : [process.execPath, [npm, ...options]];
  return execFileSync(program, all, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

test("the version is that of package.json", () => {
  expect(version).toBe(manifest.version);
});

test("every file that package.json names exists", () => {
  const named = [manifest.bin, ...Object.values(manifest.exports), ...Object.values(manifest.imports)];
  const files = named.flatMap((value) => (typeof value === "string" ? [value] : Object.values(value)));
  expect(files.length).toBeGreaterThan(8);
  expect(files.filter((file) => !fs.existsSync(join(root, file)))).toEqual([]);
});

describe("the package", () => {
  interface Packed {
    readonly filename: string;
    readonly size: number;
    readonly files: readonly { readonly path: string; readonly size: number }[];
  }
  let packed: Packed;
  /** A project in which the packed package is installed. */
  let project: string;

  beforeAll(() => {
    project = fs.mkdtempSync(join(tmpdir(), "nescio-package-"));
    [packed] = JSON.parse(pack("--pack-destination", project)) as [Packed];
    execFileSync("tar", ["-xzf", packed.filename], { cwd: project });
    const modules = join(project, "node_modules");
    fs.mkdirSync(modules);
    fs.symlinkSync(join(project, "package"), join(modules, "nescio"), "junction");
    for (const name of Object.keys(manifest.dependencies)) {
      fs.mkdirSync(dirname(join(modules, name)), { recursive: true });
      fs.symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
    }
  });

  afterAll(() => fs.rmSync(project, { recursive: true }));

  test("holds the program, the library with its types, the licence and the README, and nothing else", () => {
    const paths = packed.files.map(({ path }) => path);
    const needed = ["LICENSE", "README.md", "package.json", "bin/nescio.js"];
    expect(needed.filter((path) => !paths.includes(path))).toEqual([]);
    const sources = fs
      .readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => file.replaceAll("\\", "/").slice(0, -".ts".length));
    const expected = sources.flatMap((name) =>
      [".js", ".d.ts", ".js.map"].map((end) => `dist/${name}${end}`),
    );
    expect(paths.filter((path) => path.startsWith("dist/")).sort()).toEqual(expected.sort());
    const known =
      /^(dist\/.*|bin\/nescio\.js|models\/(mnist\.nescio|mnist\.json|README\.md)|LICENSE|README\.md|CHANGELOG\.md|package\.json)$/;
    expect(paths.filter((path) => !known.test(path))).toEqual([]);
  });

  // 412 kB when this was written; two fifths of it source maps.
  test("is a download of less than 1.15 MB, and the model of digits", () => {
    const model = packed.files.find(({ path }) => path === "models/mnist.nescio")!.size;
    expect(model).toBeLessThan(4_000_000);
    expect(packed.size - model).toBeLessThan(1_150_000);
  });

  test.each(entries)("%s can be imported from it", (entry) => {
    const script = `import(${JSON.stringify(nameOf(entry))}).then((all) => console.log(Object.keys(all).length))`;
    const file = join(project, "import.mjs");
    fs.writeFileSync(file, script);
    expect(Number(execFileSync(process.execPath, [file], { encoding: "utf8" }))).toBeGreaterThan(3);
  });

  test("its program starts", () => {
    const program = join(project, "package", manifest.bin.nescio);
    const printed = execFileSync(process.execPath, [program, "--version"], { encoding: "utf8" });
    expect(printed.trim()).toBe(manifest.version);
  });

  // A page's project has no types of Node, and a strict one may check those of its libraries.
  test.each(entries)("%s has types that hold by themselves", (entry) => {
    const file = join(project, `types${entries.indexOf(entry)}.ts`);
    fs.writeFileSync(file, `import * as all from ${JSON.stringify(nameOf(entry))};\nexport default all;\n`);
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      typeRoots: [join(root, "node_modules/@types")],
      types: entry === "./node" ? ["node"] : [],
    });
    const own = program
      .getSourceFiles()
      .filter(({ fileName }) => fileName === file || fileName.includes("/package/dist/"));
    expect(own.length).toBeGreaterThan(3);
    const problems = own.flatMap((source) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]);
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "))).toEqual([]);
  });

  test("its source maps carry the sources", () => {
    const map = fs.readFileSync(join(project, "package/dist/errors.js.map"), "utf8");
    const { sourcesContent } = JSON.parse(map) as { sourcesContent?: string[] };
    expect(sourcesContent?.[0]).toContain("class NescioError");
  });
});
