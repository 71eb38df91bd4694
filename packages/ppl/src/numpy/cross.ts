import { NescioError } from "@nescio/core";
import { np, type JaxArray, type Operand } from "../jax/jax.js";

interface CrossOptions {
  /** The axis of the vectors, in both and in the product. Default: the last one. */
  axis?: number | undefined;
  axisa?: number | undefined;
  axisb?: number | undefined;
  axisc?: number | undefined;
}

/** The entries of vectors along an axis. Consumes `x`. */
function entriesOf(x: Operand, axis: number): JaxArray[] {
  const entries = np.unstack(np.moveaxis(x, axis, -1), -1);
  if (entries.length === 2 || entries.length === 3) return entries;
  throw new NescioError({
    code: "invalid-program",
    subject: "cross",
    expected: "vectors of 2 or 3 entries",
    found: `${entries.length}`,
  });
}

/** The cross product of vectors of 3 entries, or 2 for which the third is 0: of two of 2 only its third. Consumes both. */
export function cross(a: Operand, b: Operand, options: CrossOptions = {}): JaxArray {
  const { axisa = -1, axisb = -1, axisc = -1, axis } = options;
  const [u, v] = [entriesOf(a, axis ?? axisa), entriesOf(b, axis ?? axisb)];
  const isFlat = u.length === 2 && v.length === 2;
  for (const entries of [u, v]) if (entries.length === 2) entries.push(np.zerosLike(entries[0].ref));
  const minor = (i: number, j: number): JaxArray => u[i].ref.mul(v[j].ref).sub(u[j].ref.mul(v[i].ref));
  const product = isFlat
    ? minor(0, 1)
    : np.moveaxis(np.stack([minor(1, 2), minor(2, 0), minor(0, 1)], -1), -1, axis ?? axisc);
  for (const entry of [...u, ...v]) entry.dispose();
  return product;
}
