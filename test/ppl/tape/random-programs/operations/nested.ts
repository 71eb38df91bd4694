import { np } from "../../../../../packages/ppl/src/jax.js";
import type { Builder } from "../builder.js";
import { between, oneOf } from "../draw.js";
import { call, use } from "../expression.js";
import { onFloat, type Operation } from "./operation.js";
import { indexing } from "./indexing.js";
import { matrices } from "./matrices.js";
import { plain, type Group } from "./plain.js";

// jax-js itself compiles neither linear algebra nor the gradient of a choice of entries.
const compilable = plain.filter((group) => group !== matrices && group !== indexing);

/** Functions within a program, which see the values around them. */
export const nested: Readonly<Record<string, Operation>> = {
  vmap: onFloat((b, x) => vectorised(b, [x], [b.axis(x)]), 1),
  "vmap of two": onFloat((b, x) => {
    const axis = b.random.integer(b.rank(x));
    const y = b.float(1, (name) => b.shape(name).at(-1) === b.shape(x)[axis]);
    return y === undefined ? undefined : vectorised(b, [x, y], [axis, b.rank(y) - 1]);
  }, 1),
  "vmap of one of two": onFloat((b, x) => {
    const y = b.float();
    return y === undefined ? undefined : vectorised(b, [x, y], [b.random.integer(b.rank(x)), null]);
  }, 1),
  jit: onFloat((b, x) => within(b, "jit", [], [x], [null], compilable)),
  "jit of two": onFloat((b, x) => {
    const y = b.float();
    return y === undefined ? undefined : within(b, "jit", [], [x, y], [null, null], compilable);
  }),
};

function vectorised(
  b: Builder,
  args: readonly string[],
  axes: readonly (number | null)[],
): string | undefined {
  return within(b, "vmap", [axes], args, axes, plain);
}

/** A function of a few lines, made by `maker`, called with `args`; it sees one entry along each axis of `axes`. */
function within(
  b: Builder,
  maker: string,
  settings: readonly (readonly (number | null)[])[],
  args: readonly string[],
  axes: readonly (number | null)[],
  groups: readonly Group[],
): string | undefined {
  const inner = b.inner();
  const parameters = args.map((name, i) => {
    const parameter = b.fresh();
    const axis = axes[i];
    const whole = b.array(name).ref;
    inner.bind(parameter, axis === null ? whole : np.take(whole, np.array(0, { dtype: np.int32 }), axis));
    return parameter;
  });
  const result = write(inner, groups, between(b.random, 1, 4));
  const made =
    result === undefined ? undefined : call(maker, [inner.lambda(parameters, result), ...settings]);
  inner.dispose();
  return made === undefined
    ? undefined
    : b.add(
        made,
        args.map((name) => use(name)),
      );
}

/** Writes so many operations. @returns The last float value among theirs. */
function write(b: Builder, groups: readonly Group[], count: number): string | undefined {
  for (let i = 0; i < count; i++) {
    const group = oneOf(b.random, groups);
    oneOf(b.random, Object.values(group))(b);
  }
  return b.lastFloat();
}
