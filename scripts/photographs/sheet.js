// Pictures beside what was read of them, for looking at.
import sharp from "sharp";

const cell = 132;
const columns = 8;

/** @param {readonly { picture: import("./index.js").Picture, read: { pixels: Uint8Array }, text: string }[]} rows */
export async function contactSheet(rows, file) {
  const parts = [];
  for (const [i, { picture, read, text }] of rows.entries()) {
    const left = (i % columns) * (2 * cell + 8);
    const top = Math.floor(i / columns) * (cell + 22);
    const { width, height, data } = picture;
    const whole = sharp(data, { raw: { width, height, channels: 4 } });
    const seen = sharp(read.pixels, { raw: { width: 28, height: 28, channels: 1 } }).toColourspace("srgb");
    parts.push(
      {
        input: await whole.resize(cell, cell, { fit: "contain", background: "#446" }).png().toBuffer(),
        left,
        top,
      },
      {
        input: await seen.resize(cell, cell, { kernel: "nearest" }).png().toBuffer(),
        left: left + cell,
        top,
      },
      {
        input: Buffer.from(
          `<svg width="${2 * cell}" height="20"><text x="2" y="15" font-size="13" fill="white">${text}</text></svg>`,
        ),
        left,
        top: top + cell,
      },
    );
  }
  const width = columns * (2 * cell + 8);
  const height = Math.max(1, Math.ceil(rows.length / columns)) * (cell + 22);
  await sharp({ create: { width, height, channels: 3, background: "#222" } })
    .composite(parts)
    .png()
    .toFile(file);
}
