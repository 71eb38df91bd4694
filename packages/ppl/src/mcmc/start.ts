import { NescioError, type Random } from "@nescio/core";
import { stateAt } from "./kernel.js";
import { isCoordinates, type InitialPosition } from "./options.js";
import type { Potential } from "./potential.js";

const ATTEMPTS = 100;

/** Starts at independent uniforms on (−radius, radius) in every coordinate, as Stan does with its radius of 2. */
export function uniformStart(dimension: number, radius = 2): InitialPosition {
  return (random) => Float64Array.from({ length: dimension }, () => radius * (2 * random.uniform() - 1));
}

/**
 * A position with a finite potential and gradient for a chain to start at.
 *
 * @throws NescioError `invalid-data` where the given position has none, or where none was found in 100 draws.
 */
export function startingPosition(
  potential: Potential,
  initial: InitialPosition | readonly ArrayLike<number>[],
  random: Random,
  chain: number,
): Float64Array {
  const drawn = typeof initial === "function";
  let found = "";
  for (let attempt = 0; attempt < (drawn ? ATTEMPTS : 1); attempt++) {
    const position: unknown = drawn ? initial(random, chain) : initial[chain];
    if (!isCoordinates(position) || position.length === 0) {
      throw new NescioError({
        code: "invalid-data",
        subject: `initial position of chain ${chain}`,
        expected: "a list of one or more numbers",
        found: isCoordinates(position) ? "none" : "something else",
      });
    }
    const { state, finite } = stateAt(potential, position);
    if (finite) return state.position;
    const where = Number.isFinite(state.potential) ? "coordinates or a gradient that are not finite" : "";
    found = where || `a potential of ${state.potential}`;
  }
  throw new NescioError({
    code: "invalid-data",
    subject: `initial position of chain ${chain}`,
    expected: "a finite potential and gradient",
    found: drawn ? `${found} at the last of ${ATTEMPTS} positions` : found,
    next: "Start where the density is above zero; parameters with bounds are to be transformed to the real line.",
  });
}
