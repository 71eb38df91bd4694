/** A BMP without compression whose pixels are 0, 1, 2, … in rows from the top: grey through a palette, or in colour. */
export function bmp(bits: 1 | 4 | 8 | 24 | 32, width: number, height: number, topDown = false): Buffer {
  const palette = bits <= 8 ? 2 ** bits : 0;
  const stride = 4 * Math.ceil((width * bits) / 32);
  const from = 54 + 4 * palette;
  const file = Buffer.alloc(from + stride * height);
  file.write("BM", "latin1");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(from, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(topDown ? -height : height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  for (let i = 0; i < palette; i++) file.fill(Math.round((255 * i) / (palette - 1)), 54 + 4 * i, 57 + 4 * i);
  for (let row = 0; row < height; row++) {
    const start = from + stride * (topDown ? row : height - 1 - row);
    for (let column = 0; column < width; column++) {
      const value = row * width + column;
      if (bits >= 24) {
        // Blue, green, red.
        for (let c = 0; c < 3; c++) file[start + (column * bits) / 8 + c] = (value + 2 - c) % 256;
        continue;
      }
      const bit = column * bits;
      file[start + (bit >> 3)] |= (value % palette) << (8 - bits - (bit & 7));
    }
  }
  return file;
}
