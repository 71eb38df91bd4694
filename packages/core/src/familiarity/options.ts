import * as z from "zod";
import { defaultSeed } from "../math/random.js";
import { checked } from "../validation.js";

import type { ScoreOptions } from "./familiarity.js";
import { familiarityKinds } from "./kinds.js";

const schema = z.strictObject({
  /** Which of `familiarityKinds` is fitted. */
  kind: z.enum(familiarityKinds.map(({ kind }) => kind)).default(familiarityKinds[0].kind),
  /** Which layer's features it looks at; see `featureNetwork`. Default: of images `middle`, of rows `inputs`. */
  features: z.enum(["middle", "last", "inputs"]).optional(),
  /** The distance to which neighbour counts. */
  neighbours: z.int().min(1).max(100).default(3),
  /** Training images that are kept, or that the Gaussians are fitted to; all where there are fewer. */
  bankSize: z.int().min(2).max(100_000).default(20_000),
  /** Principal components of the features; as many as there are features where there are fewer. */
  dimensions: z.int().min(1).max(1024).default(64),
  /** Which training images are kept. */
  seed: z.int().min(0).max(0xffff_ffff).default(defaultSeed),
});

/** What decides how familiarity is fitted; see the schema's comments for each field. */
export type FamiliaritySettings = Readonly<z.infer<typeof schema>>;

/** Settings that differ from the defaults, and how to run. */
export type FamiliarityOptions = ScoreOptions & {
  readonly [Key in keyof FamiliaritySettings]?: FamiliaritySettings[Key] | undefined;
};

/** The settings, filled in. Throws `invalid-option` naming the one that does not fit. */
export function familiaritySettings(options: FamiliarityOptions): FamiliaritySettings {
  const { threads: _, signal: __, onProgress: ___, ...settings } = options;
  return checked(schema, settings, (path) => `familiarity${path && `, ${path}`}`);
}
