/** Formats of image files that are known by their first bytes. */
export type FileType = "png" | "jpeg" | "webp" | "gif" | "bmp" | "tiff";

const marks: readonly (readonly [FileType, RegExp])[] = [
  ["png", /^\x89PNG\r\n\x1a\n/],
  ["jpeg", /^\xff\xd8\xff/],
  ["webp", /^RIFF[^]{4}WEBP/],
  ["gif", /^GIF8[79]a/],
  ["bmp", /^BM[^]{12}[\x0c-\xff]\x00\x00\x00/],
  ["tiff", /^(?:II\*\x00|MM\x00\*|II\+\x00|MM\x00\+)/],
];

/** The format of a file by its content, whatever it is called; undefined for none of those that can be read. */
export function fileType(bytes: Uint8Array): FileType | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 18));
  return marks.find(([, mark]) => mark.test(head))?.[0];
}
