import { NescioError } from "@nescio/core";
import { prepareOutput } from "@nescio/node";
import { realPlace } from "@nescio/node/internal";

/** What a command is to write, by the option that names it; what is not asked for is no text. */
export type Outputs = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Checks that what is to be written at the end can be, before anything long begins: each to a place of its own, and to none
 * that is read.
 *
 * @param inputs Files that the command reads.
 * @param options.regular Options that only a file will do for.
 * @throws NescioError `invalid-option`, or as `prepareOutput`.
 */
export async function prepareOutputs(
  outputs: Outputs,
  inputs: readonly (string | undefined)[] = [],
  { regular = [] }: { readonly regular?: readonly string[] } = {},
): Promise<void> {
  /** Who has a place. */
  const taken = new Map<string, string>();
  for (const path of inputs) {
    const place = path === undefined ? undefined : await realPlace(path);
    if (place !== undefined) taken.set(place, "what the command reads");
  }
  for (const [option, path] of Object.entries(outputs)) {
    if (typeof path !== "string") continue;
    await prepareOutput(path, { regular: regular.includes(option) });
    const place = await realPlace(path);
    if (place === undefined) continue;
    const owner = taken.get(place);
    if (owner !== undefined) {
      throw new NescioError({
        code: "invalid-option",
        subject: option,
        expected: "a file of its own",
        found: `${path}, which is ${owner}`,
        next: "Name another file.",
      });
    }
    taken.set(place, `that of ${option}`);
  }
}
