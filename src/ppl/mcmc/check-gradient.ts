import { NescioError } from "../../errors.js";
import { Random } from "../../math/random.js";
import type { JaxArray } from "../jax.js";
import { agree, checkProgram } from "../tape/check.js";
import type { CompiledProgram } from "../tape/compile.js";
import { interpret } from "../tape/interpret.js";
import { liveness } from "../tape/liveness.js";
import { hostData } from "../memory.js";

// jax-js takes some 50 microseconds for an operation: up to so many are done one by one.
const MOST_OPERATIONS = 4000;
const DIRECTIONS = 3;
const POINTS = 8;

/**
 * Holds a compiled energy and its gradient in one vector against the operations that they were recorded from, where the
 * density is above zero at one of a few random points. Of a program of many thousand operations, whose gradient would take
 * seconds, it is the energy, and the gradient in a few directions by central differences of the compiled energy.
 *
 * @param vectorOf Makes the program's input of a position.
 * @throws NescioError `unsupported` naming the operation that differs.
 */
export function checkGradient(
  compiled: CompiledProgram,
  dimension: number,
  vectorOf: (position: Float64Array) => JaxArray,
): void {
  const { recording } = compiled;
  const random = new Random(0, 0);
  const positions = Array.from({ length: POINTS }, () =>
    Float64Array.from({ length: dimension }, () => 2 * random.uniform() - 1),
  );
  const operations = liveness(recording.equations, recording.outputs).live.length;
  if (operations <= MOST_OPERATIONS) {
    const points = positions.map((position) => [vectorOf(position)]);
    try {
      checkProgram(compiled, points);
    } finally {
      points.forEach(([vector]) => vector.dispose());
    }
    return;
  }
  const position = positions.find((at) => Number.isFinite(energyAt(compiled, at)));
  if (position === undefined) return;
  const vector = vectorOf(position);
  try {
    const [energy] = interpret(recording, [vector], recording.outputs.slice(0, 1)).map(hostData);
    if (!agree([energyAt(compiled, position)], energy)) checkProgram(compiled, [[vector]]);
    for (let i = 0; i < DIRECTIONS; i++) checkDirection(compiled, position, random);
  } finally {
    vector.dispose();
  }
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
