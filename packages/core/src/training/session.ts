import { Arena } from "../engine/arena.js";
import { CONTROL_BYTES, writeControl } from "../engine/control.js";
import { Executor, type ExecutorOptions } from "../engine/executor.js";
import type { KernelVariant } from "../engine/kernels.js";
import { writeScaling } from "../engine/pixels.js";
import { quadLength, type LayerTensors } from "../engine/quads.js";
import { volumeSize } from "../engine/volume.js";
import { NescioError } from "../errors.js";
import { randomStream } from "../math/streams.js";
import { inverseSoftplus, softplus } from "../math/softplus.js";
import { stepChain } from "../layers/chain.js";
import { writeInputs } from "../layers/chain-input.js";
import { kindOfWeightedStep } from "../layers/kinds.js";
import { parameterSpecs, type Network } from "../layers/network.js";
import { packLayer, unpackLayer } from "../layers/pack-layer.js";
import { meansOf } from "../prediction/mean-weights.js";
import { packWeights } from "../prediction/network-weights.js";
import type { GaussianTensor, Tensor, Weights } from "../prediction/posterior.js";
import { WINDOW_BYTES } from "../engine/window.js";
import type { TrainingSettings } from "./settings.js";
import { STATE_ARRAYS } from "./state-size.js";
import { stepPrograms, type StepPrograms } from "./step-programs.js";
import type { TrainingInputs } from "./inputs.js";
import { reserveTraining, writeWindows, type TrainingMemory } from "./memory.js";
import { weightsPrior, type WeightsPrior } from "./weights-prior.js";

/** A scale that underflows would no longer be a distribution; about the smallest normal f32 stands for it. */
const SMALLEST_SCALE = 1.2e-38;

/** What one step needs to know beyond the settings. */
export interface StepControl {
  /** First image of the batch in the epoch's order, and how many. */
  readonly start: number;
  readonly count: number;
  /** 0-based since the beginning of training. */
  readonly step: number;
  readonly klWeight: number;
  readonly learningRate: number;
}

/** A step's loss: −log p(batch | draw) and KL (unweighted), in nats. */
export interface StepLoss {
  readonly nll: number;
  readonly kl: number;
}

/**
 * Training in the engine's memory: the data set, the posterior's parameters with Adam's moments, and the program of
 * one step. It computes the steps that it is told; `trainingLoop` decides which.
 */
export class TrainingSession {
  private constructor(
    private readonly network: Network,
    private readonly settings: TrainingSettings,
    private readonly memory: TrainingMemory,
    private readonly programs: StepPrograms,
    private readonly executor: Executor,
    /** Images in the data set. */
    private readonly count: number,
  ) {}

  static async start(
    network: Network,
    inputs: TrainingInputs,
    settings: TrainingSettings,
    options: Pick<ExecutorOptions, "threads" | "variant" | "background"> & {
      /** Each weight's own prior, in the place of the settings'. */
      readonly prior?: ReadonlyMap<string, GaussianTensor> | undefined;
    } = {},
  ): Promise<TrainingSession> {
    const prior = options.prior && weightsPrior(options.prior);
    const arena = new Arena();
    const memory = reserveTraining(arena, stepChain(network), inputs, settings, prior !== undefined);
    const programs = stepPrograms(memory, settings, prior);
    const executor = await Executor.start(arena, { ...options, scratchBytes: programs.scratchBytes });
    const { count, values, labels, targets } = inputs;
    writeWindows(memory, (address) => executor.u32(address, WINDOW_BYTES / 4));
    writeInputs(executor, memory.inputs, values);
    writeScaling(executor, memory.scaling, memory.chain.scaling);
    if (labels) executor.u32(memory.target, count).set(labels);
    else executor.f32(memory.target, targets!.length).set(targets!);
    const session = new TrainingSession(network, settings, memory, programs, executor, count);
    if (prior !== undefined) session.#setPrior(prior);
    return session;
  }

  get threads(): number {
    return this.executor.threads;
  }

  get variant(): KernelVariant {
    return this.executor.variant;
  }

  /** Sets the parameters to where the settings say that training starts. */
  initialise(): void {
    const { initial, seed } = this.settings;
    this.memory.layers.forEach(({ memory: { step } }, l) => {
      const { inputs, outputs } = step;
      const random = randomStream("initialParameters", seed, l);
      const weight = kindOfWeightedStep(step).initialWeight(step, initial.locScale);
      const biasScale = initial.locScale === "he" ? 0 : initial.locScale;
      const normals = (count: number, mean: number, scale: number): Float32Array => {
        const values = new Float32Array(count).fill(mean);
        if (scale > 0) values.forEach((value, i) => (values[i] = value + scale * random.normal()));
        return values;
      };
      const size = inputs * outputs;
      this.setLayer(l, {
        weightLoc: normals(size, weight.mean, weight.scale),
        biasLoc: normals(outputs, 0, biasScale),
        weightRho: normals(size, initial.rhoMean, initial.rhoScale),
        biasRho: normals(outputs, initial.rhoMean, initial.rhoScale),
      });
    });
  }

  /** Replaces a layer's μ and ρ (σ = softplus(ρ)); weights as `parameterSpecs` shapes them. */
  setLayer(
    index: number,
    values: Record<"weightLoc" | "biasLoc" | "weightRho" | "biasRho", Float32Array>,
  ): void {
    const { step, params, bytes } = this.memory.layers[index].memory;
    const length = quadLength(step.inputs, step.outputs);
    const mu = this.executor.f32(params, length);
    const rho = this.executor.f32(params + bytes, length);
    packLayer(step, { weight: values.weightLoc, bias: values.biasLoc }, mu);
    packLayer(step, { weight: values.weightRho, bias: values.biasRho }, rho);
  }

  /** One of a layer's ten arrays (kernels/mean-field.ts) as weight and bias, as `parameterSpecs` shapes them. */
  layerArray(index: number, array: number): LayerTensors {
    const { step, params, bytes } = this.memory.layers[index].memory;
    const quads = this.executor.f32(params + array * bytes, quadLength(step.inputs, step.outputs));
    return unpackLayer(step, quads);
  }

  /** Sets the order in which the epoch visits the images. */
  setOrder(order: Uint32Array): void {
    this.executor.u32(this.memory.order, this.count).set(order);
  }

  /** Replaces the pixels of one image. */
  setImage(index: number, fill: (pixels: Uint8Array) => void): void {
    const size = volumeSize(this.memory.chain.input);
    fill(this.executor.u8(this.memory.inputs + index * size, size));
  }

  /**
   * All that training changes: of each layer μ, ρ and Adam's moments (kernels/mean-field.ts, 0 to 5), as they lie in
   * memory. With the number of the next step it is all that is needed to go on.
   */
  state(): Float32Array[] {
    return this.memory.layers.map(({ memory: { step, params, bytes } }) => {
      const length = quadLength(step.inputs, step.outputs);
      const values = new Float32Array(length * STATE_ARRAYS);
      for (let a = 0; a < STATE_ARRAYS; a++) {
        values.set(this.executor.f32(params + a * bytes, length), a * length);
      }
      return values;
    });
  }

  /** Throws `invalid-option` unless it is the state of a session of the same network. */
  checkState(state: readonly Float32Array[]): void {
    const lengths = this.memory.layers.map(
      ({ memory: { step } }) => quadLength(step.inputs, step.outputs) * STATE_ARRAYS,
    );
    const found = state.map(({ length }) => length);
    if (lengths.join() === found.join()) return;
    throw new NescioError({
      code: "invalid-option",
      subject: "checkpoint",
      expected: `the state of this network: ${lengths.join(", ")} numbers`,
      found: found.join(", ") || "none",
    });
  }

  /** Takes up what `state` gave, of a session of the same network. */
  restore(state: readonly Float32Array[]): void {
    this.memory.layers.forEach(({ memory: { step, params, bytes } }, l) => {
      const length = quadLength(step.inputs, step.outputs);
      for (let a = 0; a < STATE_ARRAYS; a++) {
        this.executor.f32(params + a * bytes, length).set(state[l].subarray(a * length, (a + 1) * length));
      }
    });
  }

  /** Sets the means; scales stay as they are. */
  setMeans(weights: Weights): void {
    this.#setArray(0, weights);
  }

  /** Sets means and scales: the inverse of `tensors`, to rounding. */
  setTensors(tensors: ReadonlyMap<string, GaussianTensor>): void {
    this.setMeans(meansOf(tensors));
    const rhos = [...tensors].map(([name, { shape, scale }]): [string, Tensor] => {
      const data = scale.map((value) => inverseSoftplus(Math.max(value, SMALLEST_SCALE)));
      return [name, { shape, data }];
    });
    this.#setArray(1, new Map(rhos));
  }

  /** Sets one of the layers' ten arrays (kernels/mean-field.ts). */
  #setArray(array: number, weights: Weights): void {
    const layers = this.memory.layers.map(({ memory }) => memory);
    const steps = layers.map(({ step }) => step);
    const places = layers.map(({ params, bytes }) => params + array * bytes);
    packWeights(this.executor, steps, weights, places);
  }

  #setPrior({ locs, precisions }: WeightsPrior): void {
    this.#setArray(10, locs);
    this.#setArray(11, precisions);
    // Outputs that there are not have a prior, too: with none, nothing would keep their scales.
    for (const { memory } of this.memory.layers) {
      const { step, params, bytes } = memory;
      const values = this.executor.f32(params + 11 * bytes, quadLength(step.inputs, step.outputs));
      values.forEach((value, i) => (values[i] = value === 0 ? 1 : value));
    }
  }

  /** Draws the first step's weights from the parameters as they are. */
  async drawFirst(step = 0): Promise<void> {
    this.writeControls([{ start: 0, count: 1, step, klWeight: 0, learningRate: 0 }]);
    await this.executor.run(this.programs.refresh, this.memory.control, 1);
  }

  /** Computes up to `RUN_STEPS` consecutive steps and returns their losses. */
  async run(steps: readonly StepControl[], signal?: AbortSignal): Promise<StepLoss[]> {
    this.writeControls(steps);
    await this.executor.run(this.programs.step, this.memory.control, steps.length, signal);
    const losses = this.executor.f64(this.memory.losses, steps.length * 2);
    return steps.map((_, i) => ({ nll: losses[2 * i], kl: losses[2 * i + 1] }));
  }

  /** The kernels of each phase of a step, in order: what `runPhase` counts by. */
  get phases(): readonly (readonly string[])[] {
    return this.programs.step.map((phase) => [
      ...new Set(phase.flatMap(({ kernel, then = [] }) => [kernel, ...then.map((call) => call.kernel)])),
    ]);
  }

  /** Computes one phase of a step by itself, so that it can be timed; all of them in order are the step. */
  async runPhase(index: number, step: StepControl): Promise<void> {
    this.writeControls([step]);
    await this.executor.run([this.programs.step[index]], this.memory.control, 1);
  }

  /** The posterior as it stands: one Gaussian tensor for each parameter of the network. */
  tensors(): Map<string, GaussianTensor> {
    const scaleOf = (values: Float32Array): Float32Array =>
      values.map((value) => Math.max(softplus(value), SMALLEST_SCALE));
    const parts = this.memory.layers.flatMap((_, l) => {
      const loc = this.layerArray(l, 0);
      const rho = this.layerArray(l, 1);
      return [
        { loc: loc.weight, scale: scaleOf(rho.weight) },
        { loc: loc.bias, scale: scaleOf(rho.bias) },
      ];
    });
    return new Map(parameterSpecs(this.network).map(({ name, shape }, i) => [name, { shape, ...parts[i] }]));
  }

  /** The means alone: what a posterior without scales is. */
  means(): Map<string, Tensor> {
    const parts = this.memory.layers.flatMap((_, l) => {
      const { weight, bias } = this.layerArray(l, 0);
      return [weight, bias];
    });
    return new Map(
      parameterSpecs(this.network).map(({ name, shape }, i) => [name, { shape, data: parts[i] }]),
    );
  }

  async close(): Promise<void> {
    await this.executor.close();
  }

  private writeControls(steps: readonly StepControl[]): void {
    const { beta1, beta2, epsilon, seed } = this.settings;
    steps.forEach(({ start, count, step, klWeight, learningRate }, index) => {
      writeControl(this.executor.buffer, this.memory.control + index * CONTROL_BYTES, {
        ...{ start, count, step, seed, klWeight, beta1, beta2, epsilon, index },
        rate: learningRate / (1 - beta1 ** (step + 1)),
        inverseRootCorrection2: 1 / Math.sqrt(1 - beta2 ** (step + 1)),
      });
    });
  }
}
