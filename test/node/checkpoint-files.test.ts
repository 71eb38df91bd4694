import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCheckpoints } from "../../packages/node/src/checkpoint-files.js";
import { thisProcess } from "../../packages/node/src/running-process.js";
import { expectNescioError } from "../helpers/errors.js";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { deadProcess, hasPipes, makePipe } from "../helpers/pipe.js";

const checkpoint = {
  epochs: 1,
  lossPerImageByEpoch: [1],
  validationByEpoch: [],
  seconds: 1,
  state: [new Float32Array([1, 2, 3])],
  best: undefined,
};

async function newFolder(): Promise<string> {
  return join(await temporaryFolder(), "m.checkpoint");
}

describe("openCheckpoints", () => {
  test("gives back what was saved, and goes with its folder", async () => {
    const folder = await newFolder();
    const first = await openCheckpoints(folder);
    await first.of("key").save(0, checkpoint);
    await first.release();
    const second = await openCheckpoints(folder);
    const members = second.of("key");
    expect(await members.load(0)).toEqual(checkpoint);
    expect(await members.load(1)).toBeUndefined();
    await second.remove();
    await second.release();
    await expect(readdir(folder)).rejects.toThrow("ENOENT");
  });

  test("a folder that was there keeps what is somebody's", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "photos"), { recursive: true });
    await writeFile(join(folder, "photos", "one.jpg"), "x");
    await writeFile(join(folder, "member-9.safetensors"), "of another training");
    const checkpoints = await openCheckpoints(folder);
    await checkpoints.of("key").save(0, checkpoint);
    await checkpoints.remove();
    await checkpoints.release();
    expect(await filesIn(folder)).toEqual(["member-9.safetensors", "photos/one.jpg"]);
  });

  test("is for one training at a time", async () => {
    const folder = await newFolder();
    const checkpoints = await openCheckpoints(folder);
    await expectNescioError(() => openCheckpoints(folder), "inaccessible", "one that this process uses");
    // The refusal does not let a third one in.
    await expectNescioError(() => openCheckpoints(folder), "inaccessible");
    await checkpoints.release();
    await (await openCheckpoints(folder)).release();
  });

  test("the lock of a process that runs keeps others out, that of one that is gone does not", async () => {
    const folder = await newFolder();
    await mkdir(folder);
    const machine = thisProcess.split("-")[0];
    const [running, gone] = [`lock-${machine}-${process.ppid}`, `lock-${machine}-${deadProcess()}`];
    for (const name of [running, gone]) await writeFile(join(folder, name), "");
    await expectNescioError(
      () => openCheckpoints(folder),
      "inaccessible",
      `process ${process.ppid} uses`,
      join(folder, running),
    );
    await rm(join(folder, running));
    // This process's number may have been another's before.
    await writeFile(join(folder, `lock-${thisProcess}`), "");
    const checkpoints = await openCheckpoints(folder);
    expect(await filesIn(folder)).toEqual([`lock-${thisProcess}`]);
    await checkpoints.release();
  });

  test("a file of that name is an error before training", async () => {
    const folder = await newFolder();
    await writeFile(folder, "");
    await expectNescioError(() => openCheckpoints(folder), "inaccessible", folder);
  });

  test("a folder that is removed meanwhile is made again", async () => {
    const folder = await newFolder();
    const checkpoints = await openCheckpoints(folder);
    await rm(folder, { recursive: true });
    await checkpoints.of("key").save(0, checkpoint);
    expect(await checkpoints.of("key").load(0)).toEqual(checkpoint);
    await checkpoints.release();
  });

  test.skipIf(!hasPipes)("a pipe in the place of a checkpoint is refused", async () => {
    const folder = await newFolder();
    const checkpoints = await openCheckpoints(folder);
    makePipe(join(folder, "member-0.safetensors"));
    await expectNescioError(() => checkpoints.of("key").load(0), "invalid-model", "got a pipe");
    await checkpoints.release();
  });
});
