import { describe, expect, test } from "vitest";
import { call } from "../../packages/core/src/engine/call.js";
import { kernelParameters } from "../../packages/core/src/engine/generated/kernel-signatures.js";
import { kernelModule } from "../../packages/core/src/engine/kernels.js";
import type { Call } from "../../packages/core/src/engine/program.js";
import { rawKernels, variants } from "../helpers/raw-kernels.js";

describe("calls of kernels", () => {
  const whole = { w: 1, x: 2, k: 3, panels: 4, out: 5 };

  test("have their arguments in the kernel's order, in whatever order they are named", () => {
    const { out, panels, ...rest } = whole;
    expect(call("matmul", { out, panels, ...rest })).toEqual({ kernel: "matmul", args: [1, 2, 3, 4, 5] });
  });

  test("that lack an argument, or have one too many, do not compile", () => {
    const { k: _, ...lacking } = whole;
    // @ts-expect-error: there is no `k`.
    call("matmul", lacking);
    // @ts-expect-error: no `out`.
    call("matmul", { w: 1, x: 2, k: 3, panels: 4 });
    // @ts-expect-error: matmul knows no `relu`.
    call("matmul", { w: 1, x: 2, k: 3, panels: 4, out: 5, relu: 0 });
    const more = { ...whole, relu: 0 };
    // @ts-expect-error: nor from elsewhere.
    call("matmul", more);
    // @ts-expect-error: a number for each.
    call("matmul", { ...whole, out: undefined });
    // @ts-expect-error: no such kernel.
    expect(() => call("multiply", whole)).toThrow();
    // @ts-expect-error: nothing that programs run.
    expect(() => call("seedStream", { state: 0, seed: 0, purpose: 0, step: 0, unit: 0 })).toThrow();
    // @ts-expect-error: not by hand either.
    const byHand: Call = { kernel: "matmul", args: [1, 2, 3, 4] };
    expect(byHand.args).toHaveLength(4);
  });
});

describe.each(variants)("the generated signatures (%s)", async (variant) => {
  const { kernels } = await rawKernels(variant);
  const exported: Readonly<Record<string, unknown>> = { ...kernels };

  test.each(Object.entries(kernelParameters))("%s takes as many as WebAssembly's export", (name, own) => {
    // (unit, scratch, control) come first. Of an exported function, `length` is WebAssembly's count of parameters.
    expect(exported[name]).toHaveLength(3 + own.length);
  });

  test("tell of every export that is called with (unit, scratch, control)", async () => {
    const functions = WebAssembly.Module.exports(await kernelModule(variant)).flatMap(({ name, kind }) =>
      kind === "function" ? [name] : [],
    );
    const called = ["seedStream", "fillBits", "fillNormals", "applyElementary"];
    expect(functions.filter((name) => !called.includes(name)).sort()).toEqual(
      Object.keys(kernelParameters).sort(),
    );
  });
});
