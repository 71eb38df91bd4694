import { np } from "../../../../../packages/ppl/src/jax.js";
import type { Builder } from "../builder.js";
import type { Data, LatentSite } from "./model-program.js";

/** What is known of a model while it is written. */
export interface Context {
  readonly latents: LatentSite[];
  readonly data: Map<string, Data>;
  /** Sizes of the plates around, by axis from the right: the first is that of axis −1. */
  readonly plates: readonly (number | undefined)[];
  /** The builder of the model's outermost body: data are its arguments. */
  readonly root: Builder;
  /** Whether plates may look at some of their members only. */
  readonly parts: boolean;
}

/** The batch shape of a site in these plates. */
export function batchOf({ plates }: Context): number[] {
  return plates.map((size) => size ?? 1).reverse();
}

/** An argument more. @returns Its name. */
export function addData(context: Context, data: Data): string {
  const name = `y${context.data.size}`;
  context.data.set(name, data);
  const { values, shape, dtype } = data;
  const given = dtype === "bool" ? values.map((value) => value !== 0) : [...values];
  context.root.bind(name, np.array(given, { dtype: np[dtype], shape: [...shape] }));
  return name;
}
