import * as z from "zod";
import { NescioError } from "../errors.js";
import type { Network } from "../layers/network.js";
import type { Checkpoint } from "../training/options.js";
import { stateLengths } from "../training/state-size.js";
import { decodeSafetensors, encodeSafetensors, maxHeaderBytes } from "./safetensors.js";
import { firstIssue } from "../validation.js";
import { parseStrictJson } from "./strict-json.js";

const schema = z.strictObject({
  version: z.literal(2),
  /** What is trained, and how: a checkpoint is of use to the same training only. */
  key: z.string(),
  epochs: z.int().min(1),
  lossPerImageByEpoch: z.array(z.number()),
  validationByEpoch: z.array(z.strictObject({ nll: z.number(), accuracy: z.number() })),
  seconds: z.number().min(0),
  layers: z.int().min(1).max(64),
  best: z.boolean(),
});

/** Most bytes of a checkpoint, header and all: more are not read from a file at once. */
const maxCheckpointBytes = 2 ** 31 - 1;

/** About how many bytes a member's checkpoint has, its header aside; `best`: where validation images choose an epoch. */
export function checkpointBytes(network: Network, { best }: { readonly best: boolean }): number {
  const numbers = stateLengths(network).reduce((sum, length) => sum + length, 0);
  return 4 * numbers * (best ? 2 : 1);
}

/** Throws `invalid-option` where a training's checkpoints would be written, but could not be read again. */
export function checkCheckpointSize(network: Network, which: { readonly best: boolean }): void {
  const bytes = checkpointBytes(network, which);
  const most = maxCheckpointBytes - maxHeaderBytes;
  if (bytes <= most) return;
  const half = which.best ? "; without validation images it is half as large" : "";
  throw new NescioError({
    code: "invalid-option",
    subject: "checkpoint that would be kept",
    expected: `at most ${most} bytes`,
    found: String(bytes),
    next: `Choose a smaller network, or train without checkpoints${half}.`,
  });
}

/** The bytes of a checkpoint: safetensors, with what is no tensor as JSON in its metadata. */
export function encodeCheckpoint(checkpoint: Checkpoint, key: string): Uint8Array<ArrayBuffer> {
  const { state, best, ...facts } = checkpoint;
  const named = (name: string, arrays: readonly Float32Array[]) =>
    arrays.map((data, layer) => [`${name}.${layer}`, { dtype: "F32", shape: [data.length], data }] as const);
  const head = { version: 2, key, ...facts, layers: state.length, best: best !== undefined };
  return encodeSafetensors({
    tensors: new Map([...named("state", state), ...named("best", best ?? [])]),
    metadata: new Map([["checkpoint", JSON.stringify(head)]]),
  });
}

/**
 * Reads what `encodeCheckpoint` wrote.
 *
 * @param key What is about to be trained.
 * @param name How errors call the file.
 * @throws NescioError `invalid-model` for a damaged file, `invalid-option` for a checkpoint of another training.
 */
export function decodeCheckpoint(bytes: Uint8Array, key: string, name: string): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes, name);
  const invalid = (subject: string, expected: string, found: string): NescioError =>
    new NescioError({
      code: "invalid-model",
      subject,
      expected,
      found,
      next: "Remove it and train from the start.",
    });
  const text = metadata.get("checkpoint");
  if (text === undefined) throw invalid(name, "a checkpoint of training", "another file");
  let value: unknown;
  try {
    value = parseStrictJson(text);
  } catch (cause) {
    throw invalid(`${name}, metadata`, "JSON", cause instanceof Error ? cause.message : String(cause));
  }
  const head = schema.safeParse(value);
  if (!head.success) {
    const { path, expected, found } = firstIssue(head.error, value);
    throw invalid(`${name}, metadata${path && `, ${path}`}`, expected, found);
  }
  const { key: other, layers, best, epochs, lossPerImageByEpoch, validationByEpoch, seconds } = head.data;
  if (other !== key) {
    throw new NescioError({
      code: "invalid-option",
      subject: name,
      expected: "a checkpoint of this training (network, data and settings)",
      found: "one of another",
      next: "Go on with the options it was started with, or remove it and train from the start.",
    });
  }
  const read = (part: string): Float32Array[] =>
    Array.from({ length: layers }, (_, layer) => {
      const tensor = tensors.get(`${part}.${layer}`);
      if (tensor?.dtype !== "F32") {
        throw invalid(
          `${name}, tensor "${part}.${layer}"`,
          "32-bit floats",
          tensor?.dtype ?? "no such tensor",
        );
      }
      return tensor.data as Float32Array;
    });
  return {
    ...{ epochs, lossPerImageByEpoch, validationByEpoch, seconds, state: read("state") },
    best: best ? read("best") : undefined,
  };
}
