import { maxDatasetBytes } from "@nescio/core/internal";
import { NescioError } from "@nescio/core";
import type { DecodedImage, ImageShape } from "./decode-image.js";

/** The pixels of a folder's images, one after the other: grayscale, until one is in colour. */
export class ImageStack {
  #pixels: Uint8Array;
  #channels: number;
  #images = 0;

  /**
   * @param folder What errors are about.
   * @param count How many images there will be.
   * @param shape Of each; with 3 channels all are colour, whatever is in them.
   * @throws NescioError `invalid-data` where they are too large together.
   */
  constructor(
    private readonly folder: string,
    private readonly count: number,
    private readonly shape: ImageShape,
  ) {
    this.#channels = shape.channels;
    this.#pixels = this.#reserve();
  }

  get channels(): number {
    return this.#channels;
  }

  get pixels(): Uint8Array {
    return this.#pixels;
  }

  add(image: DecodedImage): void {
    if (this.#channels === 1 && isColour(image)) this.#toColour();
    const pixels = withChannels(image, this.#channels);
    this.#pixels.set(pixels, this.#images++ * pixels.length);
  }

  #toColour(): void {
    const grey = this.#pixels.subarray(0, this.#images * this.shape.height * this.shape.width);
    this.#channels = 3;
    this.#pixels = this.#reserve();
    repeatTo(this.#pixels, grey);
  }

  #reserve(): Uint8Array {
    const { height, width } = this.shape;
    const size = this.count * height * width * this.#channels;
    if (size <= maxDatasetBytes) return new Uint8Array(size);
    throw new NescioError({
      code: "invalid-data",
      subject: this.folder,
      expected: `images of at most ${maxDatasetBytes} values together`,
      found: `${this.count} of ${height}×${width}×${this.#channels}: ${size}`,
      next: "Name fewer images, or have them read smaller.",
    });
  }
}

/** Whether any pixel is no shade of grey. */
function isColour({ pixels, channels }: DecodedImage): boolean {
  if (channels === 1) return false;
  for (let i = 0; i < pixels.length; i += 3) {
    if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return true;
  }
  return false;
}

/** Grayscale as colour, where the set has both; colour that is grey as grayscale, where it has none. */
function withChannels({ pixels, channels }: DecodedImage, wanted: number): Uint8Array {
  if (channels === wanted) return pixels;
  if (wanted === 1) return pixels.filter((_, index) => index % 3 === 0);
  const colour = new Uint8Array(pixels.length * 3);
  repeatTo(colour, pixels);
  return colour;
}

function repeatTo(colour: Uint8Array, grey: Uint8Array): void {
  grey.forEach((value, index) => colour.fill(value, 3 * index, 3 * index + 3));
}
