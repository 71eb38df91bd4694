import { failed, type Failure, type Numbers } from "./outcome.js";

// Uncompiled, exponentials, logarithms and sines have the precision of float32 in either type.
const relative = 2e-4;
// Gradients that cancel are what rounding leaves of numbers of about 1.
const leastScale = 0.05;

/** What is wrong where the value is right and its gradient is not. */
export const gradientFault = "compiled: the gradient is wrong";

/** How far two evaluations of one program in different precision are apart. */
export interface Noise {
  readonly absolute: number;
  /** To the largest of the numbers. */
  readonly relative: number;
}

export function noiseOf(numbers: Numbers, other: Numbers | undefined): Noise {
  if (other === undefined) return { absolute: 0, relative: 0 };
  const all = flat(numbers);
  const others = flat(other);
  const absolute = largest(all.map((x, i) => x - others[i]));
  return { absolute, relative: absolute / Math.max(1e-3, largest(all)) };
}

function flat({ value, gradients }: Numbers): number[] {
  return [value, ...gradients.flat()];
}

/** Whether two evaluations are the same to the last bit. */
export function agree(first: Numbers, second: Numbers): boolean {
  return JSON.stringify(first) === JSON.stringify(second);
}

/** What is wrong with the compiled numbers, if anything. */
export function compareNumbers(compiled: Numbers, eager: Numbers, noise: number): Failure | undefined {
  const scale = largest(eager.gradients.flat());
  const report = [
    `compiled   ${JSON.stringify(compiled.gradients)}, value ${compiled.value}`,
    `uncompiled ${JSON.stringify(eager.gradients)}, value ${eager.value}`,
  ];
  if (!near([compiled.value], [eager.value], Math.max(1, Math.abs(eager.value)), noise)) {
    return failed("compiled: the value is wrong", report);
  }
  for (const [i, gradient] of eager.gradients.entries()) {
    const own = Math.max(largest(gradient), 1e-3 * scale, leastScale);
    if (!near(compiled.gradients[i], gradient, own, noise)) {
      return failed(gradientFault, [`argument ${i}`, ...report]);
    }
  }
  for (const [i, other] of eager.others.entries()) {
    if (!near(compiled.others[i], other, Math.max(1, largest(other)), noise)) {
      const pair = [`compiled   ${compiled.others[i].join(", ")}`, `uncompiled ${other.join(", ")}`];
      return failed("compiled: another result is wrong", [`result ${i}`, ...pair]);
    }
  }
  return undefined;
}

function near(actual: readonly number[], expected: readonly number[], scale: number, noise: number): boolean {
  const tolerance = relative * scale + 10 * noise;
  return (
    actual.length === expected.length &&
    expected.every((value, i) => Object.is(actual[i], value) || Math.abs(actual[i] - value) <= tolerance)
  );
}

/** The largest magnitude; 0 of none. */
export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
