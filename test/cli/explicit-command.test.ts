import { expect, test } from "vitest";
import { explicitCommand } from "../../packages/cli/src/actions/explicit-command.js";
import { trainCommand } from "../../packages/cli/src/commands/train.js";
import type { BuildResult } from "../../packages/core/src/build/build-model.js";
import { presets } from "../../packages/core/src/training/settings.js";
import { smallModel } from "../model/models.js";

/** A model's, with what a recipe may have decided of it. */
function built(posterior: "mixture" | "point"): BuildResult {
  const { training, ...model } = smallModel();
  const split = { seed: 1, training: 50, validation: 5, familiarity: 8, promise: 12 };
  const settings = { ...presets.convolution, posterior, members: posterior === "point" ? 1 : 3 };
  return {
    model: {
      ...model,
      reading: { kind: "photo", fit: "crop" },
      samples: 30,
      training: { ...training!, split },
    },
    findings: { settings } as BuildResult["findings"],
  };
}

const context = (options: object) =>
  ({ commandLine: "nescio train 'my cats' --seed 3", options: { out: "a b.nescio", ...options } }) as never;

test("all that was decided is an option of train", () => {
  const command = explicitCommand(context({}), built("mixture"));
  expect(command).toBe(
    "nescio train 'my cats' --seed 3 --network 'a b.nescio' --posterior mixture --members 3 --epochs 20 " +
      "--batch-size 128 --kl-weight 0.03 --augment shift=2,rotation=12,scale=0.12,elastic=0.8 --validation 5 " +
      "--hold-out 20 --samples 30 --reading photo:crop",
  );
  const known = trainCommand().options.map(({ long }) => long);
  for (const word of command.split(" ").filter((each) => each.startsWith("--")))
    expect(known).toContain(word);
});

test("what was given is not said twice, and members only of what has them", () => {
  const given = { posterior: "point", channels: [4], epochs: 20, batchSize: 128, klWeight: 0, holdOut: 20 };
  expect(explicitCommand(context(given), built("point"))).toBe(
    "nescio train 'my cats' --seed 3 --augment shift=2,rotation=12,scale=0.12,elastic=0.8 --validation 5 " +
      "--samples 30 --reading photo:crop",
  );
});
