import { arrayOf, type ArrayInput } from "../array-input.js";
import { perform, running } from "../runtime/run.js";

/**
 * Adds a term to the log-density of the program: a number, or an array whose entries are summed. Consumed. In a plate it
 * is a term of each member: a number counts as often as the plate has members.
 * @throws NescioError `invalid-program` for a shape that is not the plates'.
 */
export function factor(name: string, logFactor: ArrayInput): void {
  const { frame } = running("factor", name);
  const label = `factor "${name}"`;
  const value = frame.own(arrayOf(logFactor, label), label);
  perform({ type: "factor", name, value, scale: 1, mask: undefined, plates: [], stop: false });
}
