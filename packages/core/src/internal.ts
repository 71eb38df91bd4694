/** What other packages of this repository use, and nobody else should: it changes without notice. */
export { isDataset, isRows, labelArray, maxDatasetBytes } from "./data/dataset.js";
export { joinDatasets } from "./data/join-datasets.js";
export { augmenter } from "./data/augment.js";
export { shuffledColumns } from "./data/shuffled-columns.js";
export { encodePng } from "./data/encode-png.js";
export { drawGlyphs } from "./data/glyphs.js";
export { Raster } from "./data/glyphs/raster.js";
export type { Trace } from "./data/glyphs/trace.js";
export { idxDataset, idxImagesHeader, parseIdxImages, parseIdxLabels } from "./data/idx.js";
export {
  findRegistryEntry,
  registry,
  registryFiles,
  type RegistryEntry,
  type RegistryFile,
  type Split,
} from "./data/registry.js";
export { cellTypes, columnsSchema, featureCount, featureNames } from "./data/tables/column-schema.js";
export { describeColumns, type ColumnDescription } from "./data/tables/describe-columns.js";
export { checkHasColumns, encodeRows, type EncodedRows } from "./data/tables/encode-rows.js";
export { inferColumns, type InferredColumns } from "./data/tables/infer-columns.js";
export { strangeColumns, type StrangeColumn } from "./data/tables/strange-columns.js";
export { TableBuilder, type TableBuilderOptions } from "./data/tables/table-builder.js";
export { tableRows, type TableReading } from "./data/tables/table-rows.js";
export { readTarget, type TableTarget } from "./data/tables/target.js";
export { checkCells, checkColumnCount, checkColumns, listNames } from "./data/tables/columns.js";
export { numberedColumns, placeName, rowName, type Place } from "./data/tables/cell.js";
export { exactInteger, looksMissing, looksNumeric, toNumber } from "./data/tables/number.js";
export { calibratedBy, calibratingImages } from "./familiarity/kinds.js";
export { metrics, scoreFeatures } from "./decision/feature-familiarity.js";
export { isUnfamiliar } from "./familiarity/unfamiliar.js";
export { checkInputShape } from "./reading/channels.js";
export { decodeHere } from "./reading/decode.js";
export { explainHints } from "./reading/hints.js";
export { fileType } from "./reading/file-type.js";
export { defaultReading, readingFor, readingForms, readingKinds } from "./reading/kinds.js";
export { largestPicture, largestPictureFile, sizeFault } from "./reading/picture.js";
export { partSizes } from "./build/parts.js";
export { recipeFor } from "./build/recipe.js";
export { withOutside } from "./build/outside.js";
export {
  buildSmallRows,
  type SmallRowsFindings,
  type SmallRowsOptions,
  type SmallRowsResult,
} from "./build/rows/build-small-rows.js";
export { linearPrecision, linearTraining } from "./build/rows/linear-training.js";
export { isSmall } from "./build/rows/small.js";
export { outsideOf } from "./data/pixel-statistics.js";
export { ruleForms } from "./decision/rule-form.js";
export { measures, ruleKindOf } from "./decision/rules/index.js";
export { isInRange, statisticName, type Statistic } from "./decision/rules/rule-kind.js";
export { answersRight } from "./evaluation/by-class.js";
export { inDistributionFigures, outOfDistributionFigures } from "./evaluation/figures.js";
export {
  inDistributionReadings,
  outOfDistributionReadings,
  shownIn,
  type FigureReading,
} from "./evaluation/read-figures.js";
export { Arena } from "./engine/arena.js";
export { call } from "./engine/call.js";
export { CONTROL_BYTES } from "./engine/control.js";
export { defaultThreads, Executor } from "./engine/executor.js";
export { availableVariants, kernelModule } from "./engine/kernels.js";
export { orAborted, throwIfAborted } from "./errors.js";
export { clip, printable } from "./printable.js";
export { assess, checkRuleOf, decideAssessed, type Assessment } from "./answer/assess.js";
export { answerAssessed } from "./answer/answer-images.js";
export { agreedAnswer, inputsAsSet } from "./answer/answer-read.js";
export { inputsOf } from "./answer/inputs.js";
export { rankErrors, riskCoverageCurve, thinCurve } from "./evaluation/risk-coverage.js";
export { mcnemar } from "./evaluation/mcnemar.js";
export { shareInterval, weightedMean } from "./evaluation/bootstrap.js";
export { evaluatePredictives } from "./evaluation/evaluate.js";
export { kinds, kindsThatStart, kindsWithPrior, kindsWithMembers } from "./posteriors/kinds.js";
export { DEFAULT_MEMBERS } from "./posteriors/train-posterior.js";
export { checkWeights } from "./prediction/check-weights.js";
export { givenWeights } from "./prediction/given-weights.js";
export { predictDrawn } from "./posteriors/predict-drawn.js";
export { predictMeanField } from "./posteriors/mean-field/predict.js";
export { multiplications } from "./prediction/step-records.js";
export { TrainingSession, type StepControl } from "./training/session.js";
export { cholesky, multiplyLower, solveLowerTransposed } from "./math/cholesky.js";
export { crc32 } from "./math/crc32.js";
export { fromHalfBits } from "./math/half.js";
export { isSpreadChoice } from "./math/spread.js";
export { normalQuantile } from "./math/normal-quantile.js";
export { quantileInPlace } from "./math/quantile.js";
export { randomStream, streamSeed } from "./math/streams.js";
export { inverseSoftplus, softplus } from "./math/softplus.js";
export { checkPlannedModel } from "./model/model-file.js";
export { checkModelBytes, checkModelSize } from "./model/model-size.js";
export { decodeSafetensors } from "./model/safetensors.js";
export { checkCheckpointSize, decodeCheckpoint, encodeCheckpoint } from "./model/checkpoint.js";
export { stepChain } from "./layers/chain.js";
export { isWeighted, type WeightedLayer } from "./layers/kinds.js";
export { imageInput, networkName, outputCount, takesRows } from "./layers/network.js";
/** What the functions of every package's entry look at their arguments with. */
export { taking, takingAsync } from "./arguments.js";
export { checked, checkFraction, describe } from "./validation.js";
/** Schemas: the packages share one copy of zod, which the build puts into this one. */
export * as z from "zod";
