import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Checkpoint } from "@nescio/core";
import { decodeCheckpoint, encodeCheckpoint } from "@nescio/core/internal";
import { writeFileAtomic } from "./atomic-file.js";
import { isMissing, refusal } from "./system-error.js";

/** A folder of checkpoints, one file a member. */
export interface CheckpointFolder {
  /** The member's checkpoint, or undefined where it has none. */
  load(member: number): Promise<Checkpoint | undefined>;
  save(member: number, checkpoint: Checkpoint): Promise<void>;
  /** Removes the folder, once what was trained is safe elsewhere. */
  remove(): Promise<void>;
}

/**
 * Checkpoints in `folder`, of the training that `key` describes (settings, network, data).
 *
 * @throws NescioError from `load`: `invalid-option` for a checkpoint of another training, `invalid-model` for a damaged
 * one, `inaccessible` where the system refuses.
 */
export function checkpointFolder(folder: string, key: string): CheckpointFolder {
  const file = (member: number): string => join(folder, `member-${member}.safetensors`);
  return {
    async load(member) {
      const path = file(member);
      let bytes: Uint8Array;
      try {
        bytes = await readFile(path);
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw refusal(error, { subject: `checkpoint ${path}`, expected: "a readable file" });
      }
      return decodeCheckpoint(bytes, key, `checkpoint ${path}`);
    },
    save: (member, checkpoint) => writeFileAtomic(file(member), encodeCheckpoint(checkpoint, key)),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
