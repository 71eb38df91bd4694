import type { ImageDataset, DatasetSource } from "./dataset.js";
import type { RegistryEntry, RegistryFile } from "./registry.js";

/** A file of a data set that has been read. */
export interface ReadFile {
  /** What errors call it. */
  readonly path: string;
  /** Decompressed. */
  readonly content: Uint8Array;
}

/** How the files of a registered data set hold its images: one file in `data/formats/` each. */
export interface DataFormat {
  /** Short: "IDX". */
  readonly name: string;
  /** Those of a split's files that hold its first `images` images, with all that belongs to these; at least one. */
  filesFor(files: readonly RegistryFile[], images: number): readonly RegistryFile[];
  /**
   * Puts together what the files hold.
   *
   * @param files - A split's, in its order, or the first of them.
   * @throws NescioError `corrupt` or `invalid-data`, naming the file.
   */
  read(
    files: readonly ReadFile[],
    facts: Pick<RegistryEntry, "name" | "height" | "width" | "channels" | "classes">,
    sources: readonly DatasetSource[],
  ): ImageDataset;
}
