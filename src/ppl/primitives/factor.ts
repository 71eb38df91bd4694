import { np, type ArrayLike } from "../jax.js";
import { perform, running } from "../runtime/run.js";

/**
 * Adds a term to the log-density of the program: a number, or an array whose entries are summed. Consumed. In a plate it
 * is a term of each member: a number counts as often as the plate has members.
 * @throws NescioError `invalid-program` for a shape that is not the plates'.
 */
export function factor(name: string, logFactor: ArrayLike): void {
  const { frame } = running("factor", name);
  const value = frame.own(np.array(logFactor), `factor "${name}"`);
  perform({ type: "factor", name, value, scale: 1, mask: undefined, plates: [], stop: false });
}
