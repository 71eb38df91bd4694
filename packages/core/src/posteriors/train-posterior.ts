import type { Dataset } from "../data/dataset.js";
import { defaultThreads } from "../engine/executor.js";
import { NescioError } from "../errors.js";
import type { Network } from "../layers/network.js";
import { DropoutPosterior } from "./dropout/posterior.js";
import { laplace } from "./laplace/fit.js";
import type { LaplacePosterior } from "./laplace/posterior.js";
import type { Checkpoint, CourseOptions } from "../training/loop.js";
import { meanFieldSettings, type MeanFieldSettings, type PresetName } from "../training/settings.js";
import type { MeanFieldPosterior } from "./mean-field/posterior.js";
import { meanField } from "./mean-field/train.js";
import { MixturePosterior } from "./mixture/posterior.js";
import { memberSeed, trainMembers, type MemberCrew, type MembersProgress } from "../training/members.js";
import type { PointPosterior } from "./point/posterior.js";
import { trainPoint } from "./point/train.js";
import type { SwagPosterior } from "./swag/posterior.js";
import { swag } from "./swag/train.js";

/**
 * What can be asked for. `mixture`: mean-field posteriors side by side; `ensemble`: points side by side; `dropout`: a point
 * whose dropout stays on; `swag`, `laplace`: Gaussians around a point, of all weights or of the last layer's; `multi-swag`:
 * SWAGs side by side.
 */
export const posteriorKinds = [
  ...["mean-field", "mixture", "point", "ensemble", "dropout", "swag", "multi-swag", "laplace"],
] as const;

export type TrainedKind = (typeof posteriorKinds)[number];

/** Kinds with several members. */
const severalOf = { mixture: "mean-field", ensemble: "point", "multi-swag": "swag" } as const;

type Single = MeanFieldPosterior | PointPosterior | DropoutPosterior | SwagPosterior | LaplacePosterior;

export interface TrainPosteriorOptions
  extends Partial<MeanFieldSettings>, Pick<CourseOptions, "threads" | "signal" | "validation" | "patience"> {
  /** Default `mean-field`. */
  readonly posterior?: TrainedKind | undefined;
  /** Of a mixture, an ensemble or multi-SWAG: 2 to 1,000. Default 5. */
  readonly members?: number | undefined;
  readonly preset?: PresetName | undefined;
  readonly onProgress?: ((progress: MembersProgress) => void) | undefined;
  /** Keeps every member's training after each epoch, and gives it back where there is one. */
  readonly checkpoints?:
    | {
        load(member: number): Promise<Checkpoint | undefined>;
        save(member: number, checkpoint: Checkpoint): Promise<void>;
      }
    | undefined;
}

export interface TrainPosteriorResult {
  readonly posterior: Single | MixturePosterior;
  /** Everything that decided the result. */
  readonly settings: MeanFieldSettings & { readonly posterior: TrainedKind; readonly members: number };
  /** Mean over the members; a member that stopped early counts as long as it went. */
  readonly lossPerImageByEpoch: readonly number[];
  /** Time of all steps, checkpoints' included: that of the members' steps over how many were trained at a time. */
  readonly seconds: number;
  /** Of one member. */
  readonly msPerStep: number;
  /** Threads in all. */
  readonly threads: number;
}

interface MemberResult {
  readonly posterior: Single;
  readonly lossPerImageByEpoch: readonly number[];
  readonly seconds: number;
  readonly msPerStep: number;
  readonly threads: number;
}

/**
 * Trains a posterior of any kind. Points (and what is built on them) take `klWeight · −log prior` for the KL.
 *
 * @throws NescioError `invalid-option` for members of a kind that has none, dropout without a dropout layer, and
 * whatever the kind's own training throws.
 */
export async function trainPosterior(
  network: Network,
  dataset: Dataset,
  options: TrainPosteriorOptions = {},
): Promise<TrainPosteriorResult> {
  const { posterior: kind = "mean-field", preset = "default", members: asked, ...others } = options;
  const { threads, signal, onProgress, checkpoints, validation, patience, ...changes } = others;
  const several = kind in severalOf;
  if (asked !== undefined && (!several || asked < 2)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "members",
      expected: several ? "at least 2" : `mixture, ensemble or multi-swag for a posterior`,
      found: several ? String(asked) : kind,
    });
  }
  if (kind === "dropout" && !network.layers.some(({ type }) => type === "dropout")) {
    throw new NescioError({
      code: "invalid-option",
      subject: "posterior dropout",
      expected: "a network with dropout",
      found: "none",
      next: "Add dropout layers to the network.",
    });
  }
  const members = several ? (asked ?? 5) : 1;
  const single = (several ? severalOf[kind as keyof typeof severalOf] : kind) as SingleKind;
  const settings = settingsOf(changes, preset, single);
  const together = threads ?? defaultThreads();
  const results = await trainMembers<MemberResult>(
    async (member, crew) => {
      const own = { ...settings, seed: memberSeed(settings.seed, member) };
      const resume = await checkpoints?.load(member);
      return trainSingle(single, network, dataset, own, {
        ...crew,
        ...{ validation, patience, resume },
        ...(checkpoints && { onCheckpoint: (checkpoint) => checkpoints.save(member, checkpoint) }),
      });
    },
    { members, threads: together, signal, onProgress },
  );
  const epochs = Math.max(...results.map(({ lossPerImageByEpoch }) => lossPerImageByEpoch.length));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    posterior: several
      ? new MixturePosterior(results.map(({ posterior }) => posterior))
      : results[0].posterior,
    settings: { ...settings, posterior: kind, members },
    lossPerImageByEpoch: Array.from({ length: epochs }, (_, epoch) =>
      mean(
        results.flatMap(({ lossPerImageByEpoch: losses }) => (epoch < losses.length ? [losses[epoch]] : [])),
      ),
    ),
    seconds: results.reduce((sum, { seconds }) => sum + seconds, 0) / Math.min(members, together),
    msPerStep: mean(results.map(({ msPerStep }) => msPerStep)),
    threads: together,
  };
}

type SingleKind = Exclude<TrainedKind, keyof typeof severalOf>;

type Crew = MemberCrew & CourseOptions;

async function trainSingle(
  kind: SingleKind,
  network: Network,
  dataset: Dataset,
  settings: MeanFieldSettings,
  crew: Crew,
): Promise<MemberResult> {
  if (kind === "mean-field") return meanField(network, dataset, { ...settings, ...crew });
  const result = await trainPoint(network, dataset, { ...settings, ...crew });
  const { weights } = result.posterior;
  const { threads, signal } = crew;
  switch (kind) {
    case "point":
      return result;
    case "dropout":
      return { ...result, posterior: new DropoutPosterior(network, weights) };
    case "swag": {
      // Half as long again, at a constant rate that keeps the iterates near the point that the falling one led to.
      const { posterior, seconds } = await swag(network, dataset, {
        ...{ ...settings, ...crewOnly(crew), start: weights },
        ...{ epochs: Math.max(2, Math.ceil(settings.epochs / 2)), learningRate: settings.learningRate / 3 },
      });
      return { ...result, posterior, seconds: result.seconds + seconds };
    }
    case "laplace":
      return { ...result, posterior: await laplace(network, weights, dataset, { threads, signal }) };
  }
}

/** Training goes on from the point, without what has to do with the course that led there. */
function crewOnly({
  threads,
  background,
  signal,
}: Crew): Pick<CourseOptions, "threads" | "background" | "signal"> {
  return { threads, background, signal };
}

function settingsOf(changes: object, preset: PresetName, kind: SingleKind): MeanFieldSettings {
  const given = Object.entries(changes).filter(([, value]: [string, unknown]) => value !== undefined);
  // What is recorded should be what was done.
  if (kind !== "mean-field") given.push(["estimator", "delta"]);
  return meanFieldSettings(preset, Object.fromEntries(given));
}
