import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { encodeIdxImages, encodeIdxLabels } from "../../packages/core/src/data/idx.js";
import { idxPair } from "../../packages/core/src/data/formats/idx-pair.js";
import type { RegistryEntry, RegistryFile } from "../../packages/core/src/data/registry.js";

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const content = {
  "train-images-idx3-ubyte": encodeIdxImages({ count: 3, height: 2, width: 2, pixels: bytesFrom(12) }),
  "train-labels-idx1-ubyte": encodeIdxLabels(Uint8Array.of(0, 1, 2)),
  "t10k-images-idx3-ubyte": encodeIdxImages({ count: 2, height: 2, width: 2, pixels: bytesFrom(8) }),
  "t10k-labels-idx1-ubyte": encodeIdxLabels(Uint8Array.of(2, 0)),
};

/** The files of the toy data set, as mirrors serve them: `NAME.gz` → bytes. */
export const toyFiles: Record<string, Uint8Array> = Object.fromEntries(
  Object.entries(content).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]),
);

/** The contents of one of its files, decompressed. */
export const toyContent: Record<string, Uint8Array> = content;

/** A record of it, as the registry has them. */
export function toyFile(
  name: keyof typeof content,
  digestOf: RegistryFile["digestOf"] = "content",
): RegistryFile {
  const sha256 = hash(digestOf === "gzip" ? toyFiles[`${name}.gz`] : content[name]);
  return { name, bytes: content[name].length, sha256, digestOf };
}

/** A registered data set of 3 and 2 images, 2×2, three classes. */
export function toyEntry(mirrors: readonly string[]): RegistryEntry {
  return {
    name: "toy",
    title: "toy",
    height: 2,
    width: 2,
    channels: 1,
    format: idxPair,
    classes: ["a", "b", "c"],
    license: "MIT",
    homepage: "https://example.org/",
    mirrors,
    splits: {
      train: {
        count: 3,
        files: [toyFile("train-images-idx3-ubyte"), toyFile("train-labels-idx1-ubyte")],
      },
      test: {
        count: 2,
        files: [toyFile("t10k-images-idx3-ubyte"), toyFile("t10k-labels-idx1-ubyte")],
      },
    },
  };
}

function bytesFrom(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (37 * index) % 256);
}
