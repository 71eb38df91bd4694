import { NescioError, type Random } from "@nescio/core";
import { randomStream } from "@nescio/core/internal";
import type { JaxArray } from "../jax.js";
import { checkProgram } from "../tape/check.js";
import type { CompiledProgram } from "../tape/compile.js";
import type { Called, Equation } from "../tape/record.js";

const POINTS = 8;
const DIRECTIONS = 3;

/**
 * Holds a compiled energy and its gradient in one vector against the operations that they were recorded from, and against
 * central differences of the energy in a few directions, where the density is above zero at one of a few random points.
 *
 * @param vectorOf Makes the program's input of a position.
 * @throws NescioError `unsupported` naming the operation that differs.
 */
export function checkGradient(
  compiled: CompiledProgram,
  dimension: number,
  vectorOf: (position: Float64Array) => JaxArray,
): void {
  const random = randomStream("gradientCheck", 0);
  const positions = Array.from({ length: POINTS }, () =>
    Float64Array.from({ length: dimension }, () => 2 * random.uniform() - 1),
  );
  const points = positions.map((position) => [vectorOf(position)]);
  try {
    checkProgram(compiled, points);
  } finally {
    points.forEach(([vector]) => vector.dispose());
  }
  // Where a program says that a gradient is to stop, it is not that of the energy.
  if (stops(compiled.recording.equations)) return;
  const position = positions.find((at) => Number.isFinite(energyAt(compiled, at)));
  for (let i = 0; position !== undefined && i < DIRECTIONS; i++) checkDirection(compiled, position, random);
}

function stops(equations: readonly Equation[]): boolean {
  return equations.some(({ primitive, params }) =>
    primitive === "jit" ? stops((params.jaxpr as Called).eqns) : primitive === "stop_gradient",
  );
}

function energyAt({ program }: CompiledProgram, position: Float64Array): number {
  program.inputs[0].set(position);
  program.run();
  return program.outputs[0][0];
}

/** The slope in a random direction against that of central differences, as sharp as they are. */
function checkDirection(compiled: CompiledProgram, position: Float64Array, random: Random): void {
  const direction = position.map(() => (random.uniform() < 0.5 ? -1 : 1));
  const energy = energyAt(compiled, position);
  const gradient: ArrayLike<number> = compiled.program.outputs[1];
  const slope = direction.reduce((sum, d, i) => sum + d * gradient[i], 0);
  const isDouble = compiled.program.outputs[0] instanceof Float64Array;
  const step = isDouble ? 1e-5 : 1e-2;
  const along = (h: number): number =>
    energyAt(
      compiled,
      position.map((z, i) => z + h * direction[i]),
    );
  const differences = [step, step / 2].map((h) => (along(h) - along(-h)) / (2 * h));
  // Rounding, and what the differences miss of the energy's bends.
  const rounding = (4 * (isDouble ? 2 ** -53 : 2 ** -24) * Math.abs(energy)) / step;
  const bends = 4 * Math.abs(differences[0] - differences[1]);
  const tolerance = rounding + bends + 1e-3 * Math.abs(slope);
  if (!Number.isFinite(differences[1]) || Math.abs(slope - differences[1]) <= tolerance) return;
  throw new NescioError({
    code: "unsupported",
    subject: "the compiled gradient",
    expected: `a slope of ${differences[1]} in a random direction, as differences of the energy have it`,
    found: String(slope),
    next: "This is a fault of the library: please report the program.",
  });
}
