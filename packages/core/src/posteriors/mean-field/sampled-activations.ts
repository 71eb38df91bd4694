import { call } from "../../engine/call.js";
import { quadLength } from "../../engine/quads.js";
import { reserveScaling, writeScaling } from "../../engine/pixels.js";
import type { Phase } from "../../engine/program.js";
import type { Chain } from "../../layers/chain.js";
import { gatherInputs } from "../../layers/chain-input.js";
import type { DenseStep } from "../../layers/dense.js";
import type { GaussianTensor } from "../../prediction/posterior.js";
import type { PredictionMemory, PredictionPlan } from "../../prediction/plan.js";
import { networkBytes, NetworkSlots } from "../../prediction/network-weights.js";
import { DRAWN_BYTES, drawTasks, reserveGaussian, writeGaussian } from "./drawn-weights.js";

/** Quads of outputs in one unit of the moments. */
const GROUP = 16;

/** A chain of dense layers alone. */
export interface DenseChain extends Chain {
  readonly steps: readonly DenseStep[];
}

/**
 * For networks of dense layers. For the first layer each image's pre-activations are drawn — exactly independent
 * Gaussians with mean μ·x and variance σ²·x² (Kingma, Salimans and Welling 2015) — and for later layers each
 * sample's weights. A sample has noise for eight images, which take it in turn, as they share its later weights: drawing costs
 * nothing beside the rest, and a figure of many images varies hardly more than with noise for each.
 */
export function sampledActivations(
  chain: DenseChain,
  tensors: ReadonlyMap<string, GaussianTensor>,
  { arena, inputs, order, logProbs, panels, samples }: PredictionMemory,
): PredictionPlan {
  const { steps, scaling: channels } = chain;
  const scaling = reserveScaling(arena, channels);
  const size = steps[0].inputs;
  const first = steps[0].outputs;
  const later = steps.slice(1);
  const x = arena.reserve(panels * (size + 1) * 32);
  const squares = arena.reserve(panels * (size + 1) * 32);
  const mean = arena.reserve(panels * first * 32);
  const sd = arena.reserve(panels * first * 32);
  const parameters = steps.map((step) => reserveGaussian(arena, step));
  const fitting = Math.max(1, Math.floor(DRAWN_BYTES / Math.max(1, networkBytes(later))));
  const slots = new NetworkSlots(arena, later, Math.min(samples, fitting), false);
  const noiseBytes = first * 32;
  const noise = arena.reserve(slots.count * noiseBytes);
  const descriptors = arena.reserve(steps.length * 16);
  const widest = Math.max(...steps.map(({ outputs }) => Math.ceil(outputs / 4) * 4));
  const widestIn = Math.max(...steps.map(({ inputs }) => inputs)) + 1;
  return {
    groupSamples: slots.count,
    scratchBytes: 128 + Math.max(2 * (widest + 1) * 32, (widestIn + 1) * 16),
    work: later.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, first * 8),
    write: (executor) => {
      writeScaling(executor, scaling, channels);
      steps.forEach((step, l) => {
        writeGaussian(executor, parameters[l], step, tensors);
        const row = executor.u32(descriptors + l * 16, 4);
        const weights = l === 0 ? 0 : slots.places[l - 1].weights;
        row.set([step.inputs + 1, step.outputs, step.relu ? 1 : 0, weights]);
      });
      const scale = executor.f32(parameters[0].scale, quadLength(size, first));
      scale.forEach((value, i) => (scale[i] = value * value));
    },
    program: (round): Phase[] => {
      const { count, sample, group, seed, again } = round;
      const active = Math.ceil(count / 8);
      // Where all samples fit, their weights stay from chunk to chunk.
      const batch = { seed, first: sample, count: group, slot: 0, step: 1 };
      const zeta = call("drawNoise", {
        seed,
        firstSample: sample,
        outputs: first,
        to: noise,
        bytes: noiseBytes,
      });
      const draw =
        slots.count < samples || !again
          ? [{ ...zeta, units: group }, ...drawTasks(later, parameters.slice(1), 1, slots, batch)]
          : [];
      const sampled = call("sampleNetworks", {
        mean,
        sd,
        noise,
        noiseBytes,
        layers: descriptors,
        layerCount: steps.length,
        weightBytes: slots.bytes,
        firstSample: sample,
        groupSamples: group,
        samples,
        count,
        logProbs,
        widest,
      });
      const run = { ...sampled, units: Math.ceil(active / 4) };
      if (sample > 0) return [draw, [run]];
      const gather = gatherInputs(chain, { inputs, order, scaling, x, squares });
      const { loc, scale } = parameters[0];
      const moments = call("moments", {
        mu: loc,
        variance: scale,
        x,
        squares,
        inputs1: size + 1,
        panels: active,
        mean,
        sd,
        outputs: first,
        groupSize: GROUP,
      });
      const units = Math.ceil(Math.ceil(first / 4) / GROUP);
      return [[{ ...gather, units: active }], [{ ...moments, units }, ...draw], [run]];
    },
  };
}
