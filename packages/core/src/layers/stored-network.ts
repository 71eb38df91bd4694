import { NescioError } from "../errors.js";
import { parseNetwork, type Network } from "./network.js";

/**
 * The network that a file describes. Throws `invalid-model`, naming the subject, where it is none.
 * @param parse Default: one with weights.
 */
export function parseStoredNetwork(value: unknown, subject: string, parse = parseNetwork): Network {
  try {
    return parse(value);
  } catch (error) {
    if (!(error instanceof NescioError)) throw error;
    throw new NescioError({
      code: "invalid-model",
      subject: `${subject}, ${error.subject}`,
      expected: error.expected,
      found: error.found,
    });
  }
}
