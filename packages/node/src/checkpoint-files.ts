import { rm, rmdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Checkpoint } from "@nescio/core";
import { decodeCheckpoint, encodeCheckpoint } from "@nescio/core/internal";
import { writeFileAtomic } from "./atomic-file.js";
import { lockFolder } from "./folder-lock.js";
import { readRegularFile } from "./regular-file.js";
import { isMissing, refusal } from "./system-error.js";

/** Where the members of a training are kept while it lasts. */
export interface MemberFiles {
  /** The member's checkpoint, or undefined where it has none. */
  load(member: number): Promise<Checkpoint | undefined>;
  save(member: number, checkpoint: Checkpoint): Promise<void>;
}

/** A folder of checkpoints, one file a member, that no other training uses meanwhile. */
export interface CheckpointFolder {
  /**
   * Checkpoints of the training that `key` describes (settings, network, data).
   *
   * @throws NescioError from `load`: `invalid-option` for a checkpoint of another training, `invalid-model` for a damaged
   * one, `inaccessible` where the system refuses.
   */
  of(key: string): MemberFiles;
  /** Removes what was loaded and saved, once what was trained is safe elsewhere. */
  remove(): Promise<void>;
  /** Lets others use the folder, which goes if nothing is in it; always to be called. */
  release(): Promise<void>;
}

/**
 * Takes a folder for checkpoints, made where it is missing.
 *
 * @throws NescioError `inaccessible` where another training uses it, or the system refuses.
 */
export async function openCheckpoints(place: string): Promise<CheckpointFolder> {
  const folder = resolve(place);
  const unlock = await lockFolder(folder, `checkpoints in ${place}`);
  /** Files of ours. What else is in the folder is somebody's. */
  const own = new Set<string>();
  const fileOf = (member: number): string => join(folder, `member-${member}.safetensors`);
  return {
    of: (key) => ({
      async load(member) {
        const path = fileOf(member);
        const subject = `checkpoint ${path}`;
        let bytes: Uint8Array;
        try {
          bytes = await readRegularFile(path, { subject, code: "invalid-model" });
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw refusal(error, { subject, expected: "a readable file" });
        }
        const checkpoint = decodeCheckpoint(bytes, key, subject);
        own.add(path);
        return checkpoint;
      },
      async save(member, checkpoint) {
        const path = fileOf(member);
        await writeFileAtomic(path, encodeCheckpoint(checkpoint, key));
        own.add(path);
      },
    }),
    async remove() {
      for (const path of own) await rm(path, { force: true });
      own.clear();
    },
    async release() {
      await unlock();
      // Not empty, gone already, or a link.
      await rmdir(folder).catch(() => undefined);
    },
  };
}
