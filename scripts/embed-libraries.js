// `@nescio/core` installs nothing beside itself: the parts of zod and ml-matrix that it uses are put into its `dist`, with
// their licences. zod alone takes twice the space of the core, most of it for what nobody here calls.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { zodParts } from "./zod-parts.js";

const require = createRequire(import.meta.url);

/**
 * @param dist The folder of the compiled core.
 * @param users Folders of the packages that take zod from it.
 */
export async function embedLibraries(dist, users) {
  await embedEigenvalues(dist);
  const { names, trimmed, check } = zodParts([dirname(dist), ...users]);
  const root = dirname(require.resolve("zod/package.json"));
  const vendor = join(dist, "vendor");
  const { metafile } = await bundle({
    stdin: { contents: `export { ${names.join(", ")} } from "zod";`, resolveDir: root },
    outfile: join(vendor, "zod.js"),
    banner: licenceOf("zod", root),
    plugins: [trimmed],
    metafile: true,
  });
  check(metafile);
  embedTypes(root, vendor);
  const places = { zod: "zod.js", "zod/v4/core": "zod-types/core/index.js" };
  for (const file of readdirSync(dist, { recursive: true })) {
    if (!/\.(js|d\.ts)$/.test(file) || file.startsWith("vendor")) continue;
    const text = readFileSync(join(dist, file), "utf8");
    const changed = text.replaceAll(/(from |import\()"(zod[^"]*)"/g, (_, before, name) => {
      const path = relative(dirname(join(dist, file)), join(vendor, places[name])).replaceAll("\\", "/");
      return `${before}"${path.startsWith(".") ? path : `./${path}`}"`;
    });
    if (changed !== text) writeFileSync(join(dist, file), changed);
  }
  await checkBundles(dist);
}

/**
 * Removes the declarations that no entry leads to: nobody can import those files, and each takes a block of the disk.
 *
 * @param entries Declarations within `dist` that package.json names.
 */
export function pruneTypes(dist, entries) {
  const kept = new Set();
  const visit = (file) => {
    if (kept.has(file)) return;
    kept.add(file);
    for (const [, name] of readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g)) {
      visit(join(dirname(file), name.replace(/\.js$/, ".d.ts")));
    }
  };
  for (const entry of entries) visit(join(dist, entry));
  for (const file of readdirSync(dist, { recursive: true })) {
    if (file.endsWith(".d.ts") && !kept.has(join(dist, file))) rmSync(join(dist, file));
  }
}

async function embedEigenvalues(dist) {
  const root = dirname(require.resolve("ml-matrix"));
  const file = join(dist, "math/symmetric-eigen.js");
  await bundle({
    entryPoints: [file],
    outfile: file,
    allowOverwrite: true,
    banner: licenceOf("ml-matrix", root),
  });
}

function bundle(options) {
  return build({
    ...{ bundle: true, minifySyntax: true, minifyWhitespace: true, format: "esm", target: "es2022" },
    ...{ platform: "neutral", mainFields: ["module", "main"], logLevel: "warning" },
    ...options,
  });
}

function licenceOf(name, root) {
  return { js: `/* Contains parts of ${name}.\n${readFileSync(join(root, "LICENSE"), "utf8").trim()}\n*/` };
}

/** Throws where a module imports what another, or the part of a library, does not have. */
async function checkBundles(dist) {
  const { warnings } = await bundle({
    entryPoints: ["index.js", "internal.js", "worker.js"].map((file) => join(dist, file)),
    ...{ write: false, outdir: "out", platform: "browser", tsconfigRaw: "{}" },
  });
  if (warnings.length > 0) throw new Error(`${dist}: expected a bundler to have no objections`);
}

/** zod's types, without those of its translations. */
function embedTypes(root, vendor) {
  const types = join(vendor, "zod-types");
  for (const part of ["classic", "core"]) {
    mkdirSync(join(types, part), { recursive: true });
    for (const file of readdirSync(join(root, "v4", part)).filter((file) => file.endsWith(".d.ts"))) {
      cpSync(join(root, "v4", part, file), join(types, part, file));
    }
  }
  const locales = 'export * as locales from "../locales/index.js";\n';
  for (const name of ["classic/external.d.ts", "core/index.d.ts"]) {
    const text = readFileSync(join(types, name), "utf8");
    if (!text.includes(locales)) throw new Error(`${name}: expected zod's translations, found none`);
    writeFileSync(join(types, name), text.replace(locales, ""));
  }
  writeFileSync(join(vendor, "zod.d.ts"), 'export * from "./zod-types/classic/external.js";\n');
}
