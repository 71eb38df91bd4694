import { basename } from "node:path";
import { NescioError } from "@nescio/core";
import { takesRows } from "@nescio/core/internal";
import { loadModel } from "@nescio/node";
import { readRegularFile } from "@nescio/node/internal";
import type { StudioFile } from "@nescio/studio";
import { boxedModel } from "../../boxed-model.js";

/** A model that lies beside the page. */
export interface ModelBeside {
  readonly boxed: boolean;
  /** Name of its file there: none of the page's own files ends like it. */
  readonly fileName: string;
  /** `studio.json`. */
  readonly studioFile: string;
  /** The file as it is now: it may have been written again. Rejects where it cannot be read. */
  read(): Promise<Uint8Array>;
}

/**
 * @throws NescioError as `loadModel`, and `unsupported` for a model of rows, which nobody draws.
 */
export async function readModelBeside(path: string): Promise<ModelBeside> {
  const { network } = await loadModel(path);
  if (takesRows(network)) {
    throw new NescioError({
      code: "unsupported",
      subject: `model file ${path}`,
      expected: "a model of images",
      found: "a model of rows of numbers",
      next: "`nescio predict` answers for tables.",
    });
  }
  const boxed = path === boxedModel;
  const fileName = `${basename(path).replace(/\.nescio$/i, "")}.nescio`;
  const studioFile: StudioFile = { model: encodeURIComponent(fileName), boxed };
  return {
    boxed,
    fileName,
    studioFile: JSON.stringify(studioFile),
    read: () => readRegularFile(path, { code: "invalid-model" }),
  };
}
