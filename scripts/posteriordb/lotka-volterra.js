import { constraints, expand, factor, logNormal, normal, np, sample } from "nescio/ppl";
import { matrix, vector } from "./arrays.js";
import { improperUniform } from "./improper-uniform.js";
import { rungeKutta } from "./runge-kutta.js";

// Logarithms of both populations are then known to 1e-4; one observation is off by a quarter.
const STEPS_A_YEAR = 4;

/** Hares and lynxes by year, as Lotka (1925) and Volterra (1926) have prey and predators. */
export const lotkaVolterra = {
  data: ({ ts, y_init, y }) => [ts, vector(y_init), matrix(y)],
  /** `ts`: a list of years; `before` `[2]` is year 0, `y` `[N, 2]` are those of `ts`. */
  model(ts, before, y) {
    const theta = sample("theta", expand(improperUniform(constraints.positive), [4]));
    factor("theta, prior", normal(vector([1, 0.05, 1, 0.05]), vector([0.5, 0.05, 0.5, 0.05])).logProb(theta));
    const initial = sample("z_init", expand(logNormal(Math.log(10), 1), [2]));
    const sigma = sample("sigma", expand(logNormal(-1, 1), [2]));
    sample("y_init", logNormal(np.log(initial), sigma), { obs: before });
    const path = populations(theta, initial, ts);
    sample("y", logNormal(np.log(path), sigma), { obs: y });
  },
};

/** Both populations at the times `ts`, `[N, 2]`. */
function populations(theta, initial, ts) {
  const [alpha, beta, gamma, delta] = np.split(theta, 4);
  const none = np.zeros([1]);
  const growth = np.concatenate([alpha, gamma.neg()]);
  const interaction = np.concatenate([none.ref, beta.neg(), delta, none]).reshape([2, 2]);
  const slope = (z) => np.matmul(interaction.ref, z.ref).add(growth.ref).mul(z);
  const path = [initial];
  ts.forEach((time, i) => {
    const span = time - (ts[i - 1] ?? 0);
    path.push(rungeKutta(slope, path[i].ref, span, Math.round(span * STEPS_A_YEAR)));
  });
  growth.dispose();
  interaction.dispose();
  return np.stack(path.slice(1));
}
