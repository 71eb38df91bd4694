import { NescioError, type Model } from "@nescio/core";
import { takesRows } from "@nescio/core/internal";

/** Options that say something of images alone, and such of rows, by their names. */
interface OfInputs<Options> {
  readonly ofImages: readonly (keyof Options & string)[];
  readonly ofRows: readonly (keyof Options & string)[];
}

/** Throws `invalid-option` where an option is about inputs that the model does not take. */
export function checkInputs<Options>(
  path: string,
  { network }: Model,
  options: Options,
  { ofImages, ofRows }: OfInputs<Options>,
): void {
  const rows = takesRows(network);
  const stray = (rows ? ofImages : ofRows).find((name) => options[name] !== undefined);
  if (stray === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: `--${stray.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    expected: `a model of ${rows ? "images" : "rows"} that it is about`,
    found: `${path}, which takes ${rows ? "rows" : "images"}`,
  });
}
