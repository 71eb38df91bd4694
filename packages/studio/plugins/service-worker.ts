import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Plugin, Rolldown } from "vite";
import type { Kept } from "../page/src/offline/kept.js";

/**
 * Bundles the service worker into one file at a fixed address, with the list of what it keeps: all files of the page.
 *
 * @param entry Its source.
 * @param publicFolder Files that Vite copies beside the page as they are.
 */
export function serviceWorker(entry: string, publicFolder: string): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_, bundle) {
      const files = new Map<string, string | Uint8Array>();
      for (const [name, output] of Object.entries(bundle)) files.set(name, contentsOf(output));
      for (const name of readdirSync(publicFolder, { recursive: true, encoding: "utf8" })) {
        files.set(name.replaceAll("\\", "/"), readFileSync(join(publicFolder, name)));
      }
      const { outputFiles } = await build({
        entryPoints: [entry],
        ...{ bundle: true, write: false, minify: true, format: "iife", target: "es2022" },
        define: { __KEPT__: JSON.stringify(keptOf(files)) },
      });
      const source = outputFiles[0].text;
      this.emitFile({ type: "asset", fileName: "service-worker.js", source });
    },
  };
}

function keptOf(files: ReadonlyMap<string, string | Uint8Array>): Kept {
  const names = [...files.keys()].sort();
  const hash = createHash("sha256");
  for (const name of names) hash.update(`${name}\n`).update(files.get(name)!);
  return { version: hash.digest("hex").slice(0, 16), files: names };
}

function contentsOf(output: Rolldown.OutputChunk | Rolldown.OutputAsset): string | Uint8Array {
  return output.type === "chunk" ? output.code : output.source;
}
