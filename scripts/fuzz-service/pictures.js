import { crc32, deflateSync } from "node:zlib";

// Pictures that are none. Each is refused with 422, or 413 where it says that it is too large.

const signature = Buffer.from("89504e470d0a1a0a", "hex");

function chunk(type, data) {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** A PNG of so many grey pixels by its header, with these bytes as its compressed contents. */
export function png(
  width,
  height,
  contents = deflateSync(Buffer.alloc((width + 1) * height)),
  depth = 8,
  colour = 0,
) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour], 8);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", contents),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** A JPEG's header of so many pixels, and a scan of nothing. */
function jpeg(width, height) {
  const frame = Buffer.from("ffd8ffc0000b080000000001011100", "hex");
  frame.writeUInt16BE(height, 7);
  frame.writeUInt16BE(width, 9);
  return Buffer.concat([frame, Buffer.from("ffda0008010100003f00", "hex"), Buffer.alloc(20, 0x55)]);
}

function gif(width, height) {
  const bytes = Buffer.from(
    "GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\0\0\0\0\0\x02\x02D\x01\0;",
    "latin1",
  );
  for (const at of [6, 24]) bytes.writeUInt16LE(width, at);
  for (const at of [8, 26]) bytes.writeUInt16LE(height, at);
  return bytes;
}

let bomb;

/** [what it is, bytes, statuses that are right] */
export const badPictures = {
  "a truncated PNG": (random) => [png(28, 28).subarray(0, 8 + random.below(40)), [422]],
  "a PNG without its end": () => [png(28, 28).subarray(0, -12), [422]],
  "a PNG whose contents are noise": (random) => [png(28, 28, random.bytes(50)), [422]],
  "a PNG of fewer rows than it says": (random) => [
    png(40, 40 + random.below(9), deflateSync(Buffer.alloc(41 * random.below(30)))),
    [422],
  ],
  "a PNG of no size": (random) => [random.of([png(0, 28), png(28, 0), png(0, 0)]), [422]],
  "a PNG of too many pixels": (random) => [png(4097 + random.below(3000), 4097, Buffer.alloc(4)), [413]],
  "a PNG of far too many": (random) => [
    png(random.of([65_536, 2 ** 31 - 1, 2 ** 32 - 1]), random.of([1, 65_536, 2 ** 31 - 1]), Buffer.alloc(4)),
    [413, 422],
  ],
  "a PNG of a depth that there is not": (random) => [
    png(28, 28, undefined, random.of([0, 3, 7, 99]), random.of([0, 1, 5])),
    [422],
  ],
  "a PNG that unpacks to far more": () => [
    png(28, 28, (bomb ??= deflateSync(Buffer.alloc(50_000_000), { level: 9 }))),
    [200, 422],
  ],
  "a large one of little": () => [png(4000, 4000, deflateSync(Buffer.alloc(1000))), [413, 422]],
  "a JPEG of nothing": (random) => [jpeg(1 + random.below(500), 1 + random.below(500)), [200, 422]],
  "a JPEG of no size": () => [jpeg(0, 0), [422]],
  "a JPEG of too many pixels": () => [jpeg(65_000, 65_000), [413, 422]],
  "a truncated JPEG": (random) => [jpeg(100, 100).subarray(0, 3 + random.below(10)), [422]],
  "a GIF of nothing": (random) => [gif(random.of([0, 1, 65_535]), random.of([0, 65_535])), [200, 413, 422]],
  "a truncated WebP": (random) => [
    Buffer.concat([Buffer.from("RIFF\xff\xff\xff\x7fWEBPVP8", "latin1"), random.bytes(random.below(60))]),
    [422],
  ],
  "a TIFF of noise": (random) => [
    Buffer.concat([Buffer.from("II*\0\x08\0\0\0", "latin1"), random.bytes(90)]),
    [422],
  ],
  "SVG, which may ask for other files": () => [
    Buffer.from(
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    ),
    [422],
  ],
  noise: (random) => [random.bytes(1 + random.below(300)), [422]],
  text: () => [Buffer.from("no picture at all"), [422]],
};
