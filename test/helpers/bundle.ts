import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Bundle {
  readonly code: string;
  /** What each file adds, by its path from the project's folder. */
  readonly inputs: Metafile["outputs"][string]["inputs"];
  /** Modules left to be loaded from elsewhere. */
  readonly external: readonly string[];
}

/**
 * Bundles a module for browsers with esbuild's defaults, as a user's build would. The library comes from `dist` through
 * the package's `exports` and `imports`; throws where anything is missing in a browser.
 */
export async function bundleForBrowser(contents: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root, loader: "ts" },
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
  });
  const [output] = Object.values(metafile.outputs);
  return {
    code: outputFiles[0].text,
    inputs: output.inputs,
    external: output.imports.filter(({ external }) => external).map(({ path }) => path),
  };
}
