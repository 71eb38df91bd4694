// Small valid inputs, made by our own code.
import { gzipSync } from "node:zlib";
import sharp from "sharp";
import {
  createDataset,
  createModel,
  denseNetwork,
  convNetwork,
  encodeModel,
  trainMeanField,
  trainPosterior,
} from "nescio";
import { encodeCheckpoint } from "@nescio/core/internal";

/** Images of 6×6 pixels in two classes, told by their brightness. */
export const images = createDataset({
  ...{ name: "stripes", count: 40, height: 6, width: 6, channels: 1, classes: ["dark", "light"] },
  pixels: Uint8Array.from(
    { length: 40 * 36 },
    (_, i) => ((i % 7) * 9 + (Math.floor(i / 36) % 2) * 150) % 256,
  ),
  labels: Uint8Array.from({ length: 40 }, (_, i) => i % 2),
});

export const dense = denseNetwork([6, 6, 1], [3], 2);
const convolution = convNetwork([6, 6, 1], { channels: [2], kernel: 3, hidden: [] }, 2);
export const training = { epochs: 2, batchSize: 16, threads: 1, seed: 1 };

/** Models of several kinds, as files without a checksum: with one, hardly a change would get any further. */
export async function modelFiles() {
  const files = [];
  for (const [network, posterior, precision] of [
    [dense, "mean-field", "single"],
    [convolution, "mean-field", "half"],
    [dense, "ensemble", "single"],
    [dense, "swag", "half"],
    [dense, "laplace", "single"],
    [convolution, "point", "single"],
  ]) {
    const result = await trainPosterior(network, images, {
      ...training,
      posterior,
      ...(posterior === "ensemble" ? { members: 2 } : {}),
    });
    const model = createModel(result, { dataset: images, preset: "default" });
    files.push(withoutChecksum(encodeModel(model, { precision })));
  }
  return files;
}

export async function checkpointFiles() {
  const kept = [];
  await trainMeanField(dense, images, {
    ...training,
    onCheckpoint: (checkpoint) => void kept.push(checkpoint),
  });
  return kept.map((checkpoint) => withoutChecksum(encodeCheckpoint(checkpoint, "key")));
}

/** A safetensors file's header and data. */
export function parsed(bytes) {
  const length = Number(Buffer.from(bytes).readBigUInt64LE(0));
  return {
    header: JSON.parse(Buffer.from(bytes).toString("utf8", 8, 8 + length)),
    data: Buffer.from(bytes).subarray(8 + length),
  };
}

export function joined(headerText, data) {
  const header = Buffer.from(headerText);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, data]);
}

function withoutChecksum(bytes) {
  const { header, data } = parsed(bytes);
  delete header.__metadata__["nescio.crc32"];
  return joined(JSON.stringify(header), data);
}

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

/** An IDX file: its magic number and sizes, then bytes. */
function idx(words, bytes) {
  const header = Buffer.alloc(4 * words.length);
  words.forEach((word, i) => header.writeUInt32BE(word, 4 * i));
  return Buffer.concat([header, bytes]);
}

const { count, height, width, pixels, labels } = images;
export const idxImages = idx([0x803, count, height, width], pixels);
export const idxLabels = idx([0x801, count], labels);
export const gzipped = [
  gzipSync(idxImages),
  gzipSync(idxImages, { level: 0 }),
  gzipSync(Buffer.concat([idxImages, Buffer.alloc(1e6)])),
];
