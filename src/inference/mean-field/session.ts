import { Arena } from "../../engine/arena.js";
import { denseChain, type DenseStep } from "../../engine/dense-chain.js";
import { Executor } from "../../engine/executor.js";
import type { KernelVariant } from "../../engine/kernels.js";
import { CONTROL_BYTES, type Phase, type Program, type Task } from "../../engine/program.js";
import { fromQuads, quadLength, toQuads } from "../../engine/quads.js";
import { Random } from "../../math/random.js";
import { softplus } from "../../math/softplus.js";
import type { Network } from "../../network/network.js";
import type { GaussianTensor } from "../posterior.js";
import type { MeanFieldSettings } from "./options.js";

/** Quads of outputs that one unit of a forward pass covers: 100 KB of weights for 784 inputs. */
const GROUP = 8;
/** Most steps in one run of the executor. */
export const RUN_STEPS = 64;
// Streams of the host's generator.
const INITIAL = 1;

/** The training data as the engine reads it. */
export interface TrainingInputs {
  readonly count: number;
  /** `uint8 [count, inputs]`. */
  readonly pixels: Uint8Array;
  /** Class of each image (categorical) … */
  readonly labels?: Uint8Array;
  /** … or `[count, outputs]` (Gaussian). */
  readonly targets?: Float32Array;
}

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

interface LayerMemory extends DenseStep {
  readonly quads: number;
  /** Ten arrays (kernels/mean-field.ts), `bytes` apart. */
  readonly params: number;
  readonly bytes: number;
  /** Activations, their squares, ζ/(2√v), and the gradients with respect to mean and variance. */
  readonly out: number;
  readonly outSquares: number;
  readonly ratio: number;
  readonly dz: number;
  readonly dzQuads: number;
  readonly dv: number;
  readonly dvQuads: number;
  readonly kl: number;
}

/**
 * Mean-field training in the engine's memory: the data set, the posterior's parameters with Adam's moments, and
 * the program of one step. It computes the steps that it is told; `meanField` decides which.
 */
export class MeanFieldSession {
  private constructor(
    private readonly settings: MeanFieldSettings,
    private readonly layers: readonly LayerMemory[],
    private readonly executor: Executor,
    private readonly program: Program,
    private readonly refresh: Program,
    private readonly at: { order: number; control: number; losses: number; count: number },
  ) {}

  static async start(
    network: Network,
    inputs: TrainingInputs,
    settings: MeanFieldSettings,
    options: { threads?: number; variant?: KernelVariant } = {},
  ): Promise<MeanFieldSession> {
    const chain = denseChain(network);
    const size = chain[0].inputs;
    const local = settings.estimator === "local";
    const panels = Math.ceil(Math.min(settings.batchSize, inputs.count) / 8);
    const quadBytes = panels * 128;
    const arena = new Arena();
    const when = (wanted: boolean, bytes: number): number => (wanted ? arena.reserve(bytes) : 0);

    const pixels = arena.reserve(inputs.count * size);
    const target = arena.reserve(inputs.labels ? inputs.count : inputs.targets!.byteLength);
    const order = arena.reserve(inputs.count * 4);
    const control = arena.reserve(RUN_STEPS * CONTROL_BYTES);
    const losses = arena.reserve(RUN_STEPS * 16);
    const nll = arena.reserve(panels * 8);
    const x = arena.reserve(panels * (size + 1) * 32);
    const squares = when(local, panels * (size + 1) * 32);
    const units = chain.map(({ outputs }) => Math.ceil(outputs / 8));
    const klUnits = units.reduce((a, b) => a + b, 0);
    const kl = arena.reserve(klUnits * 16);
    let klAt = kl;
    const layers = chain.map((step, l): LayerMemory => {
      const quads = Math.ceil(step.outputs / 4);
      const activations = panels * (step.outputs + 1) * 32;
      // Arrays whose distance is a multiple of 4 KiB would fall on the same cache sets: an odd number of lines more.
      const bytes = Math.ceil((quadLength(step.inputs, step.outputs) * 4) / 64) * 64 + 320;
      const hidden = l < chain.length - 1;
      const gradients = quads * quadBytes;
      const layer = {
        ...step,
        quads,
        bytes,
        params: arena.reserve(bytes * 10),
        out: arena.reserve(activations),
        outSquares: when(local && hidden, activations),
        ratio: when(local, activations),
        // The first layer's gradient goes no further back: only the quads are needed.
        dz: when(l > 0, gradients),
        dzQuads: arena.reserve(gradients + quadBytes),
        dv: when(local && l > 0, gradients),
        dvQuads: when(local, gradients + quadBytes),
        kl: klAt,
      };
      klAt += units[l] * 16;
      return layer;
    });
    // The likelihood writes its panels even where no layer reads them.
    const lastDz = arena.reserve(layers.at(-1)!.quads * quadBytes);
    const lastDv = when(local, layers.at(-1)!.quads * quadBytes);

    const flags = [local ? 1 : 0, settings.kl === "closed-form" ? 1 : 0];
    const { loc, scale } = settings.prior;
    const priorArgs = [loc, 1 / (scale * scale), Math.log(scale)];
    const forward = layers.map((layer, l): Phase => {
      const { params, bytes, out, outSquares, ratio, outputs, relu } = layer;
      const from = l === 0 ? x : layers[l - 1].out;
      const fromSquares = l === 0 ? squares : layers[l - 1].outSquares;
      const tail = [outputs, relu ? 1 : 0, GROUP];
      const count = Math.ceil(layer.quads / GROUP);
      if (!local) {
        const args = [params + 7 * bytes, from, layer.inputs + 1, out, ...tail];
        return [{ kernel: "forwardDrawn", units: count, args }];
      }
      const args = [params, params + 7 * bytes, from, fromSquares, layer.inputs + 1, out, outSquares, ratio];
      return [{ kernel: "forwardLocal", units: count, args: [...args, ...tail, l] }];
    });
    const last = layers.at(-1)!;
    const gaussian = settings.likelihood !== "categorical";
    const likelihood: Task = {
      kernel: gaussian ? "gaussian" : "categorical",
      units: panels,
      args: [
        ...[last.out, last.outputs, last.relu ? 1 : 0, target, order],
        ...[last.dz || lastDz, last.dzQuads, quadBytes, last.ratio, last.dv || lastDv, last.dvQuads, nll],
        ...(gaussian ? [(settings.likelihood as { scale: number }).scale] : []),
      ],
    };
    const backward = layers
      .slice(1)
      .map((layer, i): Phase => {
        const previous = layers[i];
        const weights = layer.params + (local ? 0 : 7 * layer.bytes);
        return [
          {
            kernel: "backwardDense",
            units: previous.quads,
            args: [
              ...[weights, layer.params + 7 * layer.bytes, layer.inputs + 1, layer.outputs],
              ...[layer.dz, layer.dv, previous.out, previous.relu ? 1 : 0, previous.ratio],
              ...[previous.dz, previous.dzQuads, previous.dv, previous.dvQuads, quadBytes],
            ],
          },
        ];
      })
      .reverse();
    const update = layers
      .map((layer, l): Task => {
        const from = l === 0 ? x : layers[l - 1].out;
        const fromSquares = l === 0 ? squares : layers[l - 1].outSquares;
        return {
          kernel: "meanFieldUpdate",
          units: units[l],
          args: [
            ...flags,
            ...[from, fromSquares, layer.dzQuads, layer.dvQuads, quadBytes],
            ...[layer.params, layer.bytes, layer.inputs + 1, layer.outputs, ...priorArgs, layer.kl, l],
          ],
        };
      })
      // Small layers last: they fill in while the large one's last units finish.
      .sort((a, b) => b.units - a.units);
    const account: Task = { kernel: "account", units: 1, args: [nll, kl, klUnits, losses] };
    const gather: Task = { kernel: "gatherPixels", units: panels, args: [pixels, order, size, x, squares] };
    const program = [[gather], ...forward, [likelihood], ...backward, [account, ...update]];
    const refresh = layers.map((layer, l): Task => {
      const args = [layer.params, layer.bytes, layer.inputs + 1, layer.outputs, ...priorArgs, layer.kl, l];
      return { kernel: "meanFieldRefresh", units: units[l], args: [...flags, ...args] };
    });

    const widest = Math.max(...chain.map(({ inputs: n }) => n)) + 1;
    const most = Math.max(...chain.map(({ outputs }) => outputs));
    const executor = await Executor.start(arena, {
      ...options,
      scratchBytes: 1024 + Math.max(widest * 64, GROUP * quadBytes, most * 32 + 256),
    });
    executor.u8(pixels, inputs.count * size).set(inputs.pixels);
    if (inputs.labels) executor.u8(target, inputs.count).set(inputs.labels);
    else executor.f32(target, inputs.targets!.length).set(inputs.targets!);
    const at = { order, control, losses, count: inputs.count };
    return new MeanFieldSession(settings, layers, executor, program, [refresh], at);
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
    this.layers.forEach(({ inputs, outputs }, l) => {
      const random = new Random(seed, INITIAL, l);
      const he = initial.locScale === "he";
      const weightScale = initial.locScale === "he" ? Math.sqrt(2 / inputs) : initial.locScale;
      const normals = (count: number, mean: number, scale: number): Float32Array => {
        const values = new Float32Array(count).fill(mean);
        if (scale > 0) values.forEach((value, i) => (values[i] = value + scale * random.normal()));
        return values;
      };
      const size = inputs * outputs;
      this.setLayer(l, {
        weightLoc: normals(size, 0, weightScale),
        biasLoc: normals(outputs, 0, he ? 0 : weightScale),
        weightRho: normals(size, initial.rhoMean, initial.rhoScale),
        biasRho: normals(outputs, initial.rhoMean, initial.rhoScale),
      });
    });
  }

  /** Replaces a layer's μ and ρ (σ = softplus(ρ)); weights `[outputs, inputs]`. */
  setLayer(
    index: number,
    values: Record<"weightLoc" | "biasLoc" | "weightRho" | "biasRho", Float32Array>,
  ): void {
    const { inputs, outputs, params, bytes } = this.layers[index];
    const length = quadLength(inputs, outputs);
    const mu = this.executor.f32(params, length);
    const rho = this.executor.f32(params + bytes, length);
    toQuads(values.weightLoc, values.biasLoc, inputs, outputs, mu);
    toQuads(values.weightRho, values.biasRho, inputs, outputs, rho);
  }

  /** One of a layer's ten arrays (kernels/mean-field.ts) as weight `[outputs, inputs]` and bias. */
  layerArray(index: number, array: number): { weight: Float32Array; bias: Float32Array } {
    const { inputs, outputs, params, bytes } = this.layers[index];
    const quads = this.executor.f32(params + array * bytes, quadLength(inputs, outputs));
    return fromQuads(quads, inputs, outputs);
  }

  /** Sets the order in which the epoch visits the images. */
  setOrder(order: Uint32Array): void {
    this.executor.u32(this.at.order, this.at.count).set(order);
  }

  /** Draws the first step's weights from the parameters as they are. */
  async drawFirst(step = 0): Promise<void> {
    this.writeControls([{ start: 0, count: 1, step, klWeight: 0, learningRate: 0 }]);
    await this.executor.run(this.refresh, this.at.control, 1);
  }

  /** Computes up to `RUN_STEPS` consecutive steps and returns their losses. */
  async run(steps: readonly StepControl[], signal?: AbortSignal): Promise<StepLoss[]> {
    this.writeControls(steps);
    await this.executor.run(this.program, this.at.control, steps.length, signal);
    const losses = this.executor.f64(this.at.losses, steps.length * 2);
    return steps.map((_, i) => ({ nll: losses[2 * i], kl: losses[2 * i + 1] }));
  }

  /** The kernels of each phase of a step, in order: what `runPhase` counts by. */
  get phases(): readonly (readonly string[])[] {
    return this.program.map((phase) => [...new Set(phase.map(({ kernel }) => kernel))]);
  }

  /** Computes one phase of a step by itself, so that it can be timed; all of them in order are the step. */
  async runPhase(index: number, step: StepControl): Promise<void> {
    this.writeControls([step]);
    await this.executor.run([this.program[index]], this.at.control, 1);
  }

  /** The posterior as it stands: one Gaussian tensor for each parameter of the network. */
  tensors(): Map<string, GaussianTensor> {
    const tensors = new Map<string, GaussianTensor>();
    this.layers.forEach(({ name, inputs, outputs }, l) => {
      const loc = this.layerArray(l, 0);
      const rho = this.layerArray(l, 1);
      // A scale that underflows would no longer be a distribution; the smallest normal f32 stands for it.
      const scaleOf = (values: Float32Array): Float32Array =>
        values.map((value) => Math.max(softplus(value), 1.2e-38));
      tensors.set(`${name}.weight`, {
        shape: [outputs, inputs],
        loc: loc.weight,
        scale: scaleOf(rho.weight),
      });
      tensors.set(`${name}.bias`, { shape: [outputs], loc: loc.bias, scale: scaleOf(rho.bias) });
    });
    return tensors;
  }

  async close(): Promise<void> {
    await this.executor.close();
  }

  private writeControls(steps: readonly StepControl[]): void {
    const view = new DataView(this.executor.buffer);
    const { beta1, beta2, epsilon, seed } = this.settings;
    steps.forEach(({ start, count, step, klWeight, learningRate }, index) => {
      const at = this.at.control + index * CONTROL_BYTES;
      view.setUint32(at, start, true);
      view.setUint32(at + 4, count, true);
      view.setUint32(at + 8, step, true);
      view.setUint32(at + 12, seed, true);
      view.setFloat32(at + 16, klWeight, true);
      view.setFloat32(at + 20, learningRate / (1 - beta1 ** (step + 1)), true);
      view.setFloat32(at + 24, 1 / Math.sqrt(1 - beta2 ** (step + 1)), true);
      view.setFloat32(at + 28, beta1, true);
      view.setFloat32(at + 32, beta2, true);
      view.setFloat32(at + 36, epsilon, true);
      view.setUint32(at + 40, index, true);
    });
  }
}
