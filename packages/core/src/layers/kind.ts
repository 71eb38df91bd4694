import type * as z from "zod";
import type { Arena } from "../engine/arena.js";
import type { Call, Task } from "../engine/program.js";
import type { Volume } from "../engine/volume.js";
import type { WindowPath, WindowShape } from "../engine/window.js";

/** Image shape `[height, width, channels]`, or `[features]` of rows and once flattened. */
export type Shape = readonly number[];

/**
 * All there is to say about a kind of layer: one file says it, and one line of the table (kinds.ts) names it. A kind
 * that only this interface describes computes nothing by itself.
 */
export interface LayerKind<L = unknown> {
  readonly schema: z.ZodType<L>;
  /**
   * The shape after the layer.
   * @param subject The layer, as errors name it.
   * @throws NescioError `invalid-network` where the layer cannot take its input.
   */
  shape(layer: L, input: Shape, subject: string): Shape;
  /** Set where the layer is an activation that the step before it computes. */
  readonly activation?: "relu";
  /** Set where it says how the pixels of each channel, or the values of each column, are read: it has to be the first layer. */
  reads?(layer: L): readonly InputScaling[];
}

/** A pixel, 0 to 255, or a row's value times `factor` plus `addend` is what a network sees. */
export interface InputScaling {
  readonly factor: number;
  readonly addend: number;
}

/** A layer as the kernels see it, with the activation that follows folded in. */
export interface StepBase extends WindowPath {
  readonly kind: string;
}

/** A step with weights. `inputs`: how many of them meet in one output, the bias not counted. */
export interface WeightedStepBase extends StepBase {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

/** What a step's record tells the kernels that run whole networks (kernels/predict-images.ts) of its kind. */
export interface StepRecord {
  readonly code: number;
  /** A whole and a real number of the kind's own. Default 0. */
  readonly integer?: number;
  readonly real?: number;
}

/** A kind of layer that computes something. */
export interface StepKind<L = unknown, S extends StepBase = StepBase> extends LayerKind<L> {
  /** The step without what follows it: no relu and no border yet. */
  step(layer: L, source: Volume, target: Volume): S;
  /** The window with which the kernels go over the input. */
  window(step: S): WindowShape;
  /** Whether a relu behind it may as well stand before it: what comes out is in the same order of size. */
  readonly keepsOrder: boolean;
  /** Whether it draws at random in training and passes everything on in a prediction with mean weights. */
  readonly random: boolean;
  /** Multiplications for one image, about; 0 where they do not count beside those of products. */
  multiplications(step: S): number;
  record(step: S): StepRecord;
  /** Whether a training step wants the gradient with respect to the output as quads too. */
  readonly gradientQuads: boolean;
  /** Whether the local estimator wants the squares of the input. */
  readonly inputSquares: boolean;
  /** Reserves in `arena` what only this kind needs, and says what runs in a training step. */
  train(arena: Arena, memory: StepMemory<S>, context: TrainingContext): StepCalls;
}

/** A convolution by tiles (kernels/winograd.ts). */
export interface Tiles {
  /** Outputs along a side of a tile. */
  readonly size: number;
  /** Bytes of the transformed kernels. */
  readonly kernelBytes: number;
  /** Scratch memory of a thread. */
  readonly scratchBytes: number;
}

/** How wide initial weights are: the standard deviation, or "he" for √(2 / inputs) (He et al. 2015). */
export type InitialScale = number | "he";

/** A kind of layer with parameters, `NAME.weight` and `NAME.bias`. */
export interface WeightedKind<L = unknown, S extends WeightedStepBase = WeightedStepBase> extends StepKind<
  L,
  S
> {
  /** The weight as PyTorch shapes it; the bias is `[outputs]`. */
  weightShape(layer: L, input: Shape): Shape;
  /** The weight `[outputs, inputs]` in the order in which the kernels meet it. Default: as it is. */
  toKernel?(step: S, weight: Float32Array): Float32Array;
  /** The inverse of `toKernel`. */
  fromKernel?(step: S, weight: Float32Array): Float32Array;
  /** How predictions compute it by tiles, from transformed kernels. Default: they multiply with the weights as they are. */
  tiles?(step: S): Tiles | undefined;
  /** Mean and standard deviation of the means that a weight starts training with. */
  initialWeight(step: S, scale: InitialScale): { readonly mean: number; readonly scale: number };
  /** How a network's short name tells of the layer, e.g. "16c5"; undefined where it does not. */
  label(layer: L): string | undefined;
  train(arena: Arena, memory: LayerMemory<S>, context: TrainingContext): WeightedCalls;
}

/** Where the numbers of one step lie in training; addresses are 0 where there is no use for them. */
export interface StepMemory<S extends StepBase = StepBase> {
  readonly step: S;
  /** Place in the chain: part of the key of its streams. */
  readonly place: number;
  /** Its window's record (kernels/window.ts). */
  readonly window: number;
  /** The activations that come in, and their squares: the images, or the step before. */
  readonly from: number;
  readonly fromSquares: number;
  /** Activations, their squares, ζ/(2√v). */
  readonly out: number;
  readonly outSquares: number;
  readonly ratio: number;
  /** Gradients with respect to mean and variance of the output, as panels and as quads. */
  readonly dz: number;
  readonly dzQuads: number;
  readonly dv: number;
  readonly dvQuads: number;
}

/** The same of a step with weights. */
export interface LayerMemory<S extends WeightedStepBase = WeightedStepBase> extends StepMemory<S> {
  /** Place among the steps with weights: part of the key of its streams. */
  readonly index: number;
  /** Ten arrays (kernels/mean-field.ts), `bytes` apart: the first is μ. */
  readonly params: number;
  readonly bytes: number;
  /** The eighth of them: the drawn weights, or σ² with the local estimator. */
  readonly drawn: number;
  /** Two sums, of even and odd steps, for each unit of the update. */
  readonly kl: number;
  /** Units of the update: eight outputs each. */
  readonly units: number;
}

/** What the steps of a training session have in common. */
export interface TrainingContext {
  /** Whether the local reparameterisation estimates the gradient (Kingma, Salimans and Welling 2015). */
  readonly local: boolean;
  /** Whether every product is made as it stands. */
  readonly exact: boolean;
  /** Consecutive panels that share a slot for weights' gradients, and how many slots that makes. */
  readonly span: number;
  readonly slots: number;
  /** Bytes of one quad of outputs for all panels. */
  readonly quadBytes: number;
  /** Whether the gradient goes on to the step before: a layer with weights lies there. */
  readonly continues: boolean;
}

/** The kernels of one step of the chain in a training step. */
export interface StepCalls {
  readonly forward: Call;
  /** From the gradient with respect to the output to that with respect to the output of the step before. */
  backward(previous: StepMemory): Call;
  /** Units of the two passes where each goes over all panels at once. Default: a unit is a panel. */
  readonly units?: { readonly forward: number; readonly backward: number };
  /** Scratch memory that each thread needs for them, in bytes. */
  readonly scratchBytes: number;
}

/** The same of a layer with weights. */
export interface WeightedCalls extends StepCalls {
  /** A panel's part of the weights' gradient. */
  readonly gradients: readonly Call[];
  /** What runs before the forward pass, of the step's weights. */
  readonly before?: readonly Task[];
  /** What runs beside the likelihood, for the backward pass. */
  readonly prepare: readonly Task[];
  readonly source: GradientSource;
}

/** Where the update of a layer's weights finds their gradient. */
export type GradientSource =
  /** It is a product that the update computes itself: of the inputs' panels with the outputs' gradients as quads. */
  | {
      readonly kind: "product";
      readonly x: number;
      readonly squares: number;
      readonly dz: number;
      readonly dv: number;
    }
  /** Panels have added it up in slots, with respect to μ (or w) and to σ². */
  | {
      readonly kind: "slots";
      readonly gradients: number;
      readonly gradientsV: number;
      readonly slotBytes: number;
      /** Panels that share one. */
      readonly span: number;
    };
