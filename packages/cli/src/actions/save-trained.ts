import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { NescioError, type Model } from "@nescio/core";
import { saveModel } from "@nescio/node";

/** How the numbers of a model file are stored. */
export type Precision = "single" | "half";

interface SaveOptions {
  readonly signal: AbortSignal;
  /** Whether it is to be in half precision. */
  readonly half: boolean;
}

/**
 * Saves a model that took long to make, of which nothing is given up easily: in single precision where its numbers are beyond
 * half, and in the system's folder for temporary files where the place that was meant does not take it.
 *
 * @returns The precision, and what is to be said of it behind the file's name.
 * @throws NescioError as `saveModel`; it says where the model is, if it is anywhere.
 */
export async function saveTrained(
  path: string,
  model: Model,
  { signal, half }: SaveOptions,
): Promise<{ precision: Precision; note: string }> {
  if (half) {
    try {
      await saveAnywhere(path, model, "half", signal);
      return { precision: "half", note: "" };
    } catch (error) {
      if (!(error instanceof NescioError) || error.code !== "invalid-model") throw error;
      const note = `, in single precision, as half does not hold it: ${error.subject}, ${error.found}`;
      await saveAnywhere(path, model, "single", signal);
      return { precision: "single", note };
    }
  }
  await saveAnywhere(path, model, "single", signal);
  return { precision: "single", note: "" };
}

/** Does what is left to do once a model is saved; what goes wrong then says that the model is safe. */
export async function onceSaved<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NescioError)) throw error;
    const { code, subject, expected, found } = error;
    const next = [error.next, `The model is in ${path}.`].filter((text) => text !== undefined).join(" ");
    throw new NescioError({ code, subject, expected, found, next, cause: error });
  }
}

async function saveAnywhere(
  path: string,
  model: Model,
  precision: Precision,
  signal: AbortSignal,
): Promise<void> {
  try {
    await saveModel(path, model, { precision, signal });
  } catch (error) {
    if (!(error instanceof NescioError) || error.code !== "inaccessible") throw error;
    const elsewhere = join(await mkdtemp(join(tmpdir(), "nescio-")), basename(path));
    try {
      await saveModel(elsewhere, model, { precision, signal });
    } catch {
      throw error;
    }
    const { code, subject, expected, found } = error;
    const next = `The model is in ${elsewhere}.`;
    throw new NescioError({ code, subject, expected, found, next, cause: error });
  }
}
