import { NescioError, type DatasetSource, type ImageDataset } from "@nescio/core";
import { idxDataset, maxDatasetBytes, parseIdxImages, parseIdxLabels } from "@nescio/core/internal";

/** The header of an IDX file of images, in bytes. */
const header = 16;

/** A file of an IDX data set, decompressed. */
interface IdxFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * A data set from IDX files: one of images, and one of labels or none, in any order, by gzip compressed or not. Its sources have the
 * checksums of the files where the page has what computes them (https or localhost).
 *
 * @param classes Class names in label order, or numbers that are labels themselves. Default: the labels that occur.
 * @throws NescioError `invalid-data` for other numbers of files, or labels that do not fit the images or the classes; `corrupt` for
 * what is no IDX file, or damaged.
 */
export async function openIdx(files: readonly File[], classes?: readonly string[]): Promise<ImageDataset> {
  const read = await Promise.all(files.map(decompressed));
  const [labels, images] = [true, false].map((wanted) => read.filter((file) => isLabels(file) === wanted));
  if (images.length !== 1 || labels.length > 1) {
    throw new NescioError({
      code: "invalid-data",
      subject: "opened files",
      expected: "an IDX file of images, and one of their labels",
      found: `${images.length} and ${labels.length}`,
      next: "Choose both files at once, as train-images-idx3-ubyte and train-labels-idx1-ubyte.",
    });
  }
  const [image, label] = [images[0], labels.at(0)];
  return idxDataset({
    name: image.name.replace(/\.gz$/, ""),
    images: parseIdxImages(image.bytes, image.name),
    imagesFile: image.name,
    ...(label && { labels: parseIdxLabels(label.bytes, label.name), labelsFile: label.name }),
    ...(classes && { classes }),
    ...(await sourcesOf(label === undefined ? [image] : [image, label])),
  });
}

/** Whether a file begins as one of labels does: bytes in one dimension. */
function isLabels({ bytes }: IdxFile): boolean {
  return bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8 && bytes[3] === 1;
}

async function sourcesOf(
  files: readonly IdxFile[],
): Promise<{ readonly sources?: readonly DatasetSource[] }> {
  // Only pages from https and localhost have it, whatever its type says.
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle === undefined) return {};
  const sources = files.map(async ({ name, bytes }) => ({
    file: name.replace(/\.gz$/, ""),
    sha256: hex(new Uint8Array(await subtle.digest("SHA-256", bytes))),
  }));
  return { sources: await Promise.all(sources) };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function decompressed(file: File): Promise<IdxFile> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) {
    if (file.size > maxDatasetBytes + header) throw tooLarge(file);
    return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
  }
  return { name: file.name, bytes: await gunzip(file) };
}

async function gunzip(file: File): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = file.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new NescioError({
        code: "corrupt",
        subject: file.name,
        expected: "a whole gzip file",
        found: cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause),
        cause,
      });
    });
    if (done) break;
    length += value.length;
    // A small file may decompress to more than there is memory.
    if (length > maxDatasetBytes + header) throw tooLarge(file);
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function tooLarge(file: File): NescioError {
  return new NescioError({
    code: "invalid-data",
    subject: file.name,
    expected: `at most ${maxDatasetBytes} bytes of images`,
    found: "more",
  });
}
