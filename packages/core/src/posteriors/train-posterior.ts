import type { Dataset } from "../data/dataset.js";
import { defaultThreads } from "../engine/executor.js";
import { NescioError } from "../errors.js";
import type { Network } from "../layers/network.js";
import type { TrainingMoment } from "../training/moment.js";
import type { Checkpoint, EpochMeasure, EpochReport, TrainingOptions } from "../training/options.js";
import { memberSeed, trainMembers, type MembersProgress } from "../training/members.js";
import { trainingSettings, type PresetName, type TrainingSettings } from "../training/settings.js";
import {
  kinds,
  kindsWithMembers,
  kindsWithPrior,
  posteriorKinds,
  type ModelPosterior,
  type PosteriorKind,
} from "./kinds.js";
import { memberStarts } from "./member-starts.js";
import type { PosteriorTraining, Trained } from "./training.js";
import { MAX_MEMBERS, MixturePosterior } from "./mixture/posterior.js";

/** Of a kind that has members, where nobody says how many. */
export const DEFAULT_MEMBERS = 5;

export interface TrainPosteriorOptions
  extends Partial<TrainingSettings>, Pick<TrainingOptions, "threads" | "signal" | "validation" | "patience"> {
  /** Default `mean-field`. */
  readonly posterior?: PosteriorKind | undefined;
  /** Of a kind that has members: 2 to 1,000. Default: those of `start`, or 5. */
  readonly members?: number | undefined;
  /**
   * A posterior of this kind, of a network with the same parameters, to start from instead of where the settings say:
   * member m from member m. Adam's moments begin anew, and with the same seed images come in the same order again. A member
   * that has a checkpoint goes on from that. Of kinds that are drawn (`swag`, `multi-swag`, `sgld`, `polya-gamma`) none.
   */
  readonly start?: ModelPosterior | undefined;
  /**
   * Whether `start` is the prior of each weight, too, in the place of the settings' one (see `MeanFieldOptions`); of kinds of
   * mean-field Gaussians, and not together with checkpoints, which do not have it. Default false.
   */
  readonly startIsPrior?: boolean | undefined;
  readonly preset?: PresetName | undefined;
  readonly onProgress?: ((progress: MembersProgress) => void) | undefined;
  /**
   * As `TrainingOptions` describes it, of each member for itself: one waits for the promise that it was given, others beside it
   * train on. What is shown is of the member's kind; of a Laplace posterior the point, of one that is drawn what there is by
   * then, and before that the network of the moment, as a point.
   */
  readonly onSteps?: ((moment: MemberMoment) => void | Promise<void>) | undefined;
  /** After every epoch of a member; members that are trained side by side take turns as they come. */
  readonly onEpoch?: ((report: MemberEpoch) => void) | undefined;
  /** Keeps every member's training after each epoch, and gives it back where there is one. */
  readonly checkpoints?: MemberCheckpoints | undefined;
}

/** An epoch of a member; a posterior without members is member 0. */
export interface MemberEpoch extends EpochReport {
  readonly member: number;
}

/** A moment of a member's training; a posterior without members is member 0. */
export interface MemberMoment extends TrainingMoment<ModelPosterior> {
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
  /** Whether it began with a posterior that was given to it, and not where the settings say. */
  readonly continued: boolean;
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
 * @throws NescioError `invalid-option` for an unknown kind, members of a kind that has none, or a `start` of another kind, of
 * another network or of another number of members, and whatever the kind's own training throws.
 */
export async function trainPosterior(
  network: Network,
  dataset: Dataset,
  options: TrainPosteriorOptions = {},
): Promise<TrainPosteriorResult> {
  const { posterior: kind = "mean-field", preset = "default", members: wanted, ...others } = options;
  const { threads = defaultThreads(), signal, onProgress, onSteps, onEpoch, checkpoints, ...rest } = others;
  const { validation, patience, start, startIsPrior = false, ...changes } = rest;
  const { training, membersOf } = trainingOf(kind);
  const hasMembers = membersOf !== undefined;
  const begin = { kind, training, membersOf };
  const starts = start === undefined ? undefined : memberStarts(network, start, begin);
  if (startIsPrior) checkPrior(kind, training, { start, checkpoints });
  const members = memberCount(kind, hasMembers, hasMembers ? (wanted ?? starts?.length) : wanted);
  if (starts !== undefined) checkStartCount(starts.length, members);
  const given = Object.entries(changes).filter(([, value]: [string, unknown]) => value !== undefined);
  // What is recorded should be what was done.
  const settings = trainingSettings(preset, { ...Object.fromEntries(given), ...training.fixed });
  const results = await trainMembers(
    async (member, run) => {
      const resume = await checkpoints?.load(member);
      return training.train(
        network,
        dataset,
        { ...settings, seed: memberSeed(settings.seed, member) },
        {
          ...run,
          validation,
          patience,
          resume,
          onSteps: onSteps && ((moment) => onSteps({ ...moment, member })),
          onEpoch:
            onEpoch &&
            ((report) => {
              onEpoch({ ...report, member });
            }),
          onCheckpoint: checkpoints && ((checkpoint) => checkpoints.save(member, checkpoint)),
        },
        resume === undefined ? starts?.[member] : undefined,
        startIsPrior,
      );
    },
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
    continued: starts !== undefined,
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

/** How one member of a kind is trained, and what kind of members it has, if any. */
function trainingOf(kind: PosteriorKind): {
  readonly training: PosteriorTraining<ModelPosterior>;
  readonly membersOf: string | undefined;
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
  if (!("membersOf" in row)) return { training: row.training, membersOf: undefined };
  return { training: kinds[row.membersOf].training, membersOf: row.membersOf };
}

function checkStartCount(found: number, members: number): void {
  if (found === members) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "start",
    expected: `a posterior of ${members} members`,
    found: `one of ${found}`,
    next: "Leave members out: they are then as many as it has.",
  });
}

function checkPrior(
  kind: PosteriorKind,
  { takesPrior }: PosteriorTraining<ModelPosterior>,
  { start, checkpoints }: Pick<TrainPosteriorOptions, "start" | "checkpoints">,
): void {
  const wrong = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-option", subject: "option startIsPrior", expected, found });
  if (takesPrior === undefined)
    throw wrong(`one of the posteriors that have scales: ${kindsWithPrior.join(", ")}`, kind);
  if (start === undefined) throw wrong("a posterior to start from, as start", "none");
  if (checkpoints !== undefined) throw wrong("no checkpoints, which do not have the prior", "some");
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
