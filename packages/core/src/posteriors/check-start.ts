import { NescioError } from "../errors.js";
import { parameterSpecs, type Network } from "../layers/network.js";

/** Throws `invalid-option` naming the first tensor in which the network of a posterior to start from differs. */
export function checkStartNetwork(network: Network, { network: other }: { readonly network: Network }): void {
  const wanted = shapesOf(network);
  const given = shapesOf(other);
  for (const name of new Set([...wanted.keys(), ...given.keys()])) {
    const [here, there] = [wanted.get(name), given.get(name)];
    if (here === there) continue;
    throw new NescioError({
      code: "invalid-option",
      subject: `start, tensor "${name}"`,
      expected: here === undefined ? "no such tensor, as the network has none" : `shape ${here}`,
      found: there === undefined ? "no such tensor" : `shape ${there}`,
      next: "Train the network that the posterior is of.",
    });
  }
}

/** The shape of each parameter in words, by its name. */
function shapesOf(network: Network): ReadonlyMap<string, string> {
  return new Map(parameterSpecs(network).map(({ name, shape }) => [name, shape.join("×")]));
}
