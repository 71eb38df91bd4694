import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { np, type JaxArray } from "../../../packages/ppl/src/jax.js";
import { agree, checkProgram } from "../../../packages/ppl/src/tape/check.js";
import { compileProgram } from "../../../packages/ppl/src/tape/compile.js";
import { expectNescioError } from "../../helpers/errors.js";

// A machine whose kernels can be exchanged: what the check is there to find.
const exchanged = new Map<string, string>();
vi.mock(import("../../../packages/ppl/src/tape/machine.js"), async (original) => {
  const machine = await original();
  return { ...machine, kernelPlace: (name) => machine.kernelPlace(exchanged.get(name) ?? name) };
});

const vector = (...values: number[]): JaxArray => np.array(Float64Array.from(values));
const f = (x: JaxArray): JaxArray[] => [np.exp(np.sin(x.ref)).mul(x.ref).sum(), x.mul(2)];

describe("a compiled program against eager evaluation", () => {
  const x = vector(0.3, -0.7, 1.9);
  const elsewhere = vector(0.1, 0.2, 0.3);
  afterAll(() => {
    x.dispose();
    elsewhere.dispose();
  });

  test("agrees", () => {
    expect(() => checkProgram(compileProgram(f, [x]), [[x]])).not.toThrow();
  });

  describe("with a wrong kernel", () => {
    beforeAll(() => void exchanged.set("sinF64", "cosF64"));
    afterAll(() => exchanged.clear());

    test("is refused, naming the operation", async () => {
      const compiled = compileProgram(f, [x]);
      await expectNescioError(
        () => checkProgram(compiled, [[x]]),
        "unsupported",
        'operation "sin"',
        "float64 [3]",
      );
    });

    test("is refused where one of several points is the same, only if all differ", async () => {
      const zero = compileProgram((y: JaxArray) => [np.sin(y)], [x]);
      // sin and cos agree at an eighth of a turn.
      const eighth = vector(...[0, 0, 0].map(() => Math.PI / 4));
      expect(() => checkProgram(zero, [[x], [eighth]])).not.toThrow();
      await expectNescioError(() => checkProgram(zero, [[x], [elsewhere]]), "unsupported", "sin");
      eighth.dispose();
    });
  });

  test("that differs only as a whole is refused as a whole", async () => {
    const compiled = compileProgram(f, [x]);
    const { program } = compiled;
    const run = (): void => {
      program.run();
      program.outputs[0][0] += 1;
    };
    await expectNescioError(
      () => checkProgram({ ...compiled, program: { ...program, run } }, [[x]]),
      "unsupported",
      "the program as a whole",
    );
  });

  test("is not held against it where its results are not finite", () => {
    const log = compileProgram((y: JaxArray) => [np.log(y)], [x]);
    expect(() => checkProgram(log, [[x]])).not.toThrow();
  });
});

test("numbers that agree but for rounding", () => {
  expect(agree([1, 2], [1.001, 2])).toBe(true);
  expect(agree([1, 2], [1.1, 2])).toBe(false);
  expect(agree([1e-9, 2], [0, 2])).toBe(true);
  expect(agree([NaN], [NaN])).toBe(true);
  expect(agree([NaN], [1])).toBe(false);
  expect(agree([Infinity], [1])).toBe(false);
});

test("the imaginary part of a transform is held against the real one's rounding", () => {
  // Rounding alone, other in the two: 0 and 2⁻⁵⁵.
  const imaginary = (x: JaxArray): JaxArray[] => [np.fft.rfft(np.exp(np.tanh(x)))["imag" as never]];
  const x = vector(0.25, -0.3);
  expect(() => checkProgram(compileProgram(imaginary, [x]), [[x]])).not.toThrow();
  x.dispose();
});
