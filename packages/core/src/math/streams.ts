import { Random, streamState } from "./random.js";

/**
 * What random numbers are drawn for, each by a number of its own: the first after the seed in the key of a generator
 * (`streamState`), so that one seed may feed all of them and no two have a number in common. Nothing else in the library
 * makes a generator, but for the `noise` data set, whose images belong to the seed alone. The kernels have purposes of
 * their own (kernels/control.ts), hashed in another way.
 *
 * A number is never given to another purpose, and none is changed: the same seed gives the same result in every version.
 */
export const streams = {
  /** Data: glyphs of digits and of letters, and how an image is corrupted. */
  glyphDigits: 0,
  glyphLetters: 30,
  corruption: 31,

  /** Training: where parameters start, the order of images and their variations in an epoch, seeds of members. */
  initialParameters: 1,
  imageOrder: 2,
  imageVariation: 4,
  trainingMember: 27,
  /** Seeds of trainings that go on from another one: with its seed they would meet the same images in the same order. */
  swagIterates: 50,
  sgldCycle: 51,
  /** A chain of Gibbs sweeps over a last layer. */
  polyaGammaChain: 57,

  /** Draws of posteriors, and seeds of their samples and members. */
  meanFieldDraw: 3,
  dropoutMask: 21,
  mixtureChoice: 22,
  mixtureMember: 23,
  swagLowRank: 24,
  swagDiagonal: 25,
  swagSample: 26,
  laplaceNoise: 29,
  laplaceSample: 28,

  /** Familiarity: first axes of the components, and the images that are kept. */
  familiarityAxes: 11,
  familiarityBank: 12,

  /** Decisions and figures: shares of randomised prediction sets, and resamples. */
  predictionSet: 32,
  bootstrap: 33,
  /** Rows that a temperature is fitted on. */
  temperature: 52,
  /** Reference rows whose features are kept. */
  featureBank: 54,

  /** The language: chains, their starting points, networks of draws and of guides, directions of a gradient's check. */
  markovChain: 7,
  chainStart: 8,
  choiceOfDraws: 34,
  guideSample: 35,
  gradientCheck: 36,

  /** Images that a report shows. */
  reportSample: 40,

  /** Inputs of the benchmark. */
  benchmark: 37,

  /** Which images of a set are for what, which are taken of more, and outliers made of its images. */
  split: 38,
  sample: 43,
  outliers: 39,
  /** Which rows of a small table are left out together, and seeds of the trainings without them. */
  rowFolds: 62,
  foldTraining: 63,

  /** Images that show whether anything was learnt. */
  learnedNothing: 42,
  /** Rows whose columns are shuffled each by itself, and which rows stand for how many in training with balanced classes. */
  shuffledColumns: 60,
  balancedOrder: 61,

  /** What breaks ties among the scores that traffic is compared with, and which of them go. */
  referenceScores: 70,

  /** What a familiarity's guard learns from: its examples, and its training. */
  guardTraining: 41,
} as const satisfies Readonly<Record<string, number>>;

export type StreamName = keyof typeof streams;

/**
 * The generator of a purpose.
 * @param path Which of the purpose's streams: places, epochs, … Integers from 0 to 2⁵³ − 1.
 */
export function randomStream(name: StreamName, seed: number, ...path: readonly number[]): Random {
  return new Random(seed, streams[name], ...path);
}

/** A seed of a purpose for what takes one itself: unsigned 32-bit. */
export function streamSeed(name: StreamName, seed: number, ...path: readonly number[]): number {
  return streamState(seed, streams[name], ...path)[0];
}
