import { np, random } from "nescio/ppl";

/**
 * The measure that is flat on a support, whose mass may be infinite: what Stan gives a parameter that no statement
 * speaks of. A draw, for want of one, is what Stan starts at: uniform on (−2, 2) in the unconstrained space.
 */
export function improperUniform(support) {
  return {
    name: "ImproperUniform",
    params: {},
    arrays: [],
    batchShape: [],
    eventShape: [],
    support,
    reparameterized: false,
    check() {}, // It has no parameters that could be wrong.
    sample: (key, shape = []) => support.transform.forward(random.uniform(key, shape).mul(4).sub(2)),
    logProb: (value) => np.zerosLike(value),
    mean: () => np.array(NaN),
    variance: () => np.array(NaN),
    ref() {
      return this;
    },
    dispose() {}, // It owns no arrays.
  };
}
