import { join } from "node:path";
import { NescioError } from "@nescio/core";
import {
  registryFiles,
  type RegistryEntry,
  type RegistryFile,
  type Split,
  throwIfAborted,
} from "@nescio/core/internal";
import { makeFolder } from "./output.js";
import { readRegistryFile, type DataFile } from "./data-file.js";
import {
  cacheFolder,
  dataFolders,
  describeFolders,
  findDataFile,
  fromEnvironment,
  type DataFolder,
  type DataFolderOptions,
} from "./data-folders.js";
import { downloadFile, type DownloadOptions } from "./download.js";

/** A verified file of a registered data set. */
export interface ObtainedFile extends DataFile {
  readonly path: string;
  readonly downloaded: boolean;
}

export interface ObtainOptions extends DataFolderOptions, DownloadOptions {
  /** Whether to download what no folder has. Default true. */
  readonly download?: boolean | undefined;
}

/**
 * One verified file of a registered data set: from the first folder that has it, else downloaded into the cache.
 * A file that is there but damaged is an error: it is neither used nor passed over.
 *
 * `NESCIO_MIRROR=URL` puts a mirror in front of the registered ones; the file is expected at `URL/NAME/FILE.gz`.
 *
 * @throws NescioError `not-found` (downloading not allowed), `unavailable` (no mirror delivers), `corrupt`, `aborted`.
 */
export async function obtainFile(
  entry: RegistryEntry,
  file: RegistryFile,
  options: ObtainOptions = {},
): Promise<ObtainedFile> {
  throwIfAborted(options.signal, `data set "${entry.name}"`);
  const folders = await dataFolders(options);
  const path = await findDataFile(folders, entry.name, file.name);
  if (path !== undefined) return { ...(await readRegistryFile(path, file)), path, downloaded: false };
  const mirrors = mirrorsOf(entry);
  if (options.download === false || mirrors.length === 0) throw notHere(entry, file, folders, mirrors);
  const download = await downloadFile(
    file,
    mirrors,
    join(cacheFolder(options.cacheDir), entry.name),
    options,
  );
  return { ...download, downloaded: true };
}

/** What {@link fetchRegistryFiles} did with a file. */
export interface FetchedFile {
  readonly split: Split;
  readonly file: string;
  readonly path: string;
  readonly status: "present" | "downloaded" | "replaced";
}

/**
 * Makes every file of a registered data set be on disk and right. Complete files are kept, so that running again
 * resumes; a damaged file in the download folder is fetched anew, a damaged one anywhere else is an error.
 * Downloads go to `dataDir` where it is given (made if missing), else to the cache.
 * @param options.onFile Called with each file once it is there.
 */
export async function fetchRegistryFiles(
  entry: RegistryEntry,
  options: Omit<ObtainOptions, "download"> & { readonly onFile?: (file: FetchedFile) => void } = {},
): Promise<FetchedFile[]> {
  const { dataDir, onFile } = options;
  const target = join(dataDir ?? cacheFolder(options.cacheDir), entry.name);
  if (dataDir !== undefined) await makeFolder(dataDir);
  let mirrors = mirrorsOf(entry);
  const done: FetchedFile[] = [];
  for (const { split, file } of registryFiles(entry)) {
    throwIfAborted(options.signal, `data set "${entry.name}"`);
    const folders = await dataFolders(options);
    const found = await findDataFile(folders, entry.name, file.name);
    const damaged = found !== undefined && (await isDamaged(found, file));
    let result: FetchedFile;
    if (found !== undefined && !damaged) {
      result = { split, file: file.name, path: found, status: "present" };
    } else {
      const replaced = join(target, `${file.name}.gz`);
      if (found !== undefined && found !== replaced) await readRegistryFile(found, file);
      if (mirrors.length === 0) throw notHere(entry, file, folders, mirrors);
      const { path, mirror } = await downloadFile(file, mirrors, target, options);
      // The mirror that answered is asked first for the next file.
      mirrors = [mirror, ...mirrors.filter((other) => other !== mirror)];
      result = { split, file: file.name, path, status: damaged ? "replaced" : "downloaded" };
    }
    done.push(result);
    onFile?.(result);
  }
  return done;
}

async function isDamaged(path: string, file: RegistryFile): Promise<boolean> {
  try {
    await readRegistryFile(path, file);
    return false;
  } catch (error) {
    if (error instanceof NescioError && error.code === "corrupt") return true;
    throw error;
  }
}

function mirrorsOf(entry: RegistryEntry): string[] {
  const own = fromEnvironment("NESCIO_MIRROR");
  return [...(own === undefined ? [] : [`${own.replace(/\/+$/, "")}/${entry.name}/`]), ...entry.mirrors];
}

function notHere(
  entry: RegistryEntry,
  file: RegistryFile,
  folders: readonly DataFolder[],
  mirrors: readonly string[],
): NescioError {
  return new NescioError({
    code: mirrors.length === 0 ? "unavailable" : "not-found",
    subject: `data set "${entry.name}"`,
    expected: `${entry.name}/${file.name}.gz in one of ${describeFolders(folders)}`,
    found: "no such file",
    next:
      entry.instructions !== undefined && mirrors.length === 0
        ? entry.instructions
        : `Run \`nescio data fetch ${entry.name}\`, or name a folder that has it with --data-dir or NESCIO_DATA.`,
  });
}
