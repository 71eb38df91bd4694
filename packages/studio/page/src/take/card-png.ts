import { cardSize } from "./card.js";

/** Device pixels of the PNG in one of the card: sharp on a projector. */
const scale = 2;

/** A card as a PNG. */
export async function cardPng(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(scale * cardSize.width, scale * cardSize.height);
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: "image/png" });
  } finally {
    URL.revokeObjectURL(address);
  }
}
