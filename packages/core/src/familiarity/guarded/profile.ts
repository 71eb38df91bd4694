import { imageSize, type ImageDataset } from "../../data/dataset.js";
import { cholesky } from "../../math/cholesky.js";

/** Pieces along each side of an image, for what is measured between and over them. */
const PIECES = 4;
/** Added to every variance, as a share of it and in all: of a set whose images are all alike in something. */
const RIDGE = 0.02;
const LEAST_VARIANCE = 1e-5;

/** What plain statistics of the training images' pixels are like: a Gaussian over the profiles of images. */
export interface ProfileGaussian {
  readonly mean: Float32Array;
  /** Cholesky factor of the covariance, `[length, length]`, lower. */
  readonly factor: Float32Array;
}

/**
 * Plain statistics of every image, `[images, profileLength]`: of each channel mean and log deviation; logarithms of the mean
 * step to the pixel at the right and below, of the mean second difference, of how much larger steps between pieces are than
 * others, and of the deviation of the pieces' means. What is blank, noise, or put together of pieces is far from all pictures
 * in these, whatever a network makes of it.
 */
function profiles(dataset: ImageDataset): Float64Array {
  const { count, pixels } = dataset;
  const size = imageSize(dataset);
  const length = profileLength(dataset.channels);
  const all = new Float64Array(count * length);
  for (let image = 0; image < count; image++) {
    all.set(profileOf(pixels.subarray(image * size, (image + 1) * size), dataset), image * length);
  }
  return all;
}

/** Numbers in the profile of an image. */
export function profileLength(channels: number): number {
  return 2 * channels + 5;
}

/** The Gaussian of the training images' profiles. */
export function fitProfiles(training: ImageDataset): ProfileGaussian {
  const length = profileLength(training.channels);
  const rows = profiles(training);
  const { count } = training;
  const mean = new Float64Array(length);
  rows.forEach((value, at) => (mean[at % length] += value / count));
  const covariance = new Float64Array(length * length);
  for (let image = 0; image < count; image++) {
    for (let i = 0; i < length; i++) {
      const from = rows[image * length + i] - mean[i];
      for (let j = 0; j < length; j++) {
        covariance[i * length + j] += (from * (rows[image * length + j] - mean[j])) / count;
      }
    }
  }
  for (let i = 0; i < length; i++) {
    covariance[i * length + i] = covariance[i * length + i] * (1 + RIDGE) + LEAST_VARIANCE;
  }
  return { mean: Float32Array.from(mean), factor: Float32Array.from(cholesky(covariance, length)) };
}

/** The negated Mahalanobis distance of each image's profile: `[images]`. */
export function profileScores({ mean, factor }: ProfileGaussian, dataset: ImageDataset): Float32Array {
  const length = mean.length;
  const rows = profiles(dataset);
  const solved = new Float64Array(length);
  return Float32Array.from({ length: dataset.count }, (_, image) => {
    let squares = 0;
    for (let i = 0; i < length; i++) {
      let sum = rows[image * length + i] - mean[i];
      for (let j = 0; j < i; j++) sum -= factor[i * length + j] * solved[j];
      solved[i] = sum / factor[i * length + i];
      squares += solved[i] ** 2;
    }
    return -Math.sqrt(squares);
  });
}

function profileOf(pixels: Uint8Array, { height, width, channels }: ImageDataset): number[] {
  const grey = new Float64Array(height * width);
  const profile: number[] = [];
  for (let k = 0; k < channels; k++) {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < grey.length; i++) {
      const value = pixels[i * channels + k];
      sum += value;
      squares += value * value;
      grey[i] += value / channels;
    }
    const mean = sum / grey.length;
    const deviation = Math.sqrt(Math.max(0, squares / grey.length - mean * mean));
    profile.push(mean / 255, Math.log1p(deviation));
  }
  return [...profile, ...structureOf(grey, height, width)];
}

function structureOf(grey: Float64Array, height: number, width: number): number[] {
  const pieces = Math.min(PIECES, height, width);
  const [tall, wide] = [Math.floor(height / pieces), Math.floor(width / pieces)];
  /** Whether a place and the next one lie in two pieces. */
  const isBorder = (place: number, side: number): boolean =>
    (place + 1) % side === 0 && (place + 1) / side < pieces;
  const means = new Float64Array(pieces * pieces);
  let [across, down, second] = [0, 0, 0];
  let [between, betweenCount, within, withinCount] = [0, 0, 0, 0];
  const add = (step: number, border: boolean): void => {
    if (border) [between, betweenCount] = [between + step, betweenCount + 1];
    else [within, withinCount] = [within + step, withinCount + 1];
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const value = grey[at];
      const [row, column] = [Math.floor(y / tall), Math.floor(x / wide)];
      if (row < pieces && column < pieces) means[row * pieces + column] += value / (tall * wide);
      if (x + 1 < width) {
        const step = Math.abs(grey[at + 1] - value);
        across += step;
        add(step, isBorder(x, wide));
      }
      if (y + 1 < height) {
        const step = Math.abs(grey[at + width] - value);
        down += step;
        add(step, isBorder(y, tall));
      }
      if (x > 0 && y > 0 && x + 1 < width && y + 1 < height) {
        second += Math.abs(4 * value - grey[at - 1] - grey[at + 1] - grey[at - width] - grey[at + width]);
      }
    }
  }
  const overall = means.reduce((a, b) => a + b, 0) / means.length;
  const coarse = Math.sqrt(means.reduce((sum, mean) => sum + (mean - overall) ** 2, 0) / means.length);
  const each = grey.length;
  return [
    Math.log(across / each + 0.5),
    Math.log(down / each + 0.5),
    Math.log(second / each + 0.5),
    Math.log((between / Math.max(1, betweenCount) + 1) / (within / Math.max(1, withinCount) + 1)),
    Math.log1p(coarse),
  ];
}
