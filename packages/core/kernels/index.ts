// The kernels' public surface. Every kernel that a program runs has the signature
// (unit, scratch, control, …addresses and sizes): see engine/program.ts.
export { CONTROL_BYTES } from "./control";
export { gatherPixels, gatherRows } from "./input";
export { forwardDrawn, forwardLocal } from "./forward";
export { categorical, gaussian } from "./likelihood";
export { backwardDense } from "./backward";
export { convolveDrawn, convolveLocal } from "./convolution";
export { backwardConvolution, convolutionGradient, transposeKernels } from "./convolution-backward";
export { backwardByTiles, convolveByTiles } from "./winograd";
export { transformKernels, transformNetworks, transformTurnedKernels } from "./winograd-kernels";
export { gradientByTiles } from "./winograd-gradient";
export { poolBackward, poolForward } from "./pool";
export { groupNormBackward, groupNormDrawn, groupNormGradient, groupNormLocal } from "./group-norm";
export { dropoutBackward, dropoutForward } from "./dropout";
export { meanFieldRefresh, meanFieldUpdate, meanFieldUpdateShared, sumLosses } from "./mean-field";
export { langevinUpdate, langevinUpdateShared, pointRefresh, pointUpdate, pointUpdateShared } from "./point";
export { drawNoise, drawWeights, moments, sampleNetworks } from "./predict";
export { activateImages, activateLanes, sampleImages, sampleLanes } from "./predict-images";
export { matmul } from "./tile";
export { seedStream, fillBits, fillNormals } from "./random";
export { applyElementary, peak } from "./probe";
