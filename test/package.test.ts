import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { build as bundle } from "esbuild";
import { publint } from "publint";
import sharp from "sharp";
import ts from "typescript";
import { build as buildPage } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "../packages/core/src/version.js";
import { root } from "./helpers/sources.js";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly imports?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

const folders = ["core", "ppl", "report", "node", "server", "studio", "cli"];
const manifests = new Map(
  folders.map((folder) => {
    const text = fs.readFileSync(join(root, "packages", folder, "package.json"), "utf8");
    return [folder, JSON.parse(text) as Manifest];
  }),
);
const own = new Map([...manifests].map(([folder, { name }]) => [name, folder]));

/** The entries that are meant for programs; a worker's exports nothing. */
const entries = [...manifests].flatMap(([folder, { name, exports }]) =>
  Object.entries(exports)
    .filter(([entry, target]) => typeof target !== "string" && !["./internal", "./worker"].includes(entry))
    .map(([entry]) => ({ folder, entry: name + entry.slice(1) })),
);

// --ignore-scripts: packing would otherwise build again, under the hands of other tests.
function pack(folder: string, to: string): Packed {
  const npm = process.env.npm_execpath;
  const options = ["pack", "--json", "--ignore-scripts", "--pack-destination", to];
  const [program, all] = npm === undefined ? ["npm", options] : [process.execPath, [npm, ...options]];
  const cwd = join(root, "packages", folder);
  const text = execFileSync(program, all, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return (JSON.parse(text) as [Packed])[0];
}

/** A compiler's host that parses the language's own declarations once for all programs. */
function hostOf(options: ts.CompilerOptions, parsed: Map<string, ts.SourceFile>): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    getSourceFile(name, ...how) {
      if (!name.startsWith(join(root, "node_modules"))) return host.getSourceFile(name, ...how);
      const file = parsed.get(name) ?? host.getSourceFile(name, ...how);
      if (file !== undefined) parsed.set(name, file);
      return file;
    },
  };
}

/** Files of the studio's page, as it was built. */
function filesOfPage(): string[] {
  const folder = join(root, "packages/studio/dist/page");
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => fs.statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll("\\", "/"));
}

let workshop: string;
const packed = new Map<string, Packed>();

beforeAll(() => {
  workshop = fs.mkdtempSync(join(tmpdir(), "nescio-package-"));
  for (const folder of folders) packed.set(folder, pack(folder, workshop));
}, 120_000);

afterAll(() => fs.rmSync(workshop, { recursive: true }));

/** A project in which a package is installed from its tarball, with what it depends on and nothing else. */
function projectWith(folder: string): string {
  const project = fs.mkdtempSync(join(workshop, `${folder}-`));
  fs.writeFileSync(join(project, "package.json"), `{ "type": "module", "private": true }`);
  install(project, manifests.get(folder)!.name);
  return project;
}

function install(project: string, name: string): void {
  const place = join(project, "node_modules", name);
  if (fs.existsSync(place)) return;
  fs.mkdirSync(dirname(place), { recursive: true });
  const folder = own.get(name);
  if (folder === undefined) {
    fs.symlinkSync(join(root, "node_modules", name), place, "junction");
    return;
  }
  fs.mkdirSync(place);
  const tar = join(workshop, packed.get(folder)!.filename);
  execFileSync("tar", ["-xzf", tar, "--strip-components=1", "-C", place]);
  for (const dependency of Object.keys(manifests.get(folder)!.dependencies ?? {}))
    install(project, dependency);
}

test("all packages have the version that the library tells", () => {
  for (const { version: own, dependencies = {} } of manifests.values()) {
    expect(own).toBe(version);
    const inner = Object.entries(dependencies).filter(([name]) => /^@?nescio/.test(name));
    expect(inner.filter(([, wanted]) => wanted !== version)).toEqual([]);
  }
});

// kB on disk without the model of digits; measured, and what it may grow to. Half of it is source maps, but for the core.
const budgets: Record<string, number> = {
  ...{ core: 2120, ppl: 3900, report: 500, node: 700, server: 1400, cli: 1600 },
  // The page, and its compressed copies.
  studio: 2200,
};

describe.each(folders)("packages/%s", (folder) => {
  const { bin = {}, exports, imports = {} } = manifests.get(folder)!;

  test("every file that package.json names is in it", () => {
    const named = [bin, ...Object.values(exports), ...Object.values(imports)];
    const files = named.flatMap((value) => (typeof value === "string" ? [value] : Object.values(value)));
    const paths = packed.get(folder)!.files.map(({ path }) => path);
    expect(files.map((file) => file.replace(/^\.\//, "")).filter((file) => !paths.includes(file))).toEqual(
      [],
    );
  });

  test("holds the library with its types, the licence and a README, and nothing else", () => {
    const paths = packed.get(folder)!.files.map(({ path }) => path);
    const needed = ["LICENSE", "README.md", "package.json"];
    expect(needed.filter((path) => !paths.includes(path))).toEqual([]);
    const sources = fs
      .readdirSync(join(root, "packages", folder, "src"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => file.replaceAll("\\", "/").slice(0, -".ts".length));
    // Of the core only those declarations that its entries lead to.
    const ends = folder === "core" ? [".js"] : [".js", ".d.ts", ".js.map"];
    const page = folder === "studio" ? filesOfPage().map((name) => `dist/page/${name}`) : [];
    const expected = [...sources.flatMap((name) => ends.map((end) => `dist/${name}${end}`)), ...page];
    const isDeclaration = (path: string): boolean => folder === "core" && path.endsWith(".d.ts");
    const compiled = paths.filter((path) => /^dist\/(?!vendor\/)/.test(path) && !isDeclaration(path));
    expect(compiled.sort()).toEqual(expected.sort());
    const known =
      /^(dist\/.*|bin\/nescio\.js|bench\/peers\/pytorch\.py|models\/.*|LICENSE|README\.md|package\.json)$/;
    expect(paths.filter((path) => !known.test(path))).toEqual([]);
  });

  test("is what publint and are-the-types-wrong expect of a package of ES modules", async () => {
    const { messages } = await publint({ pkgDir: join(root, "packages", folder), pack: false });
    expect(messages).toEqual([]);
    const tarball = fs.readFileSync(join(workshop, packed.get(folder)!.filename));
    const { types, ...checked } = await checkPackage(createPackageFromTarballData(tarball));
    expect(types).not.toBe(false);
    const problems = "problems" in checked ? checked.problems : [];
    // There is no CommonJS, and the model in the box is no module.
    const modules = problems.filter(
      (problem) =>
        "resolutionKind" in problem &&
        ["node16-esm", "bundler"].includes(problem.resolutionKind) &&
        !problem.entrypoint.endsWith(".nescio"),
    );
    expect(modules).toEqual([]);
  });

  test(`takes less than ${budgets[folder]} kB`, () => {
    const { files } = packed.get(folder)!;
    const [models, others] = [true, false].map((of) =>
      files
        .filter(({ path }) => path.endsWith(".nescio") === of)
        .reduce((sum, { size }) => sum + size / 1000, 0),
    );
    expect(models).toBeLessThan(4000);
    expect(others).toBeLessThan(budgets[folder]);
    expect(others).toBeGreaterThan(budgets[folder] / 2);
  });
});

test("what the studio's page loads before its first verdict takes less than 250 kB, compressed", () => {
  const page = join(root, "packages/studio/dist/page");
  const html = fs.readFileSync(join(page, "index.html"), "utf8");
  const first = [...html.matchAll(/assets\/[\w-]+\.js/g)].map(([name]) => name);
  // Of the kernels, a browser loads one of two variants.
  const others = filesOfPage().filter((name) => /\/(?:worker|relaxed-kernels)-[\w-]+\.js$/.test(name));
  expect(others).toHaveLength(2);
  const size = [...first, ...others].reduce(
    (sum, name) => sum + fs.statSync(join(page, `${name}.gz`)).size / 1000,
    0,
  );
  expect(size).toBeLessThan(250);
  expect(size).toBeGreaterThan(125);
});

describe("installed", () => {
  const projects = new Map<string, string>();
  beforeAll(() => {
    for (const folder of folders) projects.set(folder, projectWith(folder));
  }, 120_000);

  // The version that runs the tests, and those that were installed beside it.
  const nodes = [
    { name: `Node ${process.versions.node}`, path: process.execPath },
    ...[22, 24].map((major) => ({
      name: `Node ${major}`,
      path: join(root, `node_modules/node-${major}/bin/node`),
    })),
  ];

  describe.each(nodes)("in $name", ({ path: node }) => {
    const runs = test.skipIf(!fs.existsSync(node));

    runs("every entry can be imported", () => {
      for (const { folder, entry } of entries) {
        const script = `import(${JSON.stringify(entry)}).then((all) => console.log(Object.keys(all).length))`;
        const file = join(projects.get(folder)!, "import.mjs");
        fs.writeFileSync(file, script);
        expect(Number(execFileSync(node, [file], { encoding: "utf8" })), entry).toBeGreaterThan(1);
      }
    });

    runs("the program starts, trains, and answers by the model in the box", async () => {
      const project = projects.get("cli")!;
      const program = join(project, "node_modules/nescio/bin/nescio.js");
      const run = (...args: string[]): string =>
        execFileSync(node, [program, ...args], {
          encoding: "utf8",
          cwd: project,
          stdio: ["ignore", "pipe", "ignore"],
        });
      expect(run("--version").trim()).toBe(version);
      const noise = Uint8Array.from({ length: 784 }, (_, i) => (i * 2654435761) >>> 24);
      await sharp(noise, { raw: { width: 28, height: 28, channels: 1 } })
        .png()
        .toFile(join(project, "noise.png"));
      expect(run("predict", "noise.png")).toMatch(/^noise\.png: I don't know/);
      run(
        "train",
        "--preset",
        "default",
        "--dataset",
        "glyphs",
        "--limit",
        "100",
        "--epochs",
        "1",
        "--hidden",
        "8",
      );
      expect(fs.readFileSync(join(project, "model.nescio")).length).toBeGreaterThan(10_000);
      fs.rmSync(join(project, "site"), { recursive: true, force: true });
      run("studio", "model.nescio", "--out", "site");
      for (const name of ["index.html", "service-worker.js", "model.nescio"]) {
        expect(fs.statSync(join(project, "site", name)).size).toBeGreaterThan(500);
      }
    });
  });

  // A page's project has no types of Node, and a strict one may check those of its libraries.
  const parsed = { node16: new Map<string, ts.SourceFile>(), bundler: new Map<string, ts.SourceFile>() };
  test.each([
    ...entries.map(({ folder, entry }) => ({ folder, entry, resolution: "node16" as const })),
    ...entries.map(({ folder, entry }) => ({ folder, entry, resolution: "bundler" as const })),
  ])(
    "$entry has types that hold by themselves, found as $resolution does",
    ({ folder, entry, resolution }) => {
      const file = join(
        projects.get(folder)!,
        `types${entries.findIndex((other) => other.entry === entry)}.ts`,
      );
      fs.writeFileSync(file, `import * as all from ${JSON.stringify(entry)};\nexport default all;\n`);
      const node16 = resolution === "node16";
      const options: ts.CompilerOptions = {
        ...{ strict: true, noEmit: true, skipLibCheck: false, target: ts.ScriptTarget.ES2022 },
        module: node16 ? ts.ModuleKind.Node16 : ts.ModuleKind.ESNext,
        moduleResolution: node16 ? ts.ModuleResolutionKind.Node16 : ts.ModuleResolutionKind.Bundler,
        lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
        typeRoots: [join(root, "node_modules/@types")],
        types: entry.endsWith("node") ? ["node"] : [],
      };
      const program = ts.createProgram([file], options, hostOf(options, parsed[resolution]));
      const ours = program
        .getSourceFiles()
        .filter(({ fileName }) => fileName === file || /node_modules\/(@nescio|nescio)\//.test(fileName));
      expect(ours.length).toBeGreaterThan(2);
      const problems = ours.flatMap((source) => [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ]);
      expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, " "))).toEqual(
        [],
      );
    },
  );

  test("source maps carry the sources", () => {
    const map = join(projects.get("node")!, "node_modules/@nescio/node/dist/atomic-file.js.map");
    const { sourcesContent } = JSON.parse(fs.readFileSync(map, "utf8")) as { sourcesContent?: string[] };
    expect(sourcesContent?.[0]).toContain("function writeFileAtomic");
  });

  test("the core is one package of less than 3.75 MB, and names no other", () => {
    const modules = join(projects.get("core")!, "node_modules");
    expect(fs.readdirSync(modules)).toEqual(["@nescio"]);
    expect(fs.readdirSync(join(modules, "@nescio"))).toEqual(["core"]);
    const files = fs
      .readdirSync(modules, { recursive: true, encoding: "utf8" })
      .map((file) => join(modules, file))
      .filter((file) => fs.statSync(file).isFile());
    // As a disk counts, in blocks.
    const size = files.reduce((sum, file) => sum + 4096 * Math.ceil(fs.statSync(file).size / 4096), 0);
    expect(size).toBeLessThan(3_750_000);
    const foreign = files
      .filter((file) => /\.(js|d\.ts)$/.test(file))
      .flatMap((file) => ts.preProcessFile(fs.readFileSync(file, "utf8")).importedFiles)
      .map(({ fileName }) => fileName)
      .filter((name) => !name.startsWith(".") && name !== "#host" && !name.startsWith("node:"));
    expect(foreign).toEqual([]);
  });

  describe("in a page", () => {
    const page = `import { denseNetwork, NescioError } from "@nescio/core";
      document.title = denseNetwork([28, 28, 1], [8], 10).layers.length + NescioError.name;`;
    const files = (): string => {
      const project = projects.get("core")!;
      fs.writeFileSync(join(project, "page.js"), page);
      fs.writeFileSync(join(project, "index.html"), `<script type="module" src="/page.js"></script>`);
      return project;
    };

    test("esbuild bundles it", async () => {
      const project = files();
      const { outputFiles } = await bundle({
        entryPoints: [join(project, "page.js")],
        ...{
          bundle: true,
          write: false,
          minify: true,
          format: "esm",
          platform: "browser",
          absWorkingDir: project,
        },
      });
      expect(outputFiles[0].text).toContain("flatten");
      expect(outputFiles[0].text).not.toMatch(/["'`]node:/);
    });

    test("Vite bundles it", async () => {
      const project = files();
      await buildPage({ root: project, logLevel: "silent", configFile: false });
      const assets = join(project, "dist/assets");
      const [script] = fs.readdirSync(assets).filter((name) => name.endsWith(".js"));
      const code = fs.readFileSync(join(assets, script), "utf8");
      expect(code).toContain("flatten");
      expect(code).not.toMatch(/["'`]node:/);
    });

    test("Vite makes the documentation's page, its worker and its model", async () => {
      const project = projects.get("cli")!;
      const documentation = fs.readFileSync(join(root, "docs/use-in-your-app.md"), "utf8");
      const blocks = [...documentation.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
      for (const name of ["app.js", "vite.config.js"]) {
        fs.writeFileSync(
          join(project, name),
          blocks.find((block) => block.startsWith(`// ${name}\n`))!,
        );
      }
      fs.writeFileSync(join(project, "index.html"), `<script type="module" src="/app.js"></script>`);
      await buildPage({ root: project, logLevel: "silent" });
      const assets = fs.readdirSync(join(project, "dist/assets"));
      const names = assets.map((name) => name.replace(/-[\w-]{8}\./, "."));
      expect(names).toEqual(
        expect.arrayContaining(["index.js", "mnist.nescio", "worker.js", "relaxed-kernels.js"]),
      );
      const worker = assets.find((name) => name.startsWith("worker"))!;
      const code = fs.readFileSync(join(project, "dist/assets", worker), "utf8");
      expect(code).toContain("onmessage");
      expect(code).not.toMatch(/["'`]node:/);
    });
  });
});
