import type { Dataset } from "../data/dataset.js";
import { defaultThreads } from "../engine/executor.js";
import { NescioError } from "../errors.js";
import type { Network } from "../layers/network.js";
import type { Checkpoint, EpochMeasure, EpochReport, TrainingOptions } from "../training/options.js";
import { memberSeed, trainMembers, type MembersProgress } from "../training/members.js";
import { trainingSettings, type PresetName, type TrainingSettings } from "../training/settings.js";
import { kinds, kindsWithMembers, posteriorKinds, type ModelPosterior, type PosteriorKind } from "./kinds.js";
import type { PosteriorTraining, Trained } from "./training.js";
import { MAX_MEMBERS, MixturePosterior } from "./mixture/posterior.js";

/** Of a kind that has members, where nobody says how many. */
export const DEFAULT_MEMBERS = 5;

export interface TrainPosteriorOptions
  extends Partial<TrainingSettings>, Pick<TrainingOptions, "threads" | "signal" | "validation" | "patience"> {
  /** Default `mean-field`. */
  readonly posterior?: PosteriorKind | undefined;
  /** Of a kind that has members: 2 to 1,000. Default 5. */
  readonly members?: number | undefined;
  readonly preset?: PresetName | undefined;
  readonly onProgress?: ((progress: MembersProgress) => void) | undefined;
  /** After every epoch of a member; members that are trained side by side take turns as they come. */
  readonly onEpoch?: ((report: MemberEpoch) => void) | undefined;
  /** Keeps every member's training after each epoch, and gives it back where there is one. */
  readonly checkpoints?: MemberCheckpoints | undefined;
}

/** An epoch of a member; a posterior without members is member 0. */
export interface MemberEpoch extends EpochReport {
  readonly member: number;
}

/** What the validation images said of a member's epochs. */
export interface MemberValidation {
  readonly byEpoch: readonly EpochMeasure[];
  /** 0-based: the epoch that was kept. */
  readonly epoch: number;
}

/** Where the trainings of members are kept while they last; a posterior without members is member 0. */
export interface MemberCheckpoints {
  load(member: number): Promise<Checkpoint | undefined>;
  save(member: number, checkpoint: Checkpoint): Promise<void>;
}

export interface TrainPosteriorResult {
  readonly posterior: ModelPosterior;
  /** Everything that decided the result. */
  readonly settings: TrainingSettings & { readonly posterior: PosteriorKind; readonly members: number };
  /** Mean over the members; a member that stopped early counts as long as it went. */
  readonly lossPerImageByEpoch: readonly number[];
  /** Of each member, where there were validation images. */
  readonly validation: readonly MemberValidation[] | undefined;
  /** Time of all steps, checkpoints' included: that of the members' steps over how many were trained at a time. */
  readonly seconds: number;
  /** Of one member. */
  readonly msPerStep: number;
  /** Threads in all. */
  readonly threads: number;
}

/**
 * Trains a posterior of any kind. Points (and what is built on them) take `klWeight · −log prior` for the KL.
 *
 * @throws NescioError `invalid-option` for an unknown kind, or members of a kind that has none, and whatever the kind's own
 * training throws.
 */
export async function trainPosterior(
  network: Network,
  dataset: Dataset,
  options: TrainPosteriorOptions = {},
): Promise<TrainPosteriorResult> {
  const { posterior: kind = "mean-field", preset = "default", members: wanted, ...others } = options;
  const { threads = defaultThreads(), signal, onProgress, onEpoch, checkpoints, ...rest } = others;
  const { validation, patience, ...changes } = rest;
  const { training, hasMembers } = trainingOf(kind);
  const members = memberCount(kind, hasMembers, wanted);
  const given = Object.entries(changes).filter(([, value]: [string, unknown]) => value !== undefined);
  // What is recorded should be what was done.
  const settings = trainingSettings(preset, { ...Object.fromEntries(given), ...training.fixed });
  const results = await trainMembers(
    async (member, run) =>
      training.train(
        network,
        dataset,
        { ...settings, seed: memberSeed(settings.seed, member) },
        {
          ...run,
          validation,
          patience,
          resume: await checkpoints?.load(member),
          onEpoch:
            onEpoch &&
            ((report) => {
              onEpoch({ ...report, member });
            }),
          onCheckpoint: checkpoints && ((checkpoint) => checkpoints.save(member, checkpoint)),
        },
      ),
    { members, threads, signal, onProgress },
  );
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const losses = results.map(({ lossPerImageByEpoch }) => lossPerImageByEpoch);
  const epochs = Math.max(...losses.map(({ length }) => length));
  return {
    posterior: hasMembers
      ? new MixturePosterior(results.map(({ posterior }) => posterior))
      : results[0].posterior,
    settings: { ...settings, posterior: kind, members },
    lossPerImageByEpoch: Array.from({ length: epochs }, (_, epoch) =>
      mean(losses.filter(({ length }) => epoch < length).map((byEpoch) => byEpoch[epoch])),
    ),
    validation: validationOf(results),
    seconds: results.reduce((sum, { seconds }) => sum + seconds, 0) / Math.min(members, threads),
    msPerStep: mean(results.map(({ msPerStep }) => msPerStep)),
    threads,
  };
}

function validationOf(results: readonly Trained<ModelPosterior>[]): MemberValidation[] | undefined {
  const measured = results.flatMap(({ validationByEpoch: byEpoch = [], epoch }) => {
    return byEpoch.length === 0 || epoch === undefined ? [] : [{ byEpoch, epoch }];
  });
  return measured.length === 0 ? undefined : measured;
}

/** How one member of a kind is trained, and whether there are several. */
function trainingOf(kind: PosteriorKind): {
  readonly training: PosteriorTraining<ModelPosterior>;
  readonly hasMembers: boolean;
} {
  if (!Object.hasOwn(kinds, kind)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "posterior",
      expected: `one of ${posteriorKinds.join(", ")}`,
      found: JSON.stringify(kind),
    });
  }
  const row = kinds[kind];
  const { training } = "membersOf" in row ? kinds[row.membersOf] : row;
  return { training, hasMembers: "membersOf" in row };
}

function memberCount(kind: PosteriorKind, hasMembers: boolean, wanted: number | undefined): number {
  const invalid = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-option", subject: "members", expected, found });
  if (!hasMembers) {
    if (wanted === undefined) return 1;
    throw invalid(`a posterior that has members: ${kindsWithMembers.join(", ")}`, kind);
  }
  if (wanted === undefined) return DEFAULT_MEMBERS;
  if (Number.isInteger(wanted) && wanted >= 2 && wanted <= MAX_MEMBERS) return wanted;
  throw invalid(`a whole number from 2 to ${MAX_MEMBERS}`, String(wanted));
}
