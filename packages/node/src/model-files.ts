import { stat } from "node:fs/promises";
import { decodeModel, encodeModel, NescioError, type EncodeOptions, type Model } from "@nescio/core";
import { checkModelBytes } from "@nescio/core/internal";
import { writeFileAtomic } from "./atomic-file.js";
import { describeOther, notRegular, readRegularFile } from "./regular-file.js";
import { isMissing, refusal } from "./system-error.js";

/**
 * Writes a model file, whole or not at all: an interrupted or aborted run leaves what was at `path` before.
 * Throws `invalid-model` for a model that could not be read back: also one of more than 1 GiB.
 */
export async function saveModel(
  path: string,
  model: Model,
  options: EncodeOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { signal } = options;
  const bytes = encodeModel(model, options);
  checkModelBytes(bytes.length, `model file ${path}`);
  await writeFileAtomic(path, bytes, { signal });
}

/**
 * Reads a model file. Throws `not-found` where there is none, `inaccessible` where it cannot be read, and
 * `invalid-model` for anything that is not a complete and consistent model.
 */
export async function loadModel(path: string): Promise<Model> {
  return decodeModel(await readModelFile(path), `model file ${path}`);
}

/** The bytes of a model file, which need not be a model. Throws as `loadModel`. */
export async function readModelFile(path: string): Promise<Uint8Array> {
  const subject = `model file ${path}`;
  const invalid = (expected: string, found: string, next: string): NescioError =>
    new NescioError({ code: "invalid-model", subject, expected, found, next });
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw invalid("a file", "a directory", "Name the .nescio file inside it.");
    if (!facts.isFile()) throw notRegular(subject, describeOther(facts), "invalid-model");
    if (facts.size === 0) {
      throw invalid("a model", "an empty file", "Train it again: nescio train --out FILE.");
    }
    checkModelBytes(facts.size, subject);
    return await readRegularFile(path, { subject, code: "invalid-model" });
  } catch (error) {
    throw unreadable(subject, error);
  }
}

function unreadable(subject: string, cause: unknown): unknown {
  if (isMissing(cause)) {
    const next = "Check the path, or make a model with nescio train or nescio demo.";
    return refusal(cause, { subject, expected: "a model", missing: "no such file", next });
  }
  const next = "Check the permissions of the file and its folders.";
  return refusal(cause, { subject, expected: "a readable file", next });
}
