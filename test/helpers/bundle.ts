import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Message, type Metafile } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Bundle {
  readonly code: string;
  /** What each file adds, by its path from the project's folder. */
  readonly inputs: Metafile["outputs"][string]["inputs"];
  /** Modules left to be loaded from elsewhere. */
  readonly external: readonly string[];
}

/** A module in several files, of which it loads some when it starts. */
export interface Chunks {
  /** Code by the file's name. */
  readonly files: ReadonlyMap<string, string>;
  /** Names of what is loaded first: the module's own file, and all that it imports other than by `import()`. */
  readonly first: readonly string[];
}

/** esbuild's defaults, as a user's build would have them. */
const asUsersDo = {
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  write: false,
  metafile: true,
  logLevel: "silent",
  // The project's own maps "#host" to the Node host; it is not in the package.
  tsconfigRaw: "{}",
} as const;

/**
 * Bundles a module for browsers. The library comes from `dist` through the package's `exports` and `imports`; throws where
 * anything is missing in a browser, or the bundler objects to something.
 */
export async function bundleForBrowser(contents: string): Promise<Bundle> {
  const { outputFiles, metafile, warnings } = await build({ ...asUsersDo, stdin: source(contents) });
  refuse(warnings);
  const [output] = Object.values(metafile.outputs);
  return {
    code: outputFiles[0].text,
    inputs: output.inputs,
    external: output.imports.filter(({ external }) => external).map(({ path }) => path),
  };
}

/** The same in chunks, as bundlers make them of what is imported by `import()`. */
export async function bundleInChunks(contents: string): Promise<Chunks> {
  const { outputFiles, metafile, warnings } = await build({
    ...asUsersDo,
    stdin: source(contents),
    splitting: true,
    outdir: join(root, "chunks"),
  });
  refuse(warnings);
  const imports = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [
      basename(path),
      output.imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => basename(path)),
    ]),
  );
  const first = new Set<string>();
  const visit = (name: string): void => {
    if (first.has(name)) return;
    first.add(name);
    imports.get(name)!.forEach(visit);
  };
  visit("stdin.js");
  return {
    files: new Map(outputFiles.map(({ path, text }) => [basename(path), text])),
    first: [...first],
  };
}

function source(contents: string): { contents: string; resolveDir: string; loader: "ts" } {
  return { contents, resolveDir: root, loader: "ts" };
}

function refuse(warnings: readonly Message[]): void {
  if (warnings.length > 0) throw new Error(`the bundler objects: ${warnings[0].text}`);
}
