import { describe, expect, test } from "vitest";
import { Random } from "../../packages/core/src/math/random.js";
import { call } from "../../packages/core/src/engine/call.js";
import { rawKernels, variants } from "../helpers/raw-kernels.js";

const PANEL_BYTES = 4096;

/** The loss of one panel of up to 8 images, `[outputs][8]`, and its gradient `[outputs][8]`. */
async function likelihood(
  variant: (typeof variants)[number],
  panel: Float32Array,
  images: number,
  answers: Uint8Array | { targets: Float32Array; scale: number },
  relu = 0,
): Promise<{ nll: number; gradient: Float32Array }> {
  const { kernels, buffer, free } = await rawKernels(variant);
  const outputs = panel.length / 8;
  const [control, z, target, order, dz, quads, nll] = Array.from(
    { length: 7 },
    (_, i) => free + i * PANEL_BYTES,
  );
  new Uint32Array(buffer, control, 2).set([0, images]);
  new Float32Array(buffer, z, panel.length).set(panel);
  // The batch's images stand in the data set from behind.
  new Uint32Array(buffer, order, images).forEach((_, i, all) => (all[i] = images - 1 - i));
  const gradients = { dz, dzQuads: quads, quadBytes: 128, ratio: 0, dv: 0, dvQuads: 0 };
  const common = { z, outputs, relu, order, ...gradients, nll };
  if (answers instanceof Uint8Array) {
    new Uint32Array(buffer, target, images).set(answers.toReversed());
    kernels.categorical(0, 0, control, ...call("categorical", { ...common, labels: target }).args);
  } else {
    const to = new Float32Array(buffer, target, images * outputs);
    for (let i = 0; i < images; i++) {
      to.set(answers.targets.subarray(i * outputs, (i + 1) * outputs), (images - 1 - i) * outputs);
    }
    const { args } = call("gaussian", { ...common, targets: target, scale: answers.scale });
    kernels.gaussian(0, 0, control, ...args);
  }
  return {
    nll: new Float64Array(buffer, nll, 1)[0],
    gradient: new Float32Array(buffer, dz, panel.length).slice(),
  };
}

const random = new Random(1);
const normals = (count: number, scale = 1): Float32Array =>
  Float32Array.from({ length: count }, () => scale * random.normal());

describe.each(variants)("likelihoods (%s)", (variant) => {
  test.each([
    [1, 8],
    [2, 1],
    [10, 7],
    [10, 8],
    [26, 5],
  ])("softmax cross-entropy of %d classes and %d images", async (classes, images) => {
    for (const scale of [0.1, 3, 40]) {
      const panel = normals(classes * 8, scale);
      const labels = Uint8Array.from({ length: images }, () => random.integer(classes));
      const { nll, gradient } = await likelihood(variant, panel, images, labels);
      let expected = 0;
      for (let i = 0; i < 8; i++) {
        const z = Array.from({ length: classes }, (_, c) => panel[c * 8 + i]);
        const top = Math.max(...z);
        const sum = z.reduce((s, value) => s + Math.exp(value - top), 0);
        for (let c = 0; c < classes; c++) {
          const slope = i < images ? Math.exp(z[c] - top) / sum - Number(c === labels[i]) : 0;
          expect(Math.abs(gradient[c * 8 + i] - slope)).toBeLessThan(1e-6);
        }
        if (i < images) expected += top + Math.log(sum) - z[labels[i]];
      }
      expect(Math.abs(nll - expected)).toBeLessThan(1e-6 * (1 + scale * images));
    }
  });

  test("Gaussian, with a relu at the end: closed outputs have no gradient", async () => {
    for (const [outputs, images, scale] of [
      [1, 8, 1],
      [3, 5, 0.2],
      [9, 8, 7],
    ]) {
      const panel = normals(outputs * 8).map((value) => Math.max(0, value));
      const targets = normals(images * outputs);
      const { nll, gradient } = await likelihood(variant, panel, images, { targets, scale }, 1);
      let expected = 0;
      for (let i = 0; i < 8; i++) {
        for (let o = 0; o < outputs; o++) {
          const value = panel[o * 8 + i];
          const error = i < images ? (value - targets[i * outputs + o]) / scale : 0;
          if (i < images) expected += error ** 2 / 2 + Math.log(scale) + Math.log(2 * Math.PI) / 2;
          const slope = value > 0 ? error / scale : 0;
          expect(Math.abs(gradient[o * 8 + i] - slope)).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
        }
      }
      expect(Math.abs(nll / expected - 1)).toBeLessThan(1e-5);
    }
  });

  test.each([NaN, Infinity])("a score of %s anywhere in the batch shows in the loss", async (bad) => {
    const labels = Uint8Array.of(0, 1, 2, 3, 4, 0, 1);
    for (let at = 0; at < 5 * 8; at++) {
      const panel = normals(5 * 8);
      panel[at] = bad;
      const { nll } = await likelihood(variant, panel, 7, labels);
      // The eighth place holds no image.
      expect(Number.isFinite(nll), `place ${at}`).toBe(at % 8 === 7);
    }
  });

  test("a score of -Infinity is an impossible class, and its label an infinite loss", async () => {
    const panel = normals(5 * 8);
    const without = panel.slice();
    panel[8] = -Infinity;
    without[8] = -1000;
    const labels = Uint8Array.of(0, 0, 0);
    const { nll, gradient } = await likelihood(variant, panel, 3, labels);
    expect(nll).toBeCloseTo((await likelihood(variant, without, 3, labels)).nll, 6);
    expect(gradient[8]).toBeCloseTo(0, 30);
    expect((await likelihood(variant, panel, 3, Uint8Array.of(1, 0, 0))).nll).toBe(Infinity);
  });
});
