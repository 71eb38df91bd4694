import { basename, join } from "node:path";
import type { ImageDataset } from "@nescio/core";
import { registry, type RegistryEntry, type RegistryFile, type Split } from "@nescio/core/internal";
import { existingFile } from "./data-folders.js";
import { readRegistryFile, type DataFile } from "./data-file.js";

/** Names of folders that hold a part of a set, in which the classes' folders lie. */
const partNames: Readonly<Record<Split, readonly string[]>> = {
  train: ["train", "training"],
  test: ["test", "testing", "val", "valid", "validation"],
};

/**
 * The folder of a set's part, where the set's folder holds parts (`FOLDER/train/CLASS/IMAGE.png`, `FOLDER/test/…`).
 * undefined where it does not: every name in it has to be a part's.
 */
export function partFolder(folder: string, names: readonly string[], split: Split): string | undefined {
  const known = Object.values(partNames).flat();
  const isPart = (name: string): boolean => known.includes(name.toLowerCase());
  if (!names.some((name) => partNames.train.includes(name.toLowerCase())) || !names.every(isPart))
    return undefined;
  const wanted = partNames[split].find((part) => names.some((name) => name.toLowerCase() === part));
  const name = names.find((each) => each.toLowerCase() === wanted);
  return name === undefined ? undefined : join(folder, name);
}

/** Files of a registered data set's part, as somebody has unpacked them into a folder. */
interface KnownFiles {
  readonly entry: RegistryEntry;
  readonly files: readonly { readonly file: RegistryFile; readonly path: string }[];
}

/**
 * The files of a registered data set's part that lie in a folder: recognised by names that no other set's files have. Files
 * that are not there are done without, from the last on.
 */
export async function findKnownFiles(folder: string, split: Split): Promise<KnownFiles | undefined> {
  for (const entry of registry) {
    const wanted = entry.splits[split]?.files ?? [];
    if (wanted.length === 0 || !isOwnName(entry, wanted[0])) continue;
    const files: { file: RegistryFile; path: string }[] = [];
    for (const file of wanted) {
      const path = await existingFile(join(folder, file.name));
      if (path === undefined) break;
      files.push({ file, path });
    }
    if (files.length > 0) return { entry, files };
  }
  return undefined;
}

/** The data set of such files. */
export async function loadKnownFiles(folder: string, split: Split): Promise<ImageDataset | undefined> {
  const known = await findKnownFiles(folder, split);
  if (known === undefined) return undefined;
  const { entry, files } = known;
  const read: (DataFile & { path: string })[] = [];
  for (const { file, path } of files) read.push({ ...(await readRegistryFile(path, file)), path });
  const sources = read.map(({ sha256 }, i) => ({ file: files[i].file.name, sha256 }));
  return { ...entry.format.read(read, entry, sources), name: basename(folder) };
}

/** Whether only one registered set has files of that name. */
function isOwnName(entry: RegistryEntry, { name }: RegistryFile): boolean {
  return registry.every(
    (other) =>
      other === entry ||
      Object.values(other.splits).every(({ files }) => files.every((file) => file.name !== name)),
  );
}
