import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder with real data sets: NESCIO_DATA, else `../shared/data` beside the project; undefined where neither is. */
export const realData: string | undefined = [
  process.env.NESCIO_DATA ?? "",
  fileURLToPath(new URL("../../../shared/data", import.meta.url)),
].find((folder) => folder !== "" && existsSync(folder));
