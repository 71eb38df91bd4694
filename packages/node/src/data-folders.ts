import { join, resolve } from "node:path";
import envPaths from "env-paths";
import { NescioError } from "@nescio/core";
import { kindOf } from "./regular-file.js";
import { spellings } from "./spellings.js";

/** A folder that data sets are looked for in, laid out as `FOLDER/NAME/FILE.gz`. */
export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  /** Who named it. */
  readonly origin: "--data-dir" | "NESCIO_DATA" | "cache";
  readonly exists: boolean;
}

export interface DataFolderOptions {
  /** Looked in first. It must exist. */
  readonly dataDir?: string | undefined;
  /** Looked in last, and where downloads are kept. Default: `NESCIO_CACHE`, else the user's cache folder. */
  readonly cacheDir?: string | undefined;
}

/** Where downloads are kept: `cacheDir`, else `NESCIO_CACHE`, else the user's cache folder (`~/.cache/nescio`). */
export function cacheFolder(cacheDir?: string): string {
  const named = cacheDir ?? fromEnvironment("NESCIO_CACHE");
  return resolve(named ?? envPaths("nescio", { suffix: "" }).cache);
}

/** Where the user's data is that no download brings back. */
export function userDataFolder(): string {
  return envPaths("nescio", { suffix: "" }).data;
}

/**
 * The folders searched, in order: `dataDir`, the one that `NESCIO_DATA` names, the cache. The last two need not exist.
 * @throws NescioError `not-found` if `dataDir` is not a folder.
 */
export async function dataFolders(options: DataFolderOptions = {}): Promise<DataFolder[]> {
  const folders: DataFolder[] = [];
  const { dataDir } = options;
  if (dataDir !== undefined) {
    const path = resolve(dataDir);
    const kind = await kindOf(path);
    if (kind !== "folder") {
      throw new NescioError({
        code: "not-found",
        subject: "--data-dir",
        expected: "a folder",
        found: `${path} (${kind === "nothing" ? "no such folder" : kind === "file" ? "a file" : "a pipe or a device"})`,
        next: "Name the folder that holds mnist/, notmnist/, ….",
      });
    }
    folders.push({ path, origin: "--data-dir", exists: true });
  }
  const fromUser = fromEnvironment("NESCIO_DATA");
  const rest = [
    ...(fromUser === undefined ? [] : [{ path: resolve(fromUser), origin: "NESCIO_DATA" as const }]),
    { path: cacheFolder(options.cacheDir), origin: "cache" as const },
  ];
  for (const folder of rest) {
    folders.push({ ...folder, exists: (await kindOf(folder.path)) === "folder" });
  }
  return folders;
}

/** The first of the folders' files that bears the name, compressed or not. */
export async function findDataFile(
  folders: readonly DataFolder[],
  dataset: string,
  file: string,
): Promise<string | undefined> {
  for (const folder of folders) {
    for (const spell of spellings) {
      const path = await existingFile(join(folder.path, dataset, spell(file)));
      if (path !== undefined) return path;
    }
  }
  return undefined;
}

/** The first file that there is of a path with each of these endings: compressed, or not. */
export async function existingFile(path: string, endings = [".gz", ""]): Promise<string | undefined> {
  for (const ending of endings) if ((await kindOf(path + ending)) === "file") return path + ending;
  return undefined;
}

/** The folders as an error's or a table's text: one phrase per folder. */
export function describeFolders(folders: readonly DataFolder[]): string {
  return folders
    .map(({ path, origin, exists }) => `${path} (${origin}${exists ? "" : ", no such folder"})`)
    .join(", ");
}

/** A variable of the environment; empty counts as not set. */
export function fromEnvironment(name: "NESCIO_DATA" | "NESCIO_CACHE" | "NESCIO_MIRROR"): string | undefined {
  const value = process.env[name];
  return value === undefined || value === "" ? undefined : value;
}
