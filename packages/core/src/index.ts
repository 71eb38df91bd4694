/**
 * Nescio: Bayesian neural networks that answer when they know and say "I don't know" when they don't.
 * This entry runs in Node and in browsers; files, downloads and image decoding are in `nescio/node`.
 */

// Errors
export { NescioError, type ErrorCode, type ErrorFacts } from "./errors.js";

// Dataset
export { createDataset, firstImages, imageSize, selectImages } from "./checked.js";
export type { Dataset, DatasetSource, ImageDataset, Labels, RowDataset } from "./data/dataset.js";

// Tables
export { matrixTable, readTarget, tableRows } from "./checked.js";
export type { Cell, TableRow } from "./data/tables/cell.js";
export type { CellColumn, CellTable, CellType } from "./data/tables/cell-table.js";
export type { ColumnSchema } from "./data/tables/column-schema.js";
export type { UnseenCell } from "./data/tables/encode-rows.js";
export type { ColumnNotice } from "./data/tables/infer-columns.js";
export { TableBuilder, type TableBuilderOptions } from "./data/tables/table-builder.js";
export type { TableReading, TableRowsOptions } from "./data/tables/table-rows.js";
export type { TableTarget } from "./data/tables/target.js";
export { buildTable } from "./checked.js";
export type { TableBuild, TableBuildOptions, TableFindings } from "./build/rows/build-table.js";

export { augmentation, type Augmentation } from "./data/augment.js";
export { glyphs } from "./checked.js";
export { neatGlyphJitter, type GlyphJitter, type GlyphsOptions } from "./data/glyphs.js";
export { noise } from "./checked.js";
export type { NoiseOptions } from "./data/noise.js";
export { corrupt } from "./checked.js";
export { corruptions, type Corruption, type CorruptionName } from "./data/corruptions.js";

// Reading of pictures
export type { Background, Picture } from "./reading/picture.js";
export type { Hint } from "./reading/hints.js";
export type { InputShape, Read, ReadOptions } from "./reading/kind.js";
export type { Decode, PictureInput } from "./reading/decode.js";
export { formatReading, parseReading, readCharacters, readPicture } from "./checked.js";
export { checkReading, type PictureReading, type Reading } from "./reading/kinds.js";

// Network
export { convNetwork, denseNetwork, inferShapes, parameterSpecs } from "./checked.js";
export { parseNetwork, type ConvNetworkOptions, type Network, type ParameterSpec } from "./layers/network.js";
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
export { meanWeights } from "./checked.js";
export { endAside } from "./prediction/predict-networks.js";
export { trainingSettings } from "./checked.js";
export { presets, type PresetName, type TrainingSettings } from "./training/settings.js";
export type {
  Checkpoint,
  EpochMeasure,
  EpochReport,
  TrainingFacts,
  TrainingOptions,
  TrainingProgress,
} from "./training/options.js";
export type { MembersProgress } from "./training/members.js";
export type { MomentWatcher, TrainingMoment } from "./training/moment.js";
export { MeanFieldPosterior } from "./posteriors/mean-field/posterior.js";
export { trainMeanField } from "./checked.js";
export type { MeanFieldOptions, MeanFieldResult } from "./posteriors/mean-field/train.js";
export { PointPosterior } from "./posteriors/point/posterior.js";
export { trainPoint } from "./checked.js";
export type { CollectOptions, PointOptions, PointResult, PointSettings } from "./posteriors/point/train.js";
export { DropoutPosterior } from "./posteriors/dropout/posterior.js";
export { SwagPosterior, type SwagTensor } from "./posteriors/swag/posterior.js";
export { trainSwag } from "./checked.js";
export type { SwagOptions, SwagResult } from "./posteriors/swag/train.js";
export type { LastLayerPrecision, Spectrum } from "./posteriors/laplace/covariance.js";
export { LaplacePosterior } from "./posteriors/laplace/posterior.js";
export { fitLaplace } from "./checked.js";
export type { LaplaceOptions, LaplaceResult } from "./posteriors/laplace/train.js";
export { MixturePosterior } from "./posteriors/mixture/posterior.js";
export { posteriorKinds, type ModelPosterior, type PosteriorKind } from "./posteriors/kinds.js";
export { trainPosterior } from "./checked.js";
export type {
  MemberCheckpoints,
  MemberEpoch,
  MemberMoment,
  MemberValidation,
  TrainPosteriorOptions,
  TrainPosteriorResult,
} from "./posteriors/train-posterior.js";

// Predictive
export type { Predictive } from "./predictive/predictive.js";
export type { OutputKind, OutputsOptions } from "./predictive/predictive-from.js";
export { predictiveFrom } from "./checked.js";
export { fitTemperature, withTemperature } from "./checked.js";
export type { OutputRule } from "./decision/output-rule.js";
export { decodeOutputRule, encodeOutputRule } from "./checked.js";
export type { FeatureFamiliarity, Features, Metric } from "./decision/feature-familiarity.js";
export type { CalibrateOutputsOptions, CalibrationFeatures } from "./decision/calibrate-outputs.js";
export { calibrateOutputs, decideOutputs } from "./checked.js";
export { forcedLabels, meanProbs, mutualInformation, predictiveEntropy } from "./checked.js";

// Familiarity
export { fitFamiliarity } from "./checked.js";
export {
  familiarityKinds,
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
  ClassThreshold,
  Contract,
  Decision,
  Found,
  Measure,
  QuantileRule,
  Rule,
  SetRule,
  ThresholdRule,
} from "./decision/rule.js";
export { calibrateRule } from "./checked.js";
export type { CalibrateRuleOptions } from "./decision/calibrate-rule.js";
export { confidenceScores } from "./checked.js";
export type { ConfidenceScores } from "./decision/confidence-scores.js";
export type { ClassRiskContract } from "./decision/class-risk.js";
export type { RefusalContract } from "./decision/coverage-threshold.js";
export { decide } from "./checked.js";
export { explainDecision } from "./checked.js";
export { calibrateSets, predictionSets } from "./checked.js";
export { checkRule } from "./decision/rule-schema.js";
export { encodeRule } from "./checked.js";
export { decodeRule, type StoredRule } from "./decision/stored-rule.js";
export { formatRule, parseRule } from "./checked.js";
export { selectiveRisk } from "./checked.js";
export type { RiskContract, SelectiveRisk, SelectiveRiskResult } from "./decision/selective-risk.js";
export { thresholdFor } from "./checked.js";

// Answer
export { answer, answerEach } from "./checked.js";
export type { PictureAnswerer } from "./answer/answer.js";
export type { Answer, Answerer, AnswerOptions } from "./answer/answer-images.js";
export { answerRead } from "./checked.js";
export type { PictureAnswer } from "./answer/answer-read.js";
export type { PictureOptions } from "./answer/inputs.js";
export { RemoteAnswerer, type AnswerWorker, type RemoteOptions } from "./remote/answerer.js";
export type { Assessor } from "./answer/assess.js";

// Evaluation
export type {
  Evaluation,
  InDistribution,
  OutOfDistribution,
  Things,
  TrainingRecord,
} from "./evaluation/evaluation.js";
export type { EvaluationResult } from "./evaluation/evaluate.js";
export { runStudies, runStudy } from "./checked.js";
export type { PerSet, StudiesOptions, Study, StudyOptions } from "./evaluation/study.js";
export { corruptionSweep } from "./checked.js";
export type {
  CorruptionCurve,
  CorruptionPoint,
  CorruptionSweepOptions,
} from "./evaluation/corruption-sweep.js";
export type { FigureFacts, FigureIntervals, FigureValues } from "./evaluation/figure.js";
export { compareEvaluations } from "./checked.js";
export type { ComparedFigure } from "./evaluation/comparison.js";
export { mostConfused, worstClasses } from "./checked.js";
export type { ByClass, ClassFigures, Confusion } from "./evaluation/by-class.js";
export { auroc } from "./checked.js";
export { bootstrap } from "./checked.js";
export type { BootstrapOptions, Interval } from "./evaluation/bootstrap.js";
export { brierScore } from "./checked.js";
export { expectedCalibrationError } from "./checked.js";
export { negativeLogLikelihood } from "./checked.js";
export type { Reasons } from "./evaluation/reasons.js";
export type { ReliabilityBin } from "./evaluation/reliability.js";
export type { RiskCoveragePoint } from "./evaluation/risk-coverage.js";

// Monitoring
export {
  DriftMonitor,
  type DriftOptions,
  type DriftStatus,
  type StoredDriftMonitor,
} from "./monitoring/drift-monitor.js";
export { logCapital, updateMartingale } from "./checked.js";
export { decodeMartingale, startMartingale, type TestMartingale } from "./monitoring/test-martingale.js";
export { startErrorBound, updateErrorBound } from "./checked.js";
export { decodeErrorBound, type ErrorBound } from "./monitoring/error-bound.js";
export { cohenKappa } from "./checked.js";
export type { KappaResult } from "./monitoring/cohen-kappa.js";

// Acquisition
export { acquisitionOrder, reviewFeatures, stabilised } from "./checked.js";
export type { AcquisitionItem, AcquisitionOptions } from "./acquisition/acquisition-order.js";
export type { Stabilised, StabilisedOptions } from "./acquisition/stabilised.js";

// Model file
export type { ImageSplit, Json, Model, ModelTraining } from "./model/model.js";
export { createModel } from "./checked.js";
export type { ModelFacts, TrainingOutcome } from "./model/create-model.js";
export { heldOutImages, trainingImages } from "./checked.js";
export type { HeldOut, HeldOutOptions } from "./model/held-out.js";
export { decodeModel, encodeModel } from "./checked.js";
export type { EncodeOptions } from "./model/model-file.js";

// From images to a model
export { buildModel } from "./checked.js";
export type { BuildFindings, BuildOptions, BuildResult, BuildStage } from "./build/build-model.js";
export type { CalibrationFindings } from "./build/calibrate.js";
export { withNormalization } from "./checked.js";
export { learnedNothing } from "./checked.js";
export type { LearnedNothing } from "./build/learned-nothing.js";
export { groupImages } from "./checked.js";
export { splitImages } from "./checked.js";
export type { SplitOptions } from "./data/split.js";
export { outliers } from "./checked.js";
export { outlierKinds, type OutlierKind } from "./data/outliers.js";

// Numerics
export { quantile } from "./checked.js";
export { defaultSeed, Random } from "./math/random.js";

// Engine
export type { KernelVariant } from "./engine/kernels.js";
export { version } from "./version.js";
