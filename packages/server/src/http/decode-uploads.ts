import { NescioError } from "@nescio/core";
import { fileType } from "@nescio/core/internal";
import { decodePicture } from "@nescio/node";
import type { Limits } from "../limits.js";
import type { Input } from "../prediction/input.js";
import type { Admission, Release } from "./admission.js";
import { HttpProblem } from "./problem.js";
import type { Upload } from "./uploads.js";

const mediaTypes = {
  png: "image/png",
  jpeg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif",
  tiff: "image/tiff",
} as const;

/** An input, and what it came as: what a reviewer is shown. */
export interface DecodedUpload {
  readonly input: Input;
  readonly mediaType: string;
  bytes(): Uint8Array;
}

/**
 * Decodes files on the system's threads; how many pixels they have is read from their headers before that.
 *
 * @param releases Gets what gives back the pixels that were taken.
 * @throws NescioError `corrupt` for what is no picture; HttpProblem 413 for one of too many pixels, 503 where too many are under way.
 */
export async function decodeUploads(
  uploads: readonly Upload[],
  limits: Limits,
  admission: Admission,
  releases: Release[],
): Promise<DecodedUpload[]> {
  const nameOf = (i: number): string => (uploads.length === 1 ? "picture" : `inputs[${i}]`);
  const decodings = await Promise.allSettled(
    uploads.map(async (upload, i): Promise<DecodedUpload> => {
      if (upload.kind === "values") {
        return { input: upload, mediaType: "application/json", bytes: () => json(upload.values) };
      }
      if (upload.kind === "row") {
        return { input: upload, mediaType: "application/json", bytes: () => json(upload.cells) };
      }
      const { bytes } = upload;
      const mediaType = mediaTypeOf(bytes, nameOf(i));
      const checkSize = ({ width, height }: { readonly width: number; readonly height: number }): void => {
        const pixels = width * height;
        if (pixels > limits.picturePixels) {
          const detail = `${nameOf(i)}: expected at most ${limits.picturePixels} pixels, got ${width} × ${height}.`;
          throw new HttpProblem(413, "too-large", detail);
        }
        releases.push(admission.pixels(pixels));
      };
      const picture = await decodePicture(nameOf(i), { bytes, checkSize });
      return { input: { kind: "picture", picture }, mediaType, bytes: () => bytes };
    }),
  );
  // Only now: one that goes on behind another's error would take pixels that nobody gives back.
  return decodings.map((decoding) => {
    if (decoding.status === "rejected") throw decoding.reason;
    return decoding.value;
  });
}

function mediaTypeOf(bytes: Uint8Array, subject: string): string {
  const type = fileType(bytes);
  if (type !== undefined && type in mediaTypes) return mediaTypes[type as keyof typeof mediaTypes];
  throw new NescioError({
    code: "corrupt",
    subject,
    expected: "a PNG, JPEG, WebP, GIF or TIFF file",
    found: type ?? (bytes.length === 0 ? "an empty file" : "another kind of file"),
  });
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
