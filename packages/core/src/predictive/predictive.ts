/**
 * What S sampled networks say about N images: log-probabilities, natural logarithm, image-major
 * `[images, samples, classes]`, so that everything about one image lies together.
 */
export interface Predictive {
  readonly images: number;
  readonly samples: number;
  readonly classes: number;
  readonly logProbs: Float32Array;
}
