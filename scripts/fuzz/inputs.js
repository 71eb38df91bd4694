// Small valid inputs, made by our own code.
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { createDataset, denseNetwork } from "nescio";

/** The names that the files of the data set go by. */
export const idxName = "m-images-idx3-ubyte";
export const labelsName = "m-labels-idx1-ubyte";

const [count, side] = [40, 6];
const pixels = Uint8Array.from(
  { length: count * side * side },
  (_, i) => ((i % 7) * 9 + (Math.floor(i / (side * side)) % 2) * 150) % 256,
);
const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
export const idxImages = idx([0x803, count, side, side], pixels);
export const idxLabels = idx([0x801, count], labels);

/** Images of 6×6 pixels in two classes, told by their brightness; as if they had been read from the files. */
export const images = createDataset({
  ...{ name: "stripes", count, height: side, width: side, channels: 1, classes: ["0", "1"], pixels, labels },
  sources: [
    { file: idxName, sha256: sha256(idxImages) },
    { file: labelsName, sha256: sha256(idxLabels) },
  ],
});

export const dense = denseNetwork([6, 6, 1], [3], 2);
export const training = { epochs: 2, batchSize: 16, threads: 1, seed: 1 };

const raw = { width: 12, height: 10, channels: 3 };
const colours = Buffer.from(Array.from({ length: 360 }, (_, i) => (i * 37) % 256));

/** A picture in each format. */
export async function pictures() {
  const image = () => sharp(colours, { raw });
  const grey = sharp(colours.subarray(0, 120), { raw: { ...raw, channels: 1 } });
  return [
    ...(await Promise.all([
      image().png().toBuffer(),
      grey.png({ palette: true }).toBuffer(),
      image().jpeg().withMetadata({ orientation: 6 }).toBuffer(),
      image().webp().toBuffer(),
      image().gif().toBuffer(),
      image().tiff().toBuffer(),
      image().tiff({ compression: "deflate", tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    ])),
    bitmap(24),
    bitmap(8),
  ];
}

/** A BMP of 4×4 pixels. */
function bitmap(bits) {
  const colours = bits === 8 ? 256 : 0;
  const from = 54 + 4 * colours;
  const bytes = Buffer.alloc(from + 4 * Math.ceil((4 * bits) / 32) * 4, 0x35);
  bytes.write("BM", 0, "latin1");
  for (const [at, value] of [
    [2, bytes.length],
    [10, from],
    [14, 40],
    [18, 4],
    [22, 4],
    [30, 0],
    [46, colours],
  ]) {
    bytes.writeUInt32LE(value, at);
  }
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(bits, 28);
  return bytes;
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/** An IDX file: its magic number and sizes, then bytes. */
function idx(words, bytes) {
  const header = Buffer.alloc(4 * words.length);
  words.forEach((word, i) => header.writeUInt32BE(word, 4 * i));
  return Buffer.concat([header, bytes]);
}

export const gzipped = [
  gzipSync(idxImages),
  gzipSync(idxImages, { level: 0 }),
  gzipSync(Buffer.concat([idxImages, Buffer.alloc(1e6)])),
];
