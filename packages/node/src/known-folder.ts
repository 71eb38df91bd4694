import { basename, join } from "node:path";
import type { Dataset } from "@nescio/core";
import { registry, type RegistryEntry, type RegistryFile, type Split } from "@nescio/core/internal";
import { kindOf } from "./regular-file.js";
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

/**
 * A part of a registered data set whose files lie in a folder, as somebody has unpacked them: recognised by names that no
 * other set's files have. Files that are not there are done without, from the last on.
 */
export async function loadKnownFiles(folder: string, split: Split): Promise<Dataset | undefined> {
  for (const entry of registry) {
    const wanted = entry.splits[split]?.files ?? [];
    if (wanted.length === 0 || !isOwnName(entry, wanted[0])) continue;
    const found: { file: RegistryFile; data: DataFile; path: string }[] = [];
    for (const file of wanted) {
      const path = await existing(join(folder, file.name));
      if (path === undefined) break;
      found.push({ file, path, data: await readRegistryFile(path, file) });
    }
    if (found.length === 0) continue;
    const sources = found.map(({ file, data }) => ({ file: file.name, sha256: data.sha256 }));
    const read = found.map(({ data, path }) => ({ ...data, path }));
    return { ...entry.format.read(read, entry, sources), name: basename(folder) };
  }
  return undefined;
}

/** Whether only one registered set has files of that name. */
function isOwnName(entry: RegistryEntry, { name }: RegistryFile): boolean {
  return registry.every(
    (other) =>
      other === entry ||
      Object.values(other.splits).every(({ files }) => files.every((file) => file.name !== name)),
  );
}

async function existing(path: string): Promise<string | undefined> {
  for (const candidate of [`${path}.gz`, path]) if ((await kindOf(candidate)) === "file") return candidate;
  return undefined;
}
