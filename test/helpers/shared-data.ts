import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of real data sets: NESCIO_DATA, else `../shared/data` beside the project; undefined where neither is. */
export const realData = firstOf(process.env.NESCIO_DATA, "data");

/** The folder of reference posteriors: NESCIO_REFERENCE, else `../shared/reference/posteriordb`; undefined where neither is. */
export const referencePosteriors = firstOf(process.env.NESCIO_REFERENCE, "reference/posteriordb");

function firstOf(given: string | undefined, shared: string): string | undefined {
  const beside = fileURLToPath(new URL(`../../../shared/${shared}`, import.meta.url));
  return [given ?? "", beside].find((folder) => folder !== "" && existsSync(folder));
}
