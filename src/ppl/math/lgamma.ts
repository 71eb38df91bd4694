import { np, type ArrayLike, type JaxArray } from "../jax.js";

// Stirling's series: B₂ₖ / (2k (2k − 1)).
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360];

/** log Γ(x) for x above 0. Consumes `x`. */
export function lgamma(x: ArrayLike): JaxArray {
  const value = np.array(x);
  let product = value.ref;
  for (let k = 1; k < 4; k++) product = product.mul(value.ref.add(k));
  const small = np.less(value.ref, 4);
  const z = np.where(small.ref, value.ref.add(4), value);
  const w = np.reciprocal(z.ref);
  const w2 = w.ref.mul(w.ref);
  let series: JaxArray = np.fullLike(w2.ref, stirling[stirling.length - 1]);
  for (let k = stirling.length - 2; k >= 0; k--) series = series.mul(w2.ref).add(stirling[k]);
  w2.dispose();
  const main = z.ref
    .sub(0.5)
    .mul(np.log(z.ref))
    .sub(z)
    .add(0.5 * Math.log(2 * Math.PI));
  return main.add(series.mul(w)).sub(np.log(np.where(small, product, 1)));
}
