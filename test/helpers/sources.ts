import { fileURLToPath } from "node:url";
import tsconfig from "../../tsconfig.json" with { type: "json" };

/** The project's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The source files of the packages' entries, by the names under which they are imported. */
export const sources: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(tsconfig.compilerOptions.paths).map(([name, [file]]) => [
    name,
    fileURLToPath(new URL(`../../${file}`, import.meta.url)),
  ]),
);
