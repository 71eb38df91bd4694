/**
 * Nescio: Bayesian neural networks that answer when they know and say "I don't know" when they don't.
 * This entry runs in Node and in browsers; files, downloads and image decoding are in `nescio/node`.
 */

// Errors
export { NescioError, type ErrorCode, type ErrorFacts } from "./errors.js";

// Dataset
export {
  createDataset,
  firstImages,
  imageSize,
  selectImages,
  type Dataset,
  type DatasetSource,
} from "./data/dataset.js";

export { augmentation, type Augmentation } from "./data/augment.js";
export { glyphs, neatGlyphJitter, type GlyphJitter, type GlyphsOptions } from "./data/glyphs.js";
export { noise, type NoiseOptions } from "./data/noise.js";
export { corrupt, corruptions, type Corruption, type CorruptionName } from "./data/corruptions.js";

// Reading of pictures
export type { Background, Picture } from "./reading/picture.js";
export type { Hint } from "./reading/hints.js";
export type { InputShape, Read, ReadOptions } from "./reading/kind.js";
export type { Decode, PictureInput } from "./reading/decode.js";
export {
  checkReading,
  formatReading,
  parseReading,
  readCharacters,
  readPicture,
  type PictureReading,
  type Reading,
} from "./reading/kinds.js";

// Network
export {
  convNetwork,
  denseNetwork,
  inferShapes,
  parameterSpecs,
  parseNetwork,
  type ConvNetworkOptions,
  type Network,
  type ParameterSpec,
} from "./layers/network.js";
export type { ConvLayer } from "./layers/conv2d.js";
export type { DenseLayer } from "./layers/dense.js";
export type { GroupNormLayer } from "./layers/group-norm.js";
export type { Shape } from "./layers/kind.js";
export type { Layer } from "./layers/kinds.js";

// Posterior
export type {
  GaussianTensor,
  Posterior,
  PredictOptions,
  StoredTensor,
  Tensor,
  Weights,
} from "./prediction/posterior.js";
export { meanWeights } from "./prediction/mean-weights.js";
export { presets, trainingSettings, type PresetName, type TrainingSettings } from "./training/settings.js";
export type {
  Checkpoint,
  EpochMeasure,
  EpochReport,
  TrainingFacts,
  TrainingOptions,
  TrainingProgress,
} from "./training/options.js";
export type { MembersProgress } from "./training/members.js";
export { MeanFieldPosterior } from "./posteriors/mean-field/posterior.js";
export {
  trainMeanField,
  type MeanFieldOptions,
  type MeanFieldResult,
} from "./posteriors/mean-field/train.js";
export { PointPosterior } from "./posteriors/point/posterior.js";
export {
  trainPoint,
  type CollectOptions,
  type PointOptions,
  type PointResult,
  type PointSettings,
} from "./posteriors/point/train.js";
export { DropoutPosterior } from "./posteriors/dropout/posterior.js";
export { SwagPosterior, type SwagTensor } from "./posteriors/swag/posterior.js";
export { trainSwag, type SwagOptions, type SwagResult } from "./posteriors/swag/train.js";
export type { LastLayerPrecision, Spectrum } from "./posteriors/laplace/covariance.js";
export { LaplacePosterior } from "./posteriors/laplace/posterior.js";
export { fitLaplace, type LaplaceOptions, type LaplaceResult } from "./posteriors/laplace/train.js";
export { MixturePosterior } from "./posteriors/mixture/posterior.js";
export { posteriorKinds, type ModelPosterior, type PosteriorKind } from "./posteriors/kinds.js";
export {
  trainPosterior,
  type MemberCheckpoints,
  type MemberEpoch,
  type MemberValidation,
  type TrainPosteriorOptions,
  type TrainPosteriorResult,
} from "./posteriors/train-posterior.js";

// Predictive
export type { Predictive } from "./predictive/predictive.js";
export { forcedLabels, meanProbs, mutualInformation, predictiveEntropy } from "./predictive/summaries.js";

// Familiarity
export {
  familiarityKinds,
  fitFamiliarity,
  type Familiarity,
  type FamiliarityKindName,
  type FamiliarityOptions,
  type FamiliarityScorer,
  type FamiliarityScores,
  type FamiliaritySettings,
  type ScoreOptions,
} from "./familiarity/index.js";

// Rule and decision
export { defaultRule } from "./decision/preset-rules.js";
export type {
  Calibration,
  Contract,
  Decision,
  Measure,
  QuantileRule,
  Rule,
  SetRule,
  ThresholdRule,
} from "./decision/rule.js";
export { calibrateRule, type CalibrateRuleOptions } from "./decision/calibrate-rule.js";
export { confidenceScores, type ConfidenceScores } from "./decision/confidence-scores.js";
export type { RefusalContract } from "./decision/coverage-threshold.js";
export { decide } from "./decision/decide.js";
export { explainDecision } from "./decision/explain.js";
export { calibrateSets, predictionSets } from "./decision/prediction-sets.js";
export { checkRule } from "./decision/rule-schema.js";
export { decodeRule, encodeRule, type StoredRule } from "./decision/stored-rule.js";
export { formatRule, parseRule } from "./decision/rule-text.js";
export {
  selectiveRisk,
  type RiskContract,
  type SelectiveRisk,
  type SelectiveRiskResult,
} from "./decision/selective-risk.js";
export { thresholdFor } from "./decision/threshold-for.js";

// Answer
export { answer, answerEach, type PictureAnswerer } from "./answer/answer.js";
export type { Answer, Answerer, AnswerOptions } from "./answer/answer-images.js";
export { answerRead, type PictureAnswer } from "./answer/answer-read.js";
export type { PictureOptions } from "./answer/inputs.js";
export type { Assessor } from "./answer/assess.js";

// Evaluation
export type {
  Evaluation,
  InDistribution,
  OutOfDistribution,
  TrainingRecord,
} from "./evaluation/evaluation.js";
export type { EvaluationResult } from "./evaluation/evaluate.js";
export {
  runStudies,
  runStudy,
  type PerSet,
  type StudiesOptions,
  type Study,
  type StudyOptions,
} from "./evaluation/study.js";
export {
  corruptionSweep,
  type CorruptionCurve,
  type CorruptionPoint,
  type CorruptionSweepOptions,
} from "./evaluation/corruption-sweep.js";
export type { FigureFacts, FigureIntervals, FigureValues } from "./evaluation/figure.js";
export { compareEvaluations, type ComparedFigure } from "./evaluation/comparison.js";
export {
  mostConfused,
  worstClasses,
  type ByClass,
  type ClassFigures,
  type Confusion,
} from "./evaluation/by-class.js";
export { auroc } from "./evaluation/auroc.js";
export { bootstrap, type BootstrapOptions, type Interval } from "./evaluation/bootstrap.js";
export { brierScore } from "./evaluation/brier.js";
export { expectedCalibrationError } from "./evaluation/calibration-error.js";
export { negativeLogLikelihood } from "./predictive/negative-log-likelihood.js";
export { type Reasons } from "./evaluation/reasons.js";
export type { ReliabilityBin } from "./evaluation/reliability.js";
export type { RiskCoveragePoint } from "./evaluation/risk-coverage.js";

// Model file
export type { ImageSplit, Json, Model, ModelTraining } from "./model/model.js";
export { createModel, type ModelFacts, type TrainingOutcome } from "./model/create-model.js";
export { heldOutImages, trainingImages, type HeldOut, type HeldOutOptions } from "./model/held-out.js";
export { decodeModel, encodeModel, type EncodeOptions } from "./model/model-file.js";

// From images to a model
export {
  buildModel,
  type BuildFindings,
  type BuildOptions,
  type BuildResult,
  type BuildStage,
} from "./build/build-model.js";
export type { CalibrationFindings } from "./build/calibrate.js";
export { withNormalization } from "./build/normalization.js";
export { learnedNothing, type LearnedNothing } from "./build/learned-nothing.js";
export { groupImages } from "./data/groups.js";
export { splitImages, type SplitOptions } from "./data/split.js";
export { outlierKinds, outliers, type OutlierKind } from "./data/outliers.js";

// Numerics
export { quantile } from "./math/quantile.js";
export { defaultSeed, Random } from "./math/random.js";

// Engine
export type { KernelVariant } from "./engine/kernels.js";
export { version } from "./version.js";
