import { describe, expect, test } from "vitest";
import { CONTROL_BYTES, writeControl } from "../../packages/core/src/engine/control.js";
import { rawKernels, variants } from "../helpers/raw-kernels.js";

const record = {
  ...{ start: 3, count: 128, step: 70_000, seed: 0xffff_fffe, index: 63 },
  ...{ klWeight: 0.25, rate: 0.01, inverseRootCorrection2: 31.6, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
};

describe("a control record", () => {
  test.each(variants)("has the kernels' size (%s)", async (variant) => {
    const { kernels } = await rawKernels(variant);
    expect(kernels.CONTROL_BYTES.value).toBe(CONTROL_BYTES);
  });

  test("has its fields in the kernels' order and changes nothing around it", () => {
    const buffer = new ArrayBuffer(3 * CONTROL_BYTES);
    new Uint8Array(buffer).fill(0xaa);
    writeControl(buffer, CONTROL_BYTES, record);
    const integers = new Uint32Array(buffer, CONTROL_BYTES, 11);
    const floats = new Float32Array(buffer, CONTROL_BYTES, 11);
    expect([...integers.subarray(0, 4), integers[10]]).toEqual([3, 128, 70_000, 0xffff_fffe, 63]);
    const reals = [0.25, 0.01, 31.6, 0.9, 0.999, 1e-8];
    expect(floats.slice(4, 10)).toEqual(Float32Array.from(reals));
    const around = [
      ...new Uint8Array(buffer, 0, CONTROL_BYTES),
      ...new Uint8Array(buffer, 2 * CONTROL_BYTES),
    ];
    expect(new Set(around)).toEqual(new Set([0xaa]));
  });

  test("for prediction is 0 where it says nothing", () => {
    const buffer = new ArrayBuffer(CONTROL_BYTES);
    writeControl(buffer, 0, record);
    writeControl(buffer, 0, { start: 1, count: 2, seed: 4 });
    expect([...new Uint32Array(buffer)]).toEqual([1, 2, 0, 4, ...new Array<number>(12).fill(0)]);
  });
});
