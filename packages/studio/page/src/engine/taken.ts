import { formatRule, type Picture, type Rule } from "@nescio/core";
import type { Shown } from "../state/shown.js";
import { encodePng } from "@nescio/core/internal";
import type { Seen } from "./verdict.js";

/** What is shown, as a program can hold it; bytes are in base64. */
export type TakenInput =
  | { readonly kind: "drawing"; readonly png: string }
  /** An image of a network's inputs, which is taken as it is. */
  | { readonly kind: "image"; readonly png: string; readonly values: string }
  /** Nothing but its name: a photograph is too large to paste, and whoever dropped it has it. */
  | { readonly kind: "picture"; readonly name: string };

/** How to ask the same elsewhere. */
export interface Taken {
  readonly input: TakenInput;
  /** Undefined: the model's own. */
  readonly rule: string | undefined;
  /** Undefined: as many as the model wants. */
  readonly samples: number | undefined;
}

/** @param image The pixels of a drawing or of a set's image; none of a picture, which has a file. */
export async function takenOf(
  shown: Shown,
  {
    image,
    rule,
    samples,
  }: {
    readonly image: Seen | undefined;
    readonly rule: Rule | undefined;
    readonly samples: number | undefined;
  },
): Promise<Taken> {
  return { input: await inputOf(shown, image), rule: rule && formatRule(rule), samples };
}

async function inputOf(shown: Shown, image: Seen | undefined): Promise<TakenInput> {
  if (shown.kind === "picture") return { kind: "picture", name: shown.name };
  const png = base64(await encodePng(image!));
  return shown.kind === "drawing"
    ? { kind: "drawing", png }
    : { kind: "image", png, values: base64(image!.pixels) };
}

/** The red values of a picture that is grey. */
export function greyOf({ width, height, data }: Picture): Seen {
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => data[4 * i]);
  return { pixels, width, height, channels: 1 };
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
