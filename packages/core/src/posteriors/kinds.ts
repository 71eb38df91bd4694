import type { Network } from "../layers/network.js";
import type { Posterior } from "../prediction/posterior.js";
import { dropoutFormat } from "./dropout/format.js";
import { dropoutTraining } from "./dropout/train.js";
import { anyFormat, type PosteriorFormat, type PosteriorOf } from "./format.js";
import { laplaceFormat, laplaceNumbers } from "./laplace/format.js";
import { laplaceTraining } from "./laplace/train.js";
import { meanFieldFormat } from "./mean-field/format.js";
import { meanFieldTraining } from "./mean-field/train.js";
import { mixtureFormat } from "./mixture/format.js";
import type { MixturePosterior } from "./mixture/posterior.js";
import { pointFormat } from "./point/format.js";
import { pointTraining } from "./point/train.js";
import { POLYA_GAMMA_DRAWS, polyaGammaTraining } from "./polya-gamma/train.js";
import { swagFormat } from "./swag/format.js";
import { swagNumbers, swagTraining } from "./swag/train.js";
import { sgldDraws, sgldTraining } from "./sgld/train.js";
import type { PosteriorTraining } from "./training.js";

/** A kind of posterior that stands by itself. */
export interface SingleKind<P extends Posterior = Posterior> {
  /** For the command line: what it is, in some words. */
  readonly help: string;
  /** How many numbers a model file has for each weight of the network, about, after so many epochs of training. */
  readonly numbersPerWeight: (epochs: number) => number;
  /** Numbers besides, in single precision whatever the file's. Default: none. */
  readonly furtherNumbers?: (network: Network) => number;
  readonly training: PosteriorTraining<P>;
  /** Not there: what training leaves is of other kinds. */
  readonly format?: PosteriorFormat<P>;
}

/** A mixture of several members of another kind, trained one beside the other. */
export interface MembersKind {
  readonly help: string;
  /** A kind without members. */
  readonly membersOf: string;
}

/** The posteriors that `trainPosterior` trains and model files hold. A new one is a line here. */
export const kinds = {
  "mean-field": {
    help: "a Gaussian for every weight",
    numbersPerWeight: () => 2,
    training: meanFieldTraining,
    format: meanFieldFormat,
  },
  mixture: { help: "several mean-field posteriors", membersOf: "mean-field" },
  point: { help: "one network", numbersPerWeight: () => 1, training: pointTraining, format: pointFormat },
  ensemble: { help: "several points", membersOf: "point" },
  dropout: {
    help: "a point whose dropout stays on",
    numbersPerWeight: () => 1,
    training: dropoutTraining,
    format: dropoutFormat,
  },
  swag: {
    help: "a Gaussian around a point",
    numbersPerWeight: swagNumbers,
    training: swagTraining,
    format: swagFormat,
  },
  "multi-swag": { help: "several SWAGs", membersOf: "swag" },
  laplace: {
    help: "a Gaussian around a point's last layer",
    numbersPerWeight: () => 1,
    furtherNumbers: laplaceNumbers,
    training: laplaceTraining,
    format: laplaceFormat,
  },
  sgld: {
    help: "networks drawn by Langevin dynamics, as points",
    numbersPerWeight: sgldDraws,
    training: sgldTraining,
  },
  "polya-gamma": {
    help: "for small data, the last layer's exact posterior: 100 networks drawn by Gibbs sampling, as points",
    numbersPerWeight: () => POLYA_GAMMA_DRAWS,
    training: polyaGammaTraining,
  },
} as const satisfies Readonly<Record<string, SingleKind | MembersKind>>;

/** A kind by its name. */
export type PosteriorKind = keyof typeof kinds;

/** The names of all kinds. */
export const posteriorKinds = Object.keys(kinds) as readonly PosteriorKind[];

/** The names of those that have members. */
export const kindsWithMembers = posteriorKinds.filter((kind) => "membersOf" in kinds[kind]);

/** Whether validation images can tell the epochs of a kind's training apart. */
export function measuresEpochs(kind: PosteriorKind): boolean {
  const row: SingleKind | MembersKind = kinds[kind];
  return !("training" in row) || row.training.validates !== false;
}

/** The names of those whose training can start from one trained before. */
export const kindsThatStart = posteriorKinds.filter((kind) => {
  const row = kinds[kind];
  const { training }: SingleKind = "membersOf" in row ? kinds[row.membersOf] : row;
  return training.startsFrom !== undefined;
});

/** Those whose training may have what it starts from as its prior. */
export const kindsWithPrior = posteriorKinds.filter((kind) => {
  const row = kinds[kind];
  const { training }: SingleKind = "membersOf" in row ? kinds[row.membersOf] : row;
  return training.takesPrior === true;
});

type StoredRow = Extract<(typeof kinds)[PosteriorKind], { readonly format: unknown }>;
/** A posterior that has no members. */
export type SinglePosterior = PosteriorOf<StoredRow["format"]>;
/** The posteriors that a model file holds. */
export type ModelPosterior = SinglePosterior | MixturePosterior;

const singleFormats = Object.values<SingleKind | MembersKind>(kinds).flatMap((kind) =>
  "format" in kind ? [kind.format as PosteriorFormat<SinglePosterior>] : [],
);
const singleFormat = anyFormat(singleFormats);

/** How posteriors of all kinds lie in a model file. */
export const posteriorFormat = anyFormat<ModelPosterior>([...singleFormats, mixtureFormat(singleFormat)]);
