import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin, Rolldown } from "vite";

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

/**
 * Writes a file beside the page with the licences of all libraries whose modules are in it or in its workers.
 *
 * @returns A plugin for the page, and a maker of one for its workers, which are bundled before it.
 */
export function licenses(fileName: string): { readonly page: Plugin; readonly worker: () => Plugin } {
  /** By the library's name. */
  const texts = new Map<string, string>();
  const collect = (bundle: Rolldown.OutputBundle): void => {
    for (const output of Object.values(bundle)) {
      if (output.type !== "chunk") continue;
      for (const id of output.moduleIds) {
        const file = id.replace(/[?#].*$/, "");
        // What the bundler itself adds has no file.
        if (!existsSync(file)) continue;
        for (const [name, text] of [licenseOfPackage(file), ...embeddedLicenses(file)]) texts.set(name, text);
      }
    }
  };
  return {
    worker: () => ({
      name: "licenses-of-worker",
      generateBundle: (_, bundle) => collect(bundle),
    }),
    page: {
      name: "licenses",
      apply: "build",
      enforce: "post",
      generateBundle(_, bundle) {
        collect(bundle);
        const names = [...texts.keys()].sort();
        const source = names
          .map((name) => `${name}\n\n${texts.get(name)!}\n`)
          .join(`\n${"-".repeat(80)}\n\n`);
        this.emitFile({ type: "asset", fileName, source });
      },
    },
  };
}

/** Name and licence of the package that a file belongs to; those of this repository are one. */
function licenseOfPackage(file: string): [string, string] {
  let folder = dirname(file);
  let manifest = manifestIn(folder);
  while (manifest?.name === undefined) {
    if (folder === dirname(folder)) throw new Error(`${file} belongs to no package`);
    folder = dirname(folder);
    manifest = manifestIn(folder);
  }
  const { name, version, license } = manifest;
  const text = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (text === undefined && license === undefined) throw new Error(`${name} has no licence`);
  return [
    name.startsWith("@nescio/") ? "nescio" : `${name} ${version ?? ""}`,
    text === undefined ? license! : readFileSync(join(folder, text), "utf8").trim(),
  ];
}

function manifestIn(folder: string): Manifest | undefined {
  const file = join(folder, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : undefined;
}

/** Of libraries that the core's build has put into a module: it leaves their licence at its beginning. */
function embeddedLicenses(file: string): [string, string][] {
  const found = /^\/\* Contains parts of (.+)\.\n([\s\S]*?)\n\*\//.exec(readFileSync(file, "utf8"));
  return found === null ? [] : [[found[1], found[2].trim()]];
}
