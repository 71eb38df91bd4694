import { deterministic, halfCauchy, normal, plate, sample } from "nescio/ppl";
import { vector } from "./arrays.js";

/** Eight schools (Rubin 1981), non-centred. */
export const eightSchoolsNoncentered = {
  data: ({ y, sigma }) => [vector(y), vector(sigma)],
  model(y, sigma) {
    const mu = sample("mu", normal(0, 5));
    const tau = sample("tau", halfCauchy(5));
    plate("schools", y.shape[0], () => {
      const standard = sample("theta_trans", normal(0, 1));
      const theta = deterministic("theta", standard.mul(tau).add(mu));
      sample("y", normal(theta, sigma), { obs: y });
    });
  },
};
