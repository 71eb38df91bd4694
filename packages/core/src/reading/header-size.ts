import { fileType, type FileType } from "./file-type.js";

interface Size {
  readonly width: number;
  readonly height: number;
}

type View = DataView;

/**
 * The size that an image file claims, read from its header: what a decoder will make room for. Of GIF the first frame counts
 * too where it reaches over the screen, as browsers enlarge it then. Before the EXIF orientation.
 *
 * @returns undefined where the header is cut or is none, for pictures without any pixels, and for formats that browsers do
 * not decode.
 */
export function headerSize(bytes: Uint8Array): Size | undefined {
  const type = fileType(bytes);
  if (type === undefined) return undefined;
  try {
    const size = readers[type](new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined;
  } catch (error) {
    // The view's way to say that the file ends before.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const readers: Readonly<Record<FileType, (view: View) => Size | undefined>> = {
  png: pngSize,
  jpeg: jpegSize,
  webp: webpSize,
  gif: gifSize,
  bmp: bmpSize,
  tiff: () => undefined,
};

const nameAt = (view: View, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

/** The IHDR chunk comes first. */
function pngSize(view: View): Size | undefined {
  if (nameAt(view, 12) !== "IHDR") return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** The first frame header, found as libjpeg goes from marker to marker: what is between segments is passed over. */
function jpegSize(view: View): Size | undefined {
  for (let at = 2; ;) {
    while (view.getUint8(at) !== 0xff) at++;
    while (view.getUint8(at) === 0xff) at++;
    const marker = view.getUint8(at++);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { height: view.getUint16(at + 3), width: view.getUint16(at + 5) };
    // The scan, or the end: there was no frame.
    if (marker === 0xda || marker === 0xd9) return undefined;
    const isAlone = marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (!isAlone) at += Math.max(2, view.getUint16(at));
  }
}

/** A canvas of 24 bits a side where there is one, else the frame of 14 bits a side. */
function webpSize(view: View): Size | undefined {
  const uint24 = (at: number): number => view.getUint16(at, true) + 65_536 * view.getUint8(at + 2);
  switch (nameAt(view, 12)) {
    case "VP8X":
      return { width: 1 + uint24(24), height: 1 + uint24(27) };
    case "VP8L": {
      if (view.getUint8(20) !== 0x2f) return undefined;
      const bits = view.getUint32(21, true);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    case "VP8 ":
      if (uint24(23) !== 0x2a_01_9d) return undefined;
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
    default:
      return undefined;
  }
}

function gifSize(view: View): Size | undefined {
  const sizeAt = (at: number): Size => ({
    width: view.getUint16(at, true),
    height: view.getUint16(at + 2, true),
  });
  const screen = sizeAt(6);
  const flags = view.getUint8(10);
  // Behind the colours of all frames come extensions, each of blocks until an empty one.
  let at = 13 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  while (view.getUint8(at) === 0x21) {
    at += 2;
    for (;;) {
      const length = view.getUint8(at++);
      if (length === 0) break;
      at += length;
    }
  }
  if (view.getUint8(at) !== 0x2c) return undefined;
  const corner = sizeAt(at + 1);
  const frame = sizeAt(at + 5);
  return {
    width: Math.max(screen.width, corner.width + frame.width),
    height: Math.max(screen.height, corner.height + frame.height),
  };
}

/** Of 16 bits a side in the oldest header; a height below 0 says that rows go down. */
function bmpSize(view: View): Size | undefined {
  if (view.getUint32(14, true) === 12)
    return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  return { width: view.getInt32(18, true), height: Math.abs(view.getInt32(22, true)) };
}
