import sharp from "sharp";
import type { Page } from "playwright-core";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import type { Picture } from "../../packages/core/src/reading/picture.js";
import { greyPicture, onSheet, sheetOf } from "../helpers/pictures.js";

/** A file that is dropped, pasted or picked. */
export interface NamedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const drawn = glyphs({ kind: "digits", count: 60, seed: 7 });

/** Pixels of a drawn digit. */
function digit(label: number): Uint8Array {
  const at = drawn.labels!.indexOf(label);
  return drawn.pixels.slice(784 * at, 784 * (at + 1));
}

export async function pngOf({ width, height, data }: Picture): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

export async function png(name: string, picture: Picture): Promise<NamedFile> {
  return { name, mimeType: "image/png", buffer: await pngOf(picture) };
}

/** A digit on a sheet of paper. */
export function sheetOfDigit(label: number): Picture {
  return sheetOf(digit(label));
}

/** Digits side by side on one sheet. */
export function sheetOfDigits(labels: readonly number[]): Picture {
  const sheets = labels.map((label, i) => onSheet(digit(label), { left: 40 + 180 * i }));
  return greyPicture(40 + 180 * labels.length + 40, 220, (x, y) =>
    sheets.reduce((darkest, sheet) => Math.min(darkest, sheet(x, y)), 255),
  );
}

/** Lets files come in as if they were dropped on the page, or pasted. */
export async function bring(page: Page, how: "drop" | "paste", files: readonly NamedFile[]): Promise<void> {
  const sent = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    base64: buffer.toString("base64"),
  }));
  await page.evaluate(
    ({ how, sent }) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of sent) {
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mimeType }));
      }
      const event =
        how === "drop"
          ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
          : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    },
    { how, sent },
  );
}
