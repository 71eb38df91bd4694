import { deflateSync, crc32 } from "node:zlib";

/** A grey picture as a PNG, each pixel as often as fits into the side; dark on light. */
export function grayPng(pixels, width, height, side) {
  const rows = Buffer.alloc(side * (side + 1));
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const [from, row] = [Math.floor((x * width) / side), Math.floor((y * height) / side)];
      rows[y * (side + 1) + 1 + x] = 255 - pixels[row * width + from];
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const all = Buffer.alloc(body.length + 8);
  all.writeUInt32BE(data.length, 0);
  all.set(body, 4);
  all.writeUInt32BE(crc32(body), body.length + 4);
  return all;
}
