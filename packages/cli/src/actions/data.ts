import { dirname } from "node:path";
import { NescioError } from "@nescio/core";
import {
  findRegistryEntry,
  registry,
  registryFiles,
  type RegistryEntry,
  throwIfAborted,
} from "@nescio/core/internal";
import {
  dataFolders,
  fetchRegistryFiles,
  findDataFile,
  findGeneratedEntry,
  generatedEntries,
  readRegistryFile,
  type FetchedFile,
} from "@nescio/node/internal";
import { formatBytes, formatCount } from "../format.js";
import type { Progress } from "../progress.js";
import type { CommandContext } from "../run-command.js";
import { formatTable } from "../ui.js";

type Context = CommandContext<object>;

interface ListedDataset {
  readonly name: string;
  readonly title: string;
  /** Images in the split; null where it has none. */
  readonly train: number | null;
  readonly test: number | null;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of all files, decompressed. */
  readonly bytes: number;
  readonly license: string;
  readonly generated: boolean;
  /** Folders that hold files of it. */
  readonly where: readonly string[];
  readonly missing: readonly string[];
}

/** Every data set known by name. */
export async function listDatasets({ options, ui }: Context): Promise<void> {
  const known: ListedDataset[] = [];
  for (const entry of registry) {
    const files = await locate(entry, options.dataDir);
    const images = (split: "train" | "test"): number | null => entry.splits[split]?.count ?? null;
    known.push({
      name: entry.name,
      title: entry.title,
      train: images("train"),
      test: images("test"),
      height: entry.height,
      width: entry.width,
      channels: entry.channels,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      license: entry.license,
      generated: false,
      where: [...new Set(files.flatMap(({ path }) => (path === null ? [] : [dirname(path)])))],
      missing: files.flatMap(({ file, path }) => (path === null ? [file] : [])),
    });
  }
  for (const { name, title, counts } of generatedEntries) {
    const { train, test } = counts;
    const fixed = {
      height: 28,
      width: 28,
      channels: 1,
      bytes: (train + test) * 784,
      license: "MIT",
      generated: true,
    };
    known.push({ name, title, train, test, ...fixed, where: [], missing: [] });
  }
  ui.result(known, () =>
    formatTable(
      [
        { title: "NAME" },
        { title: "TRAIN", align: "right" },
        { title: "TEST", align: "right" },
        { title: "IMAGES" },
        { title: "SIZE", align: "right" },
        { title: "WHERE" },
        { title: "LICENSE" },
      ],
      known.map((set) => [
        set.name,
        set.train === null ? "–" : formatCount(set.train),
        set.test === null ? "–" : formatCount(set.test),
        `${set.height}×${set.width}${set.channels === 1 ? "" : `×${set.channels}`}`,
        formatBytes(set.bytes),
        describePlace(set),
        set.license,
      ]),
      ui.colors.bold,
    ),
  );
}

/** The folders searched, and a data set's files in them. */
export async function locateDataset({ options, ui }: Context, name?: string): Promise<void> {
  const entries = name === undefined ? [] : namedEntries([name]);
  const folders = await dataFolders(options);
  const files = (await Promise.all(entries.map((entry) => locate(entry, options.dataDir)))).flat();
  ui.result({ folders, files }, () => {
    const searched = formatTable(
      [{ title: "FOLDER SEARCHED" }, { title: "NAMED BY" }, { title: "" }],
      folders.map(({ path, origin, exists }) => [path, origin, exists ? "" : "no such folder"]),
      ui.colors.bold,
    );
    if (entries.length === 0) return searched;
    const found = formatTable(
      [{ title: "FILE" }, { title: "FOUND AS" }],
      files.map(({ file, path }) => [file, path ?? "not here"]),
      ui.colors.bold,
    );
    return `${searched}\n\n${found}`;
  });
}

/** Downloads what is missing of the named data sets. */
export async function fetchDatasets({ options, ui, signal }: Context, names: string[]): Promise<void> {
  const entries = namedEntries(names);
  const fetched: (FetchedFile & { readonly dataset: string })[] = [];
  for (const entry of entries) {
    let bar: { readonly file: string; readonly progress: Progress } | undefined;
    const done = await fetchRegistryFiles(entry, {
      dataDir: options.dataDir,
      signal,
      onProgress({ file, received, total }) {
        if (bar?.file !== file) {
          bar?.progress.stop();
          bar = {
            file,
            progress: ui.progress({ title: `${entry.name}/${file}`, total, format: formatBytes }),
          };
        }
        bar.progress.update(received, undefined, total);
      },
      onFile({ file, path, status }) {
        bar?.progress.stop();
        if (!ui.json)
          ui.notice(`${entry.name}/${file}: ${status === "present" ? "already here" : status}, ${path}`);
      },
    });
    fetched.push(...done.map((file) => ({ dataset: entry.name, ...file })));
  }
  ui.result(fetched, () => {
    const news = fetched.filter(({ status }) => status !== "present").length;
    return `${fetched.length} files in place, ${news} of them downloaded now`;
  });
}

/** Checks files against their checksums; throws when one is wrong, or a named set's is missing. */
export async function verifyDatasets({ options, ui, signal }: Context, names: string[]): Promise<void> {
  const entries = names.length === 0 ? registry : namedEntries(names);
  const checked: { file: string; path: string | null; ok: boolean; unverified?: true; problem?: string }[] =
    [];
  for (const entry of entries) {
    const records = registryFiles(entry);
    for (const [index, { file, path }] of (await locate(entry, options.dataDir)).entries()) {
      throwIfAborted(signal, "verification");
      if (path === null) {
        if (names.length > 0) checked.push({ file, path, ok: false, problem: "not here" });
        continue;
      }
      try {
        await readRegistryFile(path, records[index].file);
        const { sha256 } = records[index].file;
        checked.push({ file, path, ok: true, ...(sha256 === undefined ? { unverified: true } : {}) });
      } catch (error) {
        if (!(error instanceof NescioError)) throw error;
        checked.push({ file, path, ok: false, problem: `expected ${error.expected}, got ${error.found}` });
      }
    }
  }
  ui.result(checked, () =>
    checked.length === 0
      ? "no data set is here; `nescio data where` shows the folders searched"
      : formatTable(
          [{ title: "FILE" }, { title: "STATE" }, { title: "PATH" }],
          checked.map(({ file, path, ok, unverified, problem }) => [
            file,
            ok ? (unverified ? "here; no checksum is published" : "right") : `WRONG: ${problem ?? ""}`,
            path ?? "",
          ]),
          ui.colors.bold,
        ),
  );
  const damaged = checked.filter(({ ok, path }) => !ok && path !== null);
  const missing = checked.filter(({ path }) => path === null);
  if (damaged.length + missing.length === 0) return;
  const bad = damaged.length > 0 ? damaged : missing;
  throw new NescioError({
    code: damaged.length > 0 ? "corrupt" : "not-found",
    subject: bad.map(({ file, path }) => path ?? file).join(", "),
    expected: "the registered checksum",
    found: damaged.length > 0 ? "other contents" : "no file",
    next:
      damaged.length > 0
        ? "Remove the damaged files and run `nescio data fetch`."
        : "Run `nescio data fetch`, or name a folder with --data-dir or NESCIO_DATA.",
  });
}

interface LocatedFile {
  /** As `mnist/t10k-images-idx3-ubyte`. */
  readonly file: string;
  readonly bytes: number;
  readonly path: string | null;
}

/** Where each file of a data set lies, in the order of `registryFiles`. */
async function locate(entry: RegistryEntry, dataDir: string | undefined): Promise<LocatedFile[]> {
  const folders = await dataFolders({ dataDir });
  return Promise.all(
    registryFiles(entry).map(async ({ file }) => ({
      file: `${entry.name}/${file.name}`,
      bytes: file.bytes,
      path: (await findDataFile(folders, entry.name, file.name)) ?? null,
    })),
  );
}

function namedEntries(names: readonly string[]): RegistryEntry[] {
  return names.map((name) => {
    const entry = findRegistryEntry(name);
    if (entry) return entry;
    const generated = findGeneratedEntry(name) !== undefined;
    throw new NescioError({
      code: "invalid-option",
      subject: "name of a data set",
      expected: `one of ${registry.map((known) => known.name).join(", ")}`,
      found: generated ? `${name}, which is generated and has no files` : name,
    });
  });
}

function describePlace(set: {
  generated: boolean;
  where: readonly string[];
  missing: readonly string[];
}): string {
  if (set.generated) return "generated";
  if (set.where.length === 0) return "not here";
  return `${set.where.join(", ")}${set.missing.length > 0 ? ` (${set.missing.length} files missing)` : ""}`;
}
