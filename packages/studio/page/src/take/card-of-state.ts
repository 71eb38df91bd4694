import { ruleInWords } from "../stage/rule-words.js";
import type { Store } from "../state/store.js";
import { cardOf, type CardPicture } from "./card.js";

/** Longest side of a photograph on a card, in pixels. */
const longest = 760;

/** The card of what is on the page, as SVG. */
export async function cardOfState(page: Store): Promise<string> {
  const { verdict, model, rule } = page.state;
  const networks = `${verdict!.samples} ${verdict!.samples === 1 ? "network" : "networks"}`;
  return cardOf({
    picture: await pictureOf(page),
    verdict: verdict!,
    classes: model!.classes,
    foot: `${model!.name} · ${networks} · decided by ${ruleInWords(rule)}`,
  });
}

async function pictureOf({ state, studio }: Store): Promise<CardPicture> {
  const { shown, verdict } = state;
  switch (shown.kind) {
    case "drawing":
      return { kind: "drawing", strokes: shown.strokes };
    case "image":
      // A set's image is what the network sees.
      return { kind: "image", image: verdict!.seen };
    case "picture": {
      const { bitmap, width, height } = await studio.answering.preview(shown, longest);
      return { kind: "picture", href: await dataAddress(bitmap), width, height, box: verdict!.box };
    }
  }
}

async function dataAddress(bitmap: ImageBitmap): Promise<string> {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")!.drawImage(bitmap, 0, 0);
  const file = await canvas.convertToBlob({ type: "image/png" });
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error!);
    reader.readAsDataURL(file);
  });
}
